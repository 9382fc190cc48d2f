/** Downloads over TLS, by a certificate of an authority that nobody knows, with a proxy in between and without. */
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeAuthority } from '../fixtures/authority.ts';
import { inverted, writeFakePack } from '../fixtures/fake-pack.ts';
import { half, inTurn, ranged, servePack, whole, type PackServer } from '../fixtures/pack-server.ts';
import { startProxy } from '../fixtures/proxy-server.ts';
import { makeWorld, polylens, type World } from './program.ts';

let world: World;
let server: PackServer;
let authority = '';
let proxy: Awaited<ReturnType<typeof startProxy>>;
/** A name that only the proxy can find. */
let afar = '';
beforeEach(async () => {
  world = await makeWorld();
  const source = join(world.root, 'source');
  mkdirSync(source);
  await writeFakePack(source, { id: 'other' }, inverted);
  const made = await makeAuthority(world.root, ['DNS:packs.test', 'IP:127.0.0.1']);
  authority = made.authority;
  server = await servePack(source, made.secret);
  afar = `https://packs.test:${new URL(server.address('')).port}/pack.json`;
  proxy = await startProxy('Basic bWU6c2VjcmV0');
});
afterEach(async () => {
  proxy.close();
  await server.close();
  world.remove();
});

/** Of the machine that runs the tests nothing counts. */
const bare = Object.fromEntries(
  ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS'].map(
    (name) => [name, ''],
  ),
);
const get = (address: string, environment: Record<string, string>) =>
  polylens(world, ['packs', 'get', address, '--yes'], { chooses: true, environment: { ...bare, ...environment } });
const trusted = () => ({ NODE_EXTRA_CA_CERTS: authority });
const through = (key = 'me:secret@') => ({ HTTPS_PROXY: `http://${key}${proxy.host}` });

test('a pack comes through the proxy, which sees no more than the name of the machine', async () => {
  const got = await get(afar, { ...trusted(), ...through() });
  expect(got).toMatchObject({ code: 0, talk: expect.stringMatching(/other@1 is there/) as string });
  expect(new Set(proxy.asked.map(({ to }) => to))).toEqual(new Set([new URL(afar).host]));
  expect(proxy.asked.length).toBe(server.asked.length);
  expect(server.asked.map(({ headers }) => headers['proxy-authorization'])).not.toContain('Basic bWU6c2VjcmV0');
});

test('what is cut on the way through the proxy is gone on with', async () => {
  server.odd.set('text.onnx', inTurn(half('cut'), whole));
  expect(await get(afar, { ...trusted(), ...through() })).toMatchObject({ code: 0 });
  const ranges = server.asked.filter(({ path }) => path === 'text.onnx').map(({ range }) => range);
  expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/)]);
});

test('what is at this machine comes without the proxy', async () => {
  expect(await get(server.address('pack.json'), { ...trusted(), ...through() })).toMatchObject({ code: 0 });
  expect(proxy.asked).toEqual([]);
});

test.each([
  {
    what: 'of an authority that nobody knows',
    name: '127.0.0.1',
    knows: () => ({}),
    found: 'SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  },
  { what: 'of another name', name: 'other.test', knows: trusted, found: 'ERR_TLS_CERT_ALTNAME_INVALID' },
])('a certificate $what is refused in one line, and nothing is asked', async ({ name, knows, found }) => {
  const got = await get(afar.replace('packs.test', name), { ...knows(), ...through() });
  expect(got.code).toBe(3);
  expect(got.talk.trimEnd().split('\n')).toEqual([
    expect.stringMatching(
      `^polylens: https://${name}:.* cannot prove who it is \\((${found})\\).* NODE_EXTRA_CA_CERTS=`,
    ),
  ]);
  expect(server.asked).toEqual([]);
});

test('a proxy that refuses, is not there, or is of another kind is named without its password', async () => {
  const refused = await get(afar, { ...trusted(), ...through('me:wrong@') });
  expect(refused.talk).toMatch(new RegExp(`^polylens: the proxy http://${proxy.host} does not lead to .* \\(407\\)`));
  const gone = await startProxy();
  gone.close();
  const absent = await get(afar, { ...trusted(), HTTPS_PROXY: `http://me:wrong@${gone.host}` });
  expect(absent.talk).toMatch(new RegExp(`^polylens: the proxy http://${gone.host} .* \\(ECONNREFUSED\\)`));
  const other = await get(afar, { ...trusted(), HTTPS_PROXY: 'socks5://me:wrong@127.0.0.1:1' });
  expect(other.talk).toMatch(/^polylens: the proxy socks5:\/\/127\.0\.0\.1:1 .*no proxy of http or https/);
  for (const { code, talk } of [refused, absent, other]) {
    expect(code).toBe(3);
    expect(talk).not.toContain('wrong');
  }
});

/** Downloads one file in stretches, as the engine does where it is larger. */
const inStretches = `
const [address, bytes, sha256, folder] = process.argv.slice(1);
const { downloadFile } = await import(${JSON.stringify(new URL('../../dist/engine/packs/download-file.js', import.meta.url).href)});
const wanted = { address: new URL(address), facts: { bytes: Number(bytes), sha256 }, place: folder + '/there', part: folder + '/.part-0' };
const { signal } = new AbortController();
const ranges = { atOnce: 4, bytes: 2 ** 16 };
await downloadFile(wanted, { signal, stallMs: 60000, tries: 2, pauseMs: 100, ranges, came() {}, sent: async () => {} });
`;

test('a large file comes, stretch by stretch, where the proxy lets through no more than one at a time', async () => {
  const content = randomBytes(5 * 2 ** 16);
  writeFileSync(join(world.root, 'source', 'large'), content);
  server.odd.set('large', ranged('"one"'));
  const narrow = await startProxy(undefined, 1);
  const sha256 = createHash('sha256').update(content).digest('hex');
  const args = [new URL('large', afar).href, String(content.length), sha256, world.root];
  const child = spawn(process.execPath, ['--input-type=module', '-e', inStretches, ...args], {
    env: { ...process.env, ...bare, ...trusted(), HTTPS_PROXY: `http://${narrow.host}` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await once(child, 'close');
  narrow.close();
  expect(child.exitCode).toBe(0);
  expect(readFileSync(join(world.root, 'there')).equals(content)).toBe(true);
});
