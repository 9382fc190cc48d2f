import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inTurn, rangeIn, ranged, servePack, type Odd, type PackServer } from '../../../test/fixtures/pack-server.ts';
import { downloadFile } from './download-file.ts';
import { amountIn, keepJournal, readJournal } from './range-journal.ts';

const stretch = 2 ** 16;
const count = 9;
/** The last stretch is a short one. */
const content = randomBytes((count - 1) * stretch + 13);
const facts = { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
const etag = '"of this file"';
const good = ranged(etag);

let root: string;
let server: PackServer;
let place: string;
let part: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'polylens-ranges-'));
  writeFileSync(join(root, 'shelf'), content);
  [place, part] = [join(root, 'model.onnx'), join(root, '.part-0')];
  server = await servePack(root);
  server.odd.set('shelf', good);
});
afterEach(async () => {
  await server.close();
  rmSync(root, { recursive: true });
});

type Around = { signal?: AbortSignal; tries?: number; came?: (bytes: number) => void };

function get({ signal = new AbortController().signal, tries = 2, came = () => undefined }: Around = {}): Promise<void> {
  const patience = { stallMs: 60_000, tries, pauseMs: 1, ranges: { atOnce: 4, bytes: stretch } };
  const line = { ...patience, signal, came, sent: () => Promise.resolve() };
  return downloadFile({ address: new URL(server.address('shelf')), facts, place, part }, line);
}

/** All of it is there, and nothing beside it. */
function expectWhole(): void {
  expect(readFileSync(place).equals(content)).toBe(true);
  for (const left of [part, `${part}.ranges`, `${part}.ranges.new`])
    expect([left, existsSync(left)]).toEqual([left, false]);
}

const ranges = () => server.asked.map(({ range }) => range);
const stretchAt = (at: number) => `bytes=${at * stretch}-${Math.min((at + 1) * stretch, content.length) - 1}`;
const all = Array.from({ length: count }, (_, at) => stretchAt(at));
/** Answers for this stretch, or what is left of it, in a way of its own. */
const oddly =
  (at: number, odd: Odd): Odd =>
  (answer, bytes, request) => {
    const { from = -1 } = rangeIn(request.headers.range, bytes.length) ?? {};
    (Math.floor(from / stretch) === at && request.headers.range?.at(-1) !== '-' ? odd : good)(answer, bytes, request);
  };
/** Requests for all of it, or all from a byte on. */
const streams = () => ranges().filter((range) => range === undefined || range.endsWith('-'));

test('a large file comes in stretches, four at a time, each once and only of the same file', async () => {
  let [waiting, most] = [0, 0];
  server.odd.set('shelf', (answer, bytes, request) => {
    // The first comes alone: by it the others are known to be worth asking for.
    if (server.asked.length === 1) {
      good(answer, bytes, request);
      return;
    }
    waiting += 1;
    most = Math.max(most, waiting);
    setTimeout(() => {
      waiting -= 1;
      good(answer, bytes, request);
    }, 200);
  });
  const told: number[] = [];
  await get({ came: (bytes) => told.push(bytes) });
  expectWhole();
  expect(ranges().toSorted()).toEqual(all.toSorted());
  expect(server.asked.slice(1).map(({ headers }) => headers['if-range'])).toEqual(all.slice(1).map(() => etag));
  expect(most).toBe(4);
  expect(told.at(-1)).toBe(content.length);
  expect(told).toEqual(told.toSorted((one, other) => one - other));
});

test('one that gives no ranges is read as it answers, and asked once', async () => {
  server.odd.set(
    'shelf',
    (answer, bytes) => void answer.writeHead(200, { etag, 'content-length': bytes.length }).end(bytes),
  );
  await get();
  expectWhole();
  expect(ranges()).toEqual([stretchAt(0)]);
});

test.each([
  ['a weak name', ranged('W/"of much alike"')],
  ['a name that is none', ranged('of this file')],
])('where the file has %s it comes as one stream', async (_, odd) => {
  server.odd.set('shelf', odd);
  await get();
  expectWhole();
  expect(ranges()).toEqual([stretchAt(0), undefined]);
});

const send =
  (
    status: number,
    of: (range: { from: number; to: number }) => { range?: string; etag?: string; sent?: [number, number] },
  ): Odd =>
  (answer, bytes, { headers }) => {
    const asked = rangeIn(headers.range, bytes.length) ?? { from: 0, to: bytes.length - 1 };
    const { range, etag: name = etag, sent = [asked.from, asked.to + 1] } = of(asked);
    answer.writeHead(status, { etag: name, ...(range === undefined ? {} : { 'content-range': range }) });
    answer.end(bytes.subarray(...sent));
  };
