import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inverted, writeFakePack } from '../../test/fixtures/fake-pack.ts';
import { half, inTurn, servePack, whole, type Odd, type PackServer } from '../../test/fixtures/pack-server.ts';
import { PolylensError } from '../contract/errors.ts';
import { getPack, offerPack, type Getting } from './get-pack.ts';
import { importPack } from './packs/import-pack.ts';
import { openPack } from './packs/open-pack.ts';
import { request as ask } from './packs/request.ts';

/** Of the fixture, the largest. */
const file = 'text.onnx';
const times = { stallMs: 60_000, tries: 2, pauseMs: 1 };
/** Longer than a busy machine takes to answer. */
const impatient = { ...times, stallMs: 1000, tries: 1 };

let root = '';
let source = '';
let imported = '';
let server: PackServer;
let size = 0;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'polylens-get-'));
  source = join(root, 'source');
  imported = join(root, 'data', 'packs');
  await writeFakePack(join(root, 'inside'));
  await writeFakePack(source, { id: 'other' }, inverted);
  size = (await readFile(join(source, file))).length;
  server = await servePack(source);
});
afterEach(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

type Around = Partial<Getting> & { signal?: AbortSignal; progress?: (done: number, total: number) => void };

function getting(around: Around): Getting {
  const shelf = { inside: join(root, 'inside'), imported };
  const untried = { measure: () => Promise.reject(new Error('not asked')), verify: () => Promise.resolve() };
  return {
    shelf,
    times,
    take: (folder, progress) =>
      importPack(folder, { shelf, ...untried, progress, signal: new AbortController().signal, ours: true }),
    ...around,
  };
}

const never = new AbortController().signal;
const offer = (from = server.address('pack.json'), around: Around = {}) =>
  offerPack({ from }, getting(around), around.signal ?? never);

async function get(around: Around = {}, from?: string) {
  const { address, listing } = await offer(from);
  const progress = (report: { done: number; total: number }) => around.progress?.(report.done, report.total);
  return getPack({ address, listing }, getting(around), { signal: around.signal ?? never, progress });
}

const names = async () => (await readdir(imported)).filter((name) => name !== 'requests.jsonl').toSorted();
const rangesOf = (path: string) => server.asked.filter((asked) => asked.path === path).map(({ range }) => range);
const atHalf = () => `bytes=${Math.floor(size / 2)}-`;

test('what is offered is downloaded, verified and in its place, and nothing is left beside it', async () => {
  const offered = await offer();
  expect(offered).toMatchObject({ pack: 'other@1', licence: 'Apache-2.0', there: 0, files: 6 });
  expect(server.asked).toHaveLength(1);
  const told: number[] = [];
  const pack = await get({ progress: (done, total) => told.push(done / total) });
  expect(pack).toMatchObject({ folder: join(imported, 'other@1'), stageKey: 'other@1/1' });
  expect(await openPack(pack.folder)).toMatchObject({ id: 'other' });
  expect(await names()).toEqual(['other@1']);
  expect(told.at(-1)).toBe(1);
  expect(told.length).toBeGreaterThan(5);
  await expect(offer()).rejects.toMatchObject({ code: 'pack.exists', detail: { pack: 'other@1' } });
});

test('requests say what is wanted and who asks, no more, and each is on record', async () => {
  await get();
  for (const { headers } of server.asked) {
    const { host, connection, ...said } = headers;
    expect({ host, connection }).toMatchObject({ host: expect.stringContaining('127.0.0.1') });
    expect(said).toEqual({ 'accept-encoding': 'identity', 'user-agent': 'Polylens' });
  }
  const record = (await readFile(join(imported, 'requests.jsonl'), 'utf8')).trimEnd().split('\n');
  const addresses = record.map((line) => (JSON.parse(line) as { address: string }).address);
  expect(addresses).toEqual(server.asked.map(({ path }) => server.address(path)));
});

const send =
  (status: number, headers: Record<string, string>, body?: Buffer): Odd =>
  (answer, bytes) =>
    answer.writeHead(status, headers).end(body ?? bytes);
const page = Buffer.from('\n<!DOCTYPE html><html><title>Sign in</title></html>');
const elsewhere = (location: string) => send(302, { location });
const flipped: Odd = (answer, bytes, request) => whole(answer, Buffer.from(bytes.map((byte) => byte ^ 1)), request);
const longer: Odd = (answer, bytes, request) => whole(answer, Buffer.concat([bytes, bytes]), request);
const unannounced: Odd = (answer, bytes) => answer.writeHead(200).end(Buffer.concat([bytes, bytes]));

test.each<[string, string, Odd]>([
  ['a file that is not there', 'status', send(404, {})],
  ['a page with a form', 'page', send(200, { 'content-type': 'text/html; charset=utf-8' }, page)],
  ['a page that says it is a model', 'page', send(200, { 'content-type': 'application/octet-stream' }, page)],
  ['other bytes', 'bytes', flipped],
  ['more bytes', 'size', longer],
  ['more bytes than announced', 'size', unannounced],
  ['fewer bytes', 'size', (answer, bytes, request) => whole(answer, bytes.subarray(1), request)],
  ['silence in the middle', 'stalled', half('stalled')],
  ['silence', 'stalled', () => undefined],
  ['an end in the middle', 'cut', half('cut')],
  ['an early end of other bytes', 'cut', (answer, bytes) => answer.writeHead(200).end(bytes.subarray(9))],
  ['the way to a file of this machine', 'redirect', elsewhere('file:///etc/passwd')],
  ['the way to another scheme', 'redirect', elsewhere('https://127.0.0.1/')],
  ['the way to another machine without https', 'redirect', elsewhere('http://192.0.2.1/')],
  ['a circle', 'redirect', elsewhere(`/${file}`)],
])('%s is refused as %s, and no pack is there', async (_, why, odd) => {
  server.odd.set(file, odd);
  const refused = get(why === 'stalled' ? { times: impatient } : {});
  await expect(refused).rejects.toMatchObject({
    code: 'pack.download',
    detail: { why, address: server.address(file) },
  });
  expect(await names()).toEqual([expect.stringMatching(/^\.download-/)]);
  server.odd.clear();
  expect(await get()).toMatchObject({ id: 'other' });
  expect(await names()).toEqual(['other@1']);
});

test('what moved is followed on the same safe way', async () => {
  await rename(join(source, file), join(source, 'moved'));
  server.odd.set(file, elsewhere('/moved'));
  expect(await get()).toMatchObject({ id: 'other' });
});

test('a file that is cut is gone on with where it was', async () => {
  server.odd.set(file, inTurn(half('cut'), whole));
  await get();
  expect(rangesOf(file)).toEqual([undefined, atHalf()]);
});

test('one that knows no ranges, or others, is asked for all of it again', async () => {
  const forgets: Odd = (answer, bytes) => answer.writeHead(200, { 'content-length': bytes.length }).end(bytes);
  server.odd.set(file, inTurn(half('cut'), forgets));
  await get();
  expect(rangesOf(file)).toEqual([undefined, atHalf()]);
  await rm(join(imported, 'other@1'), { recursive: true });
  server.odd.set(file, inTurn(half('cut'), send(206, { 'content-range': 'bytes 0-9/10' }), whole));
  await get();
  expect(rangesOf(file).slice(2)).toEqual([undefined, atHalf(), undefined]);
});

test('one that begins anew again and again is given up', async () => {
  const anew: Odd = (answer, bytes, asked) => (asked.headers.range ? send(416, {}) : half('cut'))(answer, bytes, asked);
  server.odd.set(file, anew);
  await expect(get()).rejects.toMatchObject({ detail: { why: 'cut' } });
  expect(rangesOf(file)).toEqual([undefined, atHalf(), undefined]);
});

test('another call goes on with what a cut one left, a page in between takes nothing of it', async () => {
  server.odd.set(file, inTurn(half('cut'), send(200, { 'content-type': 'text/html' }, page)));
  await expect(get()).rejects.toMatchObject({ detail: { why: 'page' } });
  const { there, bytes } = await offer();
  expect(there).toBeGreaterThanOrEqual(Math.floor(size / 2));
  expect(there).toBeLessThan(bytes);
  server.odd.clear();
  server.asked.splice(0);
  await get();
  expect(rangesOf(file)).toEqual([atHalf()]);
  expect(rangesOf('vision.onnx')).toEqual([]);
});

test('what a killed process left is gone on with, what another is at is not touched', async () => {
  server.odd.set(file, half('cut'));
  await expect(get()).rejects.toMatchObject({ detail: { why: 'cut' } });
  server.odd.clear();
  const [left = ''] = await names();
  const [key] = left.slice('.download-'.length).split('-');
  // Linux counts processes to 2^22 at most.
  await rename(join(imported, left), join(imported, `.download-${key}-${2 ** 22 + 1}-x`));
  expect((await offer()).there).toBeGreaterThan(0);
  const alive = `.download-${key}-${process.ppid}-x`;
  await rename(join(imported, `.download-${key}-${2 ** 22 + 1}-x`), join(imported, alive));
  expect((await offer()).there).toBe(0);
  await get();
  expect(await names()).toEqual([alive, 'other@1']);
});

test('a download that is cancelled ends at once and keeps what has come', async () => {
  const stop = new AbortController();
  server.odd.set(file, half('stalled'));
  const call = get({ signal: stop.signal });
  await expect.poll(() => rangesOf(file).length).toBe(1);
  stop.abort();
  await expect(call).rejects.toMatchObject({ code: 'request.cancelled' });
  expect(await names()).toEqual([expect.stringMatching(/^\.download-[0-9a-f]+-0-/)]);
});

test('a request that is cancelled while it is put on record is not made', async () => {
  const stop = new AbortController();
  const sent = () => Promise.resolve(stop.abort());
  const asking = ask(new URL(server.address('pack.json')), { from: 0 }, { signal: stop.signal, stallMs: 60_000, sent });
  await expect(asking).rejects.toMatchObject({ code: 'request.cancelled' });
  expect(server.asked).toEqual([]);
});

test('what was agreed to is what is downloaded', async () => {
  const { address } = await offer();
  const changed = getPack({ address, listing: 'of before' }, getting({}), { signal: never, progress: () => undefined });
  await expect(changed).rejects.toMatchObject({ detail: { why: 'changed' } });
  expect(server.asked.map(({ path }) => path)).toEqual(['pack.json', 'pack.json']);
});

test('without room no file is asked for', async () => {
  const sha256 = createHash('sha256').digest('hex');
  const huge = { format: 1, id: 'huge', licence: 'none', files: { 'config.json': { bytes: 2 ** 52, sha256 } } };
  await writeFile(join(source, 'huge.json'), JSON.stringify(huge));
  await expect(get({}, server.address('huge.json'))).rejects.toMatchObject({ code: 'pack.no-room' });
  expect(server.asked.map(({ path }) => path)).toEqual(['huge.json', 'huge.json']);
});

test('a pack without a pack.json comes by a listing, from the folder that it names', async () => {
  await mkdir(join(source, 'r1', 'visual'), { recursive: true });
  await writeFile(join(source, 'r1', 'visual', 'model.onnx'), 'a model');
  const sha256 = createHash('sha256').update('a model').digest('hex');
  const files = { 'visual/model.onnx': { bytes: 7, sha256 } };
  await writeFile(
    join(source, 'list.json'),
    JSON.stringify({ format: 1, id: 'b32', licence: 'MIT', base: 'r1', files }),
  );
  let taken: [string, string[]] | undefined;
  const take = async (folder: string) => {
    taken = [folder, await readdir(folder, { recursive: true })];
    return openPack(join(root, 'inside'));
  };
  await get({ take }, server.address('list.json'));
  expect(taken?.[0]).toMatch(/b32$/);
  expect(taken?.[1].toSorted()).toEqual(['visual', join('visual', 'model.onnx')]);
});

test('a pack that does not compute is refused by its address, and its files go', async () => {
  const take = (folder: string) =>
    Promise.reject(new PolylensError('pack.invalid', { folder, found: 'other numbers' }));
  await expect(get({ take })).rejects.toMatchObject({
    code: 'pack.invalid',
    detail: { folder: server.address('pack.json'), found: 'other numbers' },
  });
  expect(await names()).toEqual([]);
});

test.each([
  ['http://example.com/pack.json'],
  ['ftp://127.0.0.1/pack.json'],
  ['file:///etc/passwd'],
  ['https://me:secret@127.0.0.1/pack.json'],
  ['pack.json'],
])('nothing is asked of %s', async (from) => {
  await expect(offer(from)).rejects.toMatchObject({ code: 'pack.download', detail: { why: 'address' } });
  await expect(readdir(imported)).rejects.toThrow('ENOENT');
});

test.each([
  ['a page', page],
  ['a file that leads out', JSON.stringify({ format: 1, id: 'a', licence: '', files: { '../x': {} } })],
  ['more than a list', Buffer.alloc(2 ** 21, ' ')],
])('%s is no listing', async (_, text) => {
  await writeFile(join(source, 'pack.json'), text);
  await expect(offer()).rejects.toMatchObject({ code: 'pack.download', detail: { why: 'listing' } });
});

test('a machine that does not answer is told as such', async () => {
  const gone = await servePack(source);
  await gone.close();
  await expect(offer(gone.address('pack.json'))).rejects.toMatchObject({
    detail: { why: 'unreachable', found: 'ECONNREFUSED' },
  });
});

test('what is left of a download goes a week later, with the next one', async () => {
  const left = join(imported, '.download-0123-0-x');
  await mkdir(left, { recursive: true });
  await utimes(left, Date.now() / 1000, Date.now() / 1000 - 8 * 24 * 3600);
  await mkdir(join(imported, '.download-4567-0-x'));
  await get();
  expect(await names()).toEqual(['.download-4567-0-x', 'other@1']);
});
