import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChildPool } from './supervised-child.ts';

let folder = '';
let pool: ChildPool<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polylens-child-'));
});
afterEach(async () => {
  await pool.close();
  await rm(folder, { recursive: true });
});

/** A pool of children that run this script. */
async function poolOf(script: string, processes = 1): Promise<void> {
  const path = join(folder, 'child.mjs');
  await writeFile(path, script);
  pool = new ChildPool({ entry: pathToFileURL(path), setup: { word: 'set up' }, processes, limitMs: 20_000 });
}

const echo = `
  const { word } = JSON.parse(process.argv[2]);
  process.on('message', ({ request }) => {
    if (request === 'die') process.exit(7);
    if (request === 'throw') process.send({ kind: 'thrown', detail: 'no' });
    else process.send({ kind: 'reply', reply: word + ' ' + request });
  });
  process.send({ kind: 'ready' });`;

test('requests are answered, however many wait', async () => {
  await poolOf(echo, 2);
  const requests = Array.from({ length: 30 }, (_, i) => `${i}`);
  const replies = await Promise.all(requests.map((request) => pool.request(request)));
  expect(replies).toEqual(requests.map((request) => `set up ${request}`));
  expect(pool.processIds).toHaveLength(2);
});

test('what is asked for first is answered before what waits', async () => {
  await poolOf(echo);
  const order: string[] = [];
  const ask = async (request: string, first = false) => order.push(await pool.request(request, { first }));
  await Promise.all([ask('held'), ask('waits'), ask('looked at', true)]);
  expect(order).toEqual(['set up held', 'set up looked at', 'set up waits']);
});

test('with another setup or number, children end after the request they hold, and none is lost', async () => {
  await poolOf(echo, 2);
  const before = ['a', 'b', 'c', 'd'].map((request) => pool.request(request));
  pool.adjust({ setup: { word: 'changed' }, processes: 1, niceness: 7 });
  const after = ['e', 'f'].map((request) => pool.request(request));
  const replies = await Promise.all([...before, ...after]);
  expect(replies.map((reply) => reply.split(' ').at(-1))).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  // The two that were held go to children of before, the others to one of after.
  expect(replies.slice(2)).toEqual(['c', 'd', 'e', 'f'].map((request) => `changed ${request}`));
  await expect.poll(() => pool.processIds).toHaveLength(1);
  expect(pool.processIds.map((id) => getPriority(id))).toEqual([7]);
  pool.adjust({ processes: 3 });
  await Promise.all(['g', 'h', 'i'].map((request) => pool.request(request)));
  expect(pool.processIds).toHaveLength(3);
});

/** Of each of its threads, where each has its own. */
async function nicenessOf(id: number): Promise<Set<number>> {
  const threads = platform === 'linux' ? await readdir(`/proc/${id}/task`) : [id];
  return new Set(threads.map((thread) => getPriority(Number(thread))));
}

test('a child is made nicer with all its threads, and less nice by another in its place', async () => {
  await poolOf(echo);
  await pool.request('a');
  const [before = 0] = pool.processIds;
  pool.adjust({ niceness: 12 });
  expect(await nicenessOf(before)).toEqual(new Set([12]));
  pool.adjust({ niceness: 10 });
  await pool.request('b');
  const [after = 0] = pool.processIds;
  expect(after).not.toBe(before);
  expect(await nicenessOf(after)).toEqual(new Set([10]));
});

test('a child that dies or throws fails the request it held and no other', async () => {
  await poolOf(echo);
  const outcomes = await Promise.allSettled(['a', 'die', 'b', 'throw', 'c'].map((request) => pool.request(request)));
  expect(outcomes).toMatchObject([
    { value: 'set up a' },
    { reason: { name: 'ChildLost', reason: 'crashed', message: 'exit status 7' } },
    { value: 'set up b' },
    { reason: { message: 'no' } },
    { value: 'set up c' },
  ]);
});

test.each([
  ['ends at once', 'process.exit(3)', 'exit status 3'],
  [
    'says why it cannot start',
    `process.send({ kind: 'unstartable', detail: 'no memory' }, () => process.exit(1))`,
    'no memory',
  ],
])('a child that %s before it is ready is not blamed on the request', async (_, script, message) => {
  await poolOf(script);
  await expect(pool.request('a')).rejects.toMatchObject({ reason: 'unstartable', message });
});

test('closing rejects what is held and what waits', async () => {
  await poolOf(`process.send({ kind: 'ready' }); process.on('message', () => undefined);`);
  const requests = [pool.request('held'), pool.request('waiting')];
  const outcomes = Promise.allSettled(requests);
  await pool.close();
  expect(await outcomes).toMatchObject([{ reason: { reason: 'closed' } }, { reason: { reason: 'closed' } }]);
  expect(pool.processIds).toEqual([]);
});

test('a request that is cancelled is dropped while it waits, and its process killed while it runs', async () => {
  const hang = echo.replace("if (request === 'die')", "if (request === 'hang') return; if (request === 'die')");
  await poolOf(hang);
  await pool.request('first');
  const [before] = pool.processIds;
  const [held, queued] = [new AbortController(), new AbortController()];
  const hanging = pool.request('hang', { signal: held.signal });
  const waiting = pool.request('never', { signal: queued.signal });
  queued.abort();
  await expect(waiting).rejects.toMatchObject({ reason: 'cancelled' });
  expect(pool.processIds).toEqual([before]);
  held.abort();
  await expect(hanging).rejects.toMatchObject({ reason: 'cancelled' });
  expect(await pool.request('next')).toBe('set up next');
  await expect(pool.request('late', { signal: held.signal })).rejects.toMatchObject({ reason: 'cancelled' });
});