const rightly = ({ from, to }: { from: number; to: number }) => `bytes ${from}-${to}/${content.length}`;

test.each<[string, Odd]>([
  ['all of it, though a range was asked for', send(200, () => ({ sent: [0, content.length] }))],
  ['another range', send(206, ({ from, to }) => ({ range: rightly({ from: from - 1, to: to - 1 }) }))],
  [
    'a part of the range',
    send(206, ({ from, to }) => ({ range: rightly({ from, to: to - 9 }), sent: [from, to - 8] })),
  ],
  [
    'the range of a file of another size',
    send(206, ({ from, to }) => ({ range: `bytes ${from}-${to}/${content.length + 1}` })),
  ],
  ['no word of which range', send(206, () => ({}))],
  ['more than the range', send(206, ({ from, to }) => ({ range: rightly({ from, to }), sent: [from, to + 9] }))],
  ['that there are too many at a time', send(429, () => ({ sent: [0, 0] }))],
])('who answers a stretch with %s is asked for one stream, from where the gaps begin', async (_, odd) => {
  server.odd.set('shelf', oddly(5, odd));
  await get();
  expectWhole();
  const [stream] = streams();
  expect(streams()).toHaveLength(1);
  const from = Number(/^bytes=(\d+)-$/.exec(stream ?? '')?.[1] ?? 0);
  // Not all of the first four need have come when the fifth was answered.
  expect(from).toBeLessThanOrEqual(6 * stretch);
  expect(ranges().at(-1)).toBe(stream);
});

test.each([
  ['tells so', (odd: Odd) => odd],
  ['sends its stretches all the same', () => send(206, (range) => ({ range: rightly(range), etag: '"of another"' }))],
])('a file that is another half-way, whose server %s, comes anew as one stream', async (_, answering) => {
  const other = Buffer.from(content.map((byte) => byte ^ 1));
  const before: Odd = (answer, _bytes, request) => good(answer, other, request);
  const after = answering(ranged('"of another"'));
  server.odd.set('shelf', (answer, bytes, request) => {
    const isStream = request.headers.range === undefined;
    (isStream ? ranged('"of another"') : server.asked.length <= 3 ? before : after)(answer, bytes, request);
  });
  await get();
  expectWhole();
  expect(streams()).toEqual([undefined]);
});

test('a stretch that is cut holds up no other, and only its rest is asked for again', async () => {
  const half: Odd = (answer, bytes, { headers }) => {
    const { from, to } = rangeIn(headers.range, bytes.length) ?? { from: 0, to: 0 };
    answer.writeHead(206, { etag, 'content-length': to - from + 1, 'content-range': rightly({ from, to }) });
    answer.write(bytes.subarray(from, from + stretch / 2), () => setTimeout(() => answer.destroy(), 50));
  };
  server.odd.set('shelf', oddly(2, inTurn(half, good)));
  await get();
  expectWhole();
  const rest = `bytes=${2.5 * stretch}-${3 * stretch - 1}`;
  expect(ranges().toSorted()).toEqual([...all, rest].toSorted());
});

test('wrong bytes of the right name are told by the hash, and all of it asked for as one stream, once', async () => {
  const flipped: Odd = (answer, bytes, request) => good(answer, Buffer.from(bytes.map((byte) => byte ^ 1)), request);
  server.odd.set('shelf', oddly(3, flipped));
  await get();
  expectWhole();
  expect(streams()).toEqual([undefined]);
  server.asked.splice(0);
  rmSync(place);
  server.odd.set('shelf', flipped);
  await expect(get()).rejects.toMatchObject({ code: 'pack.download', detail: { why: 'bytes' } });
  expect(streams()).toEqual([undefined]);
  expect([existsSync(place), existsSync(part)]).toEqual([false, false]);
});

test('a wrong file that was gone on with is asked for whole once more, and not again and again', async () => {
  const flipped: Odd = (answer, bytes, request) => good(answer, Buffer.from(bytes.map((byte) => byte ^ 1)), request);
  server.odd.set('shelf', flipped);
  writeFileSync(part, Buffer.alloc(content.length));
  await keepJournal(part, { etag, length: stretch, done: all.map((_, at) => (at === 0 ? stretch : 0)) });
  await expect(get({ tries: 3 })).rejects.toMatchObject({ code: 'pack.download', detail: { why: 'bytes' } });
  expect(ranges().toSorted()).toEqual([...all.slice(1), undefined].toSorted());
});

