import { expect, test } from 'vitest';
import { ProxyFault, proxyFor } from './proxy.ts';

const address = new URL('https://models.example.org/pack.json');
const named = { HTTPS_PROXY: 'http://proxy.example:3128' };
const hostFor = (environment: Record<string, string>, of = address) => proxyFor(of, environment)?.host;

test('the proxy of the environment is taken, in lower case before upper, with or without a scheme', () => {
  expect(hostFor({})).toBeUndefined();
  expect(hostFor({ HTTPS_PROXY: ' ' })).toBeUndefined();
  expect(hostFor(named)).toBe('proxy.example:3128');
  expect(hostFor({ ...named, https_proxy: 'other:1' })).toBe('other:1');
  expect(hostFor({ ...named, https_proxy: '' })).toBe('proxy.example:3128');
  expect(hostFor({ ALL_PROXY: 'https://other:1' })).toBe('other:1');
  expect(hostFor({ HTTP_PROXY: 'other:1' })).toBeUndefined();
});

test.each([
  ['*', false],
  ['example.org', false],
  ['.example.org', false],
  ['*.example.org', false],
  ['a.test, models.EXAMPLE.org', false],
  ['a.test models.example.org:443', false],
  ['models.example.org:8443', true],
  ['ample.org', true],
  ['example.com,,', true],
  ['', true],
])('NO_PROXY=%j: through it %j', (exempt, through) => {
  expect(hostFor({ ...named, NO_PROXY: exempt }) !== undefined).toBe(through);
});

test.each(['https://localhost:8/a', 'https://127.0.0.1/a', 'https://[::1]/a', 'http://localhost/a'])(
  'what is at this machine is not asked of a proxy: %s',
  (own) => {
    expect(hostFor(named, new URL(own))).toBeUndefined();
  },
);

test('a proxy of another kind is refused by name, without its password', () => {
  const refused = () => proxyFor(address, { HTTPS_PROXY: 'socks5://me:secret@proxy.example:1080' });
  expect(refused).toThrow(ProxyFault);
  expect(refused).toThrow(/^socks5:\/\/proxy\.example:1080: /);
});
