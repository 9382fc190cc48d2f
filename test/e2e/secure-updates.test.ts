/** New versions come the way that packs do: over TLS, by the network's own authority, through its proxy. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeAuthority } from '../fixtures/authority.ts';
import { half, inTurn, servePack, whole, type PackServer } from '../fixtures/pack-server.ts';
import { startProxy } from '../fixtures/proxy-server.ts';
import { newKeys, writeRelease } from '../fixtures/release.ts';

const keys = newKeys();
const content = Buffer.alloc(300_000, 'new');
const name = 'Polylens-0.2.0.AppImage';

/** What the shell does once the person has agreed; one more try where a download was cut. */
const update = `
const [address, key, folder] = process.argv.slice(1);
const { Updates } = await import(${JSON.stringify(new URL('../../dist/shells/electron/updates/updates.js', import.meta.url).href)});
const { platform, arch } = process;
const updates = new Updates({ address, key }, { version: '0.1.0', platform, arch, kind: 'AppImage' }, { folder });
try {
  const offer = await updates.look();
  const file = await updates.fetch(offer).catch((thrown) => thrown.why === 'cut' ? updates.fetch(offer) : Promise.reject(thrown));
  console.log(JSON.stringify({ file }));
} catch ({ why, facts }) {
  console.log(JSON.stringify({ why, facts }));
}`;

let root: string;
let server: PackServer;
let authority: string;
let proxy: Awaited<ReturnType<typeof startProxy>>;
/** A name that only the proxy can find. */
let afar: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'polylens-secure-updates-'));
  writeRelease(join(root, 'shelf'), keys, { content, version: '0.2.0', name });
  const made = await makeAuthority(root, ['DNS:releases.test', 'IP:127.0.0.1']);
  authority = made.authority;
  server = await servePack(join(root, 'shelf'), made.secret);
  afar = `https://releases.test:${new URL(server.address('')).port}/`;
  proxy = await startProxy('Basic bWU6c2VjcmV0');
});
afterEach(async () => {
  proxy.close();
  await server.close();
  rmSync(root, { recursive: true });
});

const trusted = () => ({ NODE_EXTRA_CA_CERTS: authority });
const through = (key = 'me:secret@') => ({ HTTPS_PROXY: `http://${key}${proxy.host}` });

/** Of the machine that runs the tests nothing counts. */
async function run(address: string, environment: Record<string, string>) {
  const args = ['--input-type=module', '-e', update, address, keys.key, join(root, 'updates')];
  const env = { PATH: process.env['PATH'] ?? '', HOME: root, ...environment };
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  await once(child, 'close');
  return JSON.parse(out) as { file?: string; why?: string; facts?: Record<string, string> };
}

test('a new version comes through the proxy, which sees no more than the name of the machine', async () => {
  const { file = '' } = await run(afar, { ...trusted(), ...through() });
  expect(readFileSync(file).equals(content)).toBe(true);
  expect(server.asked.map(({ path }) => path)).toEqual(['latest.json', 'latest.json.sig', name]);
  expect(proxy.asked.map(({ to }) => to)).toEqual(server.asked.map(() => new URL(afar).host));
  expect(server.asked.map(({ headers }) => headers['proxy-authorization'])).toEqual([undefined, undefined, undefined]);
});

test('what is cut on the way through the proxy is gone on with', async () => {
  server.odd.set(name, inTurn(half('cut'), whole));
  const { file = '' } = await run(afar, { ...trusted(), ...through() });
  expect(readFileSync(file).equals(content)).toBe(true);
  const ranges = server.asked.filter(({ path }) => path === name).map(({ range }) => range);
  expect(ranges).toEqual([undefined, expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
});

test('what is at this machine, or exempt, is not asked of the proxy', async () => {
  expect(await run(server.address(''), { ...trusted(), ...through() })).toHaveProperty('file');
  // Without the proxy nobody knows this name.
  expect(await run(afar, { ...trusted(), ...through(), NO_PROXY: '.test' })).toMatchObject({ why: 'unreachable' });
  expect(proxy.asked).toEqual([]);
});

test('a certificate of an authority that nobody knows, or of another name, is refused before anything is asked', async () => {
  const unknown = await run(afar, through());
  expect(unknown).toMatchObject({
    why: 'certificate',
    facts: { found: expect.stringMatching(/SELF_SIGNED|UNABLE_TO_VERIFY/) as string },
  });
  const other = await run(afar.replace('releases', 'other'), { ...trusted(), ...through() });
  expect(other).toMatchObject({ why: 'certificate', facts: { found: 'ERR_TLS_CERT_ALTNAME_INVALID' } });
  expect(server.asked).toEqual([]);
});

test('a proxy that refuses is named without its password', async () => {
  const refused = await run(afar, { ...trusted(), ...through('me:wrong@') });
  expect(refused).toMatchObject({ why: 'proxy', facts: { proxy: `http://${proxy.host}`, found: '407' } });
  expect(JSON.stringify(refused)).not.toContain('wrong');
});

test.each(['http://127.0.0.1:8080/turn-off', 'http://localhost/', 'file:///etc/hosts', 'https://['])(
  'who is asked over TLS leads to no %s',
  async (location) => {
    server.odd.set('latest.json', (answer) => void answer.writeHead(302, { location }).end());
    expect(await run(server.address(''), trusted())).toMatchObject({ why: 'unreachable' });
    const record = readFileSync(join(root, 'updates', 'requests.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(record).toHaveLength(1);
  },
);
