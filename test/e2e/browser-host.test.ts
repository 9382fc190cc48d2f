import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { networkInterfaces } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { plain } from '../fixtures/pictures.ts';
import { startHost, type RunningHost } from './host.ts';
import { commandOf, family as familyOf } from './processes.ts';
import { makeWorld, polylens, type World } from './program.ts';

type Answered = { status: number; headers: IncomingHttpHeaders; body: Buffer };

let world: World;
let host: RunningHost;
let cookie: string;

beforeAll(async () => {
  world = await makeWorld();
  await plain('red').jpeg().toFile(join(world.photos, 'red.jpg'));
  await polylens(world, ['index', world.photos]);
  host = await startHost(world);
  const { headers } = await ask(host.address.slice(host.origin.length));
  cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
});
afterAll(async () => {
  await host.end();
  world.remove();
});

/** As a program asks: nothing is added, nothing tidied, so that paths reach the host as they are written here. */
function ask(path: string, headers: OutgoingHttpHeaders = {}, method = 'GET'): Promise<Answered> {
  const { hostname, port } = new URL(host.origin);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    asked.on('error', reject).end();
  });
}

const known = (path: string, headers: OutgoingHttpHeaders = {}) => ask(path, { cookie, ...headers });

/** How a socket fares: `open`, or the status it was refused with. */
async function knock(path: string, headers: Record<string, string>): Promise<'open' | number> {
  const socket = new WebSocket(`${host.origin.replace('http', 'ws')}${path}`, { headers });
  return new Promise((resolve) => {
    socket.on('open', () => (socket.terminate(), resolve('open')));
    socket.on('unexpected-response', (_asked, response) => (socket.terminate(), resolve(response.statusCode ?? 0)));
    socket.on('error', () => undefined);
  });
}

test('with the cookie the page comes, under a policy that lets nothing else in', async () => {
  const { status, headers, body } = await known('/');
  expect(status).toBe(200);
  expect(body.toString()).toContain('<title>Polylens</title>');
  expect(headers['content-security-policy']).toContain("default-src 'self'");
  expect(headers['content-security-policy']).not.toMatch(/unsafe|https?:|\*/);
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
  });
  expect(headers['access-control-allow-origin']).toBeUndefined();
});

test('the address opens once', async () => {
  expect((await ask(host.address.slice(host.origin.length))).status).toBe(403);
});

test.for<[string, string, OutgoingHttpHeaders]>([
  ['no cookie', '/', {}],
  ['no cookie for media', '/media/1', {}],
  ['a guessed cookie', '/media/1', { cookie: 'polylens=1' }],
  ['a guessed token', '/open?token=guessed', {}],
  ['no token', '/open', {}],
])('%s: refused', async ([, path, headers]) => {
  const { status, body } = await ask(path, headers);
  expect(status).toBe(403);
  expect(body.toString()).toContain('This address opens Polylens once');
});

test.for<[string, OutgoingHttpHeaders]>([
  ['a name that resolves here (DNS rebinding)', { host: 'evil.example' }],
  ['localhost by name', { host: 'localhost' }],
  ['another site as origin', { origin: 'https://evil.example' }],
  ['a file as origin', { origin: 'null' }],
  ['a request another site started', { 'sec-fetch-site': 'cross-site' }],
])('%s: refused even with the cookie', async ([, headers]) => {
  expect((await known('/', headers)).status).toBe(403);
  expect((await known('/media/1', headers)).status).toBe(403);
});

test('only reading is answered', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
    expect((await ask('/', { cookie }, method)).status, method).toBe(403);
  }
});

test.for([
  '/../package.json',
  '/%2e%2e/package.json',
  '/..%2fpackage.json',
  '/assets/../../package.json',
  '/assets/..%5c..%5cpackage.json',
  '//etc/passwd',
  '/media/../../etc/passwd',
  '/media/%2fetc%2fpasswd',
  '/media/1/../../../etc/passwd',
  '/media/0',
  '/media/-1',
  '/media/1e3',
  '/media/99999',
  '/media/1/256/3/4',
  '/media/1/256/-3',
  '/media/',
  '/assets/',
  '/.built-from',
])('%s leads nowhere', async (path) => {
  const { status, body } = await known(path);
  expect(status).toBe(404);
  expect(body.toString()).not.toContain('root:');
});

test('a picture comes whole or in part, by its id', async () => {
  const original = readFileSync(join(world.photos, 'red.jpg'));
  const whole = await known('/media/1');
  expect([whole.status, whole.headers['content-type'], whole.body.equals(original)]).toEqual([200, 'image/jpeg', true]);
  const part = await known('/media/1', { range: 'bytes=2-5' });
  expect([part.status, part.headers['content-range'], [...part.body]]).toEqual([
    206,
    `bytes 2-5/${original.length}`,
    [...original.subarray(2, 6)],
  ]);
  const beyond = await known('/media/1', { range: `bytes=${original.length}-` });
  expect([beyond.status, beyond.headers['content-range']]).toEqual([416, `bytes */${original.length}`]);
  const head = await ask('/media/1', { cookie }, 'HEAD');
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, String(original.length), 0]);
});

test('what the browser has kept is not sent again', async () => {
  for (const path of ['/media/1', '/media/1/256']) {
    const first = await known(path);
    expect([first.status, first.headers['cache-control']]).toEqual([200, 'private, no-cache']);
    const again = await known(path, { 'if-none-match': first.headers.etag ?? '' });
    expect([again.status, again.body.length, again.headers.etag]).toEqual([304, 0, first.headers.etag]);
  }
});

test.skipIf(process.platform !== 'linux')(
  'pictures asked for while the engine dies come from the next one',
  async () => {
    const engine = familyOf(host.child.pid ?? 0).find((pid) => commandOf(pid).includes('engine-process'));
    process.kill(engine ?? 0, 'SIGKILL');
    const answers = await Promise.all(['/media/1', '/media/1/256', '/media/1/1024'].map((path) => known(path)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  },
);

test('a socket opens with cookie and origin alone', async () => {
  const origin = host.origin;
  expect(await knock('/contract', { cookie, origin })).toBe('open');
  expect(await knock('/contract', { cookie })).toBe(403);
  expect(await knock('/contract', { origin })).toBe(403);
  expect(await knock('/contract', { cookie, origin: 'https://evil.example' })).toBe(403);
  expect(await knock('/contract', { cookie, origin, host: 'evil.example' })).toBe(403);
  expect(await knock('/other', { cookie, origin })).toBe(403);
});

test('what is not the contract ends its socket, and the host goes on', async () => {
  for (const rubbish of ['{', Buffer.from([1, 2, 3]), 'x'.repeat(2 << 20)]) {
    const socket = new WebSocket(`${host.origin.replace('http', 'ws')}/contract`, {
      headers: { cookie, origin: host.origin },
    });
    await once(socket, 'open');
    socket.on('error', () => undefined).send(rubbish);
    await once(socket, 'close');
  }
  expect((await known('/')).status).toBe(200);
});

test('it listens on the loopback address alone', async () => {
  const port = Number(new URL(host.origin).port);
  const others = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4');
  for (const { address } of others) {
    const socket = connect(port, address);
    const [outcome] = (await Promise.race([
      once(socket, 'error'),
      once(socket, 'connect').then(() => ['open']),
    ])) as unknown[];
    socket.destroy();
    expect(outcome, address).not.toBe('open');
  }
});

test('a signal ends it cleanly, engine included', async () => {
  const second = await startHost({ ...world, library: join(world.root, 'second') });
  expect(await second.end()).toBe(0);
});
