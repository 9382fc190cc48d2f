import { expect, test } from 'vitest';
import { Guard, type Asked } from './guard.ts';

const port = 4711;
const own = `http://127.0.0.1:${port}`;

function asked(headers: Asked['headers'], method = 'GET'): Asked {
  return { method, headers: { host: `127.0.0.1:${port}`, ...headers } };
}

function admitted(guard: Guard): string {
  const cookie = guard.admit(new URL(guard.newAddress()).searchParams.get('token') ?? '') ?? '';
  return cookie.split(';')[0] ?? '';
}

test('a token is taken once, for a cookie that no script and no other site can use', () => {
  const guard = new Guard(port);
  const token = new URL(guard.newAddress()).searchParams.get('token') ?? '';
  expect(guard.admit(token)).toMatch(/^polylens-4711=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(guard.admit(token)).toBeUndefined();
  expect(guard.admit('')).toBeUndefined();
  expect(guard.admit('guessed')).toBeUndefined();
});

test('the cookie is known among others; a wrong, shortened or foreign one is not', () => {
  const guard = new Guard(port);
  const cookie = admitted(guard);
  expect(guard.isKnown(asked({ cookie: `a=b; ${cookie}; c=d` }))).toBe(true);
  for (const wrong of [
    undefined,
    '',
    `${cookie}x`,
    cookie.slice(0, -1),
    cookie.replace('4711', '4712'),
    admitted(new Guard(port)),
  ]) {
    expect(guard.isKnown(asked(wrong === undefined ? {} : { cookie: wrong })), String(wrong)).toBe(false);
  }
});

test.for<[string, Asked, boolean]>([
  ['plain', asked({}), true],
  ['typed address', asked({ 'sec-fetch-site': 'none' }), true],
  ['own page', asked({ origin: own, 'sec-fetch-site': 'same-origin' }), true],
  ['name that resolves here', asked({ host: `evil.example:${port}` }), false],
  ['localhost by name', asked({ host: `localhost:${port}` }), false],
  ['other port', asked({ host: '127.0.0.1:1' }), false],
  ['other origin', asked({ origin: 'http://evil.example' }), false],
  ['origin of a local file', asked({ origin: 'null' }), false],
  ['other local port as origin', asked({ origin: 'http://127.0.0.1:1' }), false],
  ['other site', asked({ 'sec-fetch-site': 'cross-site' }), false],
  ['same machine, other port', asked({ 'sec-fetch-site': 'same-site' }), false],
  ['post', asked({}, 'POST'), false],
])('%s', ([, request, ours]) => {
  expect(new Guard(port).isOurs(request)).toBe(ours);
});

test('a socket needs the cookie and must name our origin', () => {
  const guard = new Guard(port);
  const cookie = admitted(guard);
  expect(guard.isOurSocket(asked({ cookie, origin: own }))).toBe(true);
  expect(guard.isOurSocket(asked({ cookie }))).toBe(false);
  expect(guard.isOurSocket(asked({ origin: own }))).toBe(false);
  expect(guard.isOurSocket(asked({ cookie, origin: 'http://evil.example' }))).toBe(false);
});
