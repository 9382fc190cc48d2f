import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PolylensError, type Input, type Output } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { SearchState } from './search-state.svelte.ts';

type Question = { input: Input<'search.run'>; answer: (given: Output<'search.run'>) => void; aborted: () => boolean };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A search whose questions are answered by hand. */
async function searching() {
  const questions: Question[] = [];
  const { client } = await answering({
    'search.run': (input, { signal }) =>
      new Promise((answer) => questions.push({ input, answer, aborted: () => signal.aborted })),
  });
  return { search: new SearchState(client), questions };
}

function found(query: string): Output<'search.run'> {
  return { query, language: 'en', without: [], took: { total: 1, encode: 1, nearest: 0 }, waiting: 0, hits: [] };
}

test('one question is asked when typing rests', async () => {
  const { search, questions } = await searching();
  for (const text of ['d', 'do', 'dog']) search.type(text);
  await vi.advanceTimersByTimeAsync(500);
  expect(questions.map(({ input }) => [input.text, input.fold])).toEqual([['dog', true]]);
  expect(search.busy).toBe(true);
  questions[0]?.answer(found('dog'));
  await vi.advanceTimersByTimeAsync(0);
  expect([search.answer?.query, search.busy]).toEqual(['dog', false]);
});

test('nothing matches when the engine found some and none is likely right, not when it says nothing of it', async () => {
  const hit = { asset: 1, width: 3, height: 2, details: {}, path: '/a', offline: false, places: 1, score: 0.1 };
  const { search, questions } = await searching();
  const told: boolean[] = [];
  const answers = [
    { hits: [hit], matching: 0 },
    { hits: [hit], matching: 1 },
    { hits: [hit] },
    { hits: [], matching: 0 },
  ];
  for (const [at, answer] of answers.entries()) {
    search.type(`dog ${at}`);
    search.hurry();
    await vi.advanceTimersByTimeAsync(0);
    questions[at]?.answer({ ...found('dog'), ...answer });
    await vi.advanceTimersByTimeAsync(0);
    told.push(search.nothingMatches);
  }
  expect(told).toEqual([true, false, false, false]);
});

test('Enter asks at once, and not again what is answered', async () => {
  const { search, questions } = await searching();
  search.type('dog');
  search.hurry();
  await vi.advanceTimersByTimeAsync(0);
  questions[0]?.answer(found('dog'));
  await vi.advanceTimersByTimeAsync(500);
  search.hurry();
  await vi.advanceTimersByTimeAsync(500);
  expect(questions.map(({ input }) => input.text)).toEqual(['dog']);
});

test('a late answer to an older question is dropped, and that question is called off', async () => {
  const { search, questions } = await searching();
  search.type('dog');
  await vi.advanceTimersByTimeAsync(500);
  search.type('cat');
  await vi.advanceTimersByTimeAsync(500);
  expect(questions[0]?.aborted()).toBe(true);
  questions[1]?.answer(found('cat'));
  await vi.advanceTimersByTimeAsync(0);
  questions[0]?.answer(found('dog'));
  await vi.advanceTimersByTimeAsync(0);
  expect(search.answer?.query).toBe('cat');
});

test('an emptied field shows everything again, whatever is still on its way', async () => {
  const { search, questions } = await searching();
  search.type('dog');
  await vi.advanceTimersByTimeAsync(500);
  search.type('  ');
  questions[0]?.answer(found('dog'));
  await vi.advanceTimersByTimeAsync(500);
  expect([search.answer, search.busy, questions.length]).toEqual([undefined, false, 1]);
});

test('a failure is told by its code, and the next answer takes it away', async () => {
  let fails = true;
  const { client } = await answering({
    'search.run': ({ text }) =>
      fails ? Promise.reject(new PolylensError('library.other-pack')) : Promise.resolve(found(text)),
  });
  const search = new SearchState(client);
  search.type('dog');
  await search.run();
  expect(search.failure).toBe('library.other-pack');
  fails = false;
  await search.run();
  expect([search.failure, search.answer?.query]).toEqual([undefined, 'dog']);
});

test('pictures like one are looked for until the person has enough of it; what is typed refines it', async () => {
  const { search, questions } = await searching();
  search.type('dog');
  search.likeThis({ asset: 7 });
  await vi.advanceTimersByTimeAsync(500);
  search.type('at night');
  await vi.advanceTimersByTimeAsync(500);
  expect(questions.map(({ input }) => [input.text, input.like])).toEqual([
    ['', { asset: 7 }],
    ['at night', { asset: 7 }],
  ]);
  questions[1]?.answer(found('at night'));
  await vi.advanceTimersByTimeAsync(0);
  search.type('');
  search.likeThis(undefined);
  await vi.advanceTimersByTimeAsync(500);
  expect([search.answer, search.like]).toEqual([undefined, undefined]);
});

test('a chosen language is asked in', async () => {
  const { search, questions } = await searching();
  search.type('chat');
  search.choose('fr');
  await vi.advanceTimersByTimeAsync(500);
  expect(questions.at(-1)?.input.language).toBe('fr');
});

test('an answer as long as was asked for is told from one that holds all', async () => {
  const hit = { width: 1, height: 1, details: {}, path: '/p', offline: false, places: 1, score: 0.1 };
  const hits = (count: number) => Array.from({ length: count }, (_none, at) => ({ asset: at + 1, ...hit }));
  const { search, questions } = await searching();
  search.type('dog');
  await vi.advanceTimersByTimeAsync(500);
  const most = questions[0]?.input.limit ?? 0;
  questions[0]?.answer({ ...found('dog'), hits: hits(most) });
  await vi.advanceTimersByTimeAsync(0);
  expect(search.hasMore).toBe(true);
  search.choose('en');
  await vi.advanceTimersByTimeAsync(0);
  questions[1]?.answer({ ...found('dog'), hits: hits(most - 1) });
  await vi.advanceTimersByTimeAsync(0);
  expect(search.hasMore).toBe(false);
});

test('of two pictures that are brought in a row the last one is meant, however long each takes to read', async () => {
  const { search, questions } = await searching();
  let readFirst: (picture: string) => void = () => undefined;
  const first = search.likeFile(new Blob(), () => new Promise((done) => (readFirst = done)));
  expect(await search.likeFile(new Blob(), () => Promise.resolve('bbbb'))).toBe(true);
  readFirst('aaaa');
  expect(await first).toBe(false);
  await vi.advanceTimersByTimeAsync(0);
  expect([search.like, questions.length]).toEqual([{ picture: 'bbbb' }, 1]);
});

test('a picture that cannot be read is told until one can', async () => {
  const { search } = await searching();
  expect(await search.likeFile(new Blob(), () => Promise.reject(new Error('no picture')))).toBe(false);
  expect(search.unreadable).toBe(true);
  await search.likeFile(new Blob(), () => Promise.resolve('cccc'));
  expect(search.unreadable).toBe(false);
});

test('an answer to the same question is known as one, and a whole question waits until it is asked', async () => {
  const { search, questions } = await searching();
  const answered: unknown[] = [];
  for (const [at, [text, language]] of [['dog'], ['dog '], ['dog', 'fr'], ['cat', 'fr']].entries()) {
    search.put({ text: text ?? '', language, like: undefined });
    await vi.advanceTimersByTimeAsync(500);
    expect(questions).toHaveLength(at);
    void search.run();
    await vi.advanceTimersByTimeAsync(0);
    questions[at]?.answer(found(text ?? ''));
    await vi.advanceTimersByTimeAsync(0);
    answered.push(search.answered);
  }
  expect(answered[1]).toBe(answered[0]);
  expect(new Set(answered).size).toBe(3);
});