test('a stream that went on where stretches of another file ended is told by the hash, and all asked for once more', async () => {
  const other = Buffer.from(content.map((byte) => byte ^ 1));
  const before: Odd = (answer, _bytes, request) => good(answer, other, request);
  const nameless = send(206, (range) => ({ range: rightly(range), etag: '' }));
  server.odd.set('shelf', (answer, bytes, request) => {
    const isStream = request.headers.range === undefined;
    (isStream ? good : server.asked.length <= 2 ? before : nameless)(answer, bytes, request);
  });
  await get();
  expectWhole();
  expect(streams()).toEqual([expect.stringMatching(/^bytes=[1-9]\d*-$/), undefined]);
});

test('where no list of stretches can be kept, the answer that came already is not left open', async () => {
  mkdirSync(`${part}.ranges.new`);
  let closed = false;
  server.odd.set('shelf', (answer, bytes) => {
    answer.on('close', () => (closed = true));
    const range = { 'content-length': stretch, 'content-range': `bytes 0-${stretch - 1}/${bytes.length}` };
    answer.writeHead(206, { etag, ...range }).flushHeaders();
  });
  await expect(get()).rejects.toMatchObject({ code: 'EISDIR' });
  await expect.poll(() => closed).toBe(true);
});

const silent: Odd = () => undefined;

test('what is cancelled ends at once, and the next goes on with each stretch', async () => {
  const stop = new AbortController();
  server.odd.set('shelf', oddly(1, silent));
  let told = 0;
  const call = get({ signal: stop.signal, came: (bytes) => (told = bytes) });
  await expect.poll(() => told).toBe(content.length - stretch);
  stop.abort();
  await expect(call).rejects.toMatchObject({ code: 'request.cancelled' });
  expect(await amountIn(part)).toBe(content.length - stretch);
  server.odd.set('shelf', good);
  server.asked.splice(0);
  await get();
  expectWhole();
  expect(ranges()).toEqual([stretchAt(1)]);
});

test('what was left by ranges of another length is gone on with; what is not of the file is not', async () => {
  const length = 2 * stretch;
  const done = [5, 0, length, 0, 13];
  const left = Buffer.alloc(content.length);
  content.copy(left, 0, 0, 5);
  content.copy(left, 2 * length, 2 * length, 3 * length);
  content.copy(left, 4 * length, 4 * length);
  const leave = async (journal: object) => {
    writeFileSync(part, left);
    await keepJournal(part, { etag, length, done, ...journal });
    server.asked.splice(0);
    await get();
    expectWhole();
    return ranges().toSorted();
  };
  expect(await leave({})).toEqual(
    [`bytes=5-${length - 1}`, `bytes=${length}-${2 * length - 1}`, `bytes=${3 * length}-${4 * length - 1}`].toSorted(),
  );
  // The server has another file by now.
  expect(await leave({ etag: '"of before"' })).toContain(undefined);
  expect(await leave({ done: [5, 0] })).toEqual(all.toSorted());
});

test('of what is left only that is believed which can be of the file', async () => {
  writeFileSync(part, content.subarray(0, 100));
  await keepJournal(part, { etag, length: 50, done: [50, 0, 0] });
  expect(await amountIn(part)).toBe(50);
  await keepJournal(part, { etag, length: 50, done: [50, 0, 1] });
  expect(await readJournal(part)).toBeUndefined();
  for (const text of ['', '{}', '{"etag":"x","length":0,"done":[]}', '{"etag":"x","length":9,"done":[-1]}']) {
    writeFileSync(`${part}.ranges`, text);
    expect([text, await readJournal(part)]).toEqual([text, undefined]);
  }
});

test.skipIf(process.platform !== 'linux')('a full disk ends all stretches, and is not tried again', async () => {
  symlinkSync('/dev/full', part);
  await expect(get()).rejects.toMatchObject({ code: 'ENOSPC' });
  expect(ranges().length).toBeLessThanOrEqual(5);
});

test('where the file cannot be written its connection is given up at once', async () => {
  let closed = false;
  server.odd.set('shelf', (answer, bytes) => {
    answer.on('close', () => (closed = true));
    const range = `bytes 0-${stretch - 1}/${bytes.length}`;
    answer.writeHead(206, { etag, 'content-length': stretch, 'content-range': range }).write(bytes.subarray(0, 100));
  });
  part = join(root, 'no such folder', '.part-0');
  await expect(get()).rejects.toThrow('ENOENT');
  await expect.poll(() => closed, { timeout: 10_000 }).toBe(true);
});
