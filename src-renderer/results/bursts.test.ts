import { expect, test } from 'vitest';
import { picturesOf, unfold } from './bursts.ts';
import { ResultsState } from './results-state.svelte.ts';

const shot = { width: 3, height: 2, details: {}, path: '/a/b.jpg', score: 0.1 };
const hit = { ...shot, offline: false, places: 1 };
const alike = [12, 13].map((asset) => ({ asset, ...shot }));
/** One photo, a burst of three, and another photo. */
const hits = [
  { asset: 10, ...hit },
  { asset: 11, ...hit, alike },
  { asset: 14, ...hit },
];
const found = picturesOf({ hits });

function showing(): ResultsState {
  const results = new ResultsState();
  results.width = 1000;
  results.show(found, { byMonth: false, keepPlace: false });
  return results;
}

const ids = (results: ResultsState) => results.pictures.map(({ id }) => id);

test('a burst is its best, which tells how many there are; unfolded, each shot tells which it is', () => {
  const told = (unfolded: number[]) =>
    unfold(found, new Set(unfolded)).map(({ id, burst }) => [id, burst?.best, burst?.at, burst?.of, burst?.isUnfolded]);
  const alone = [undefined, undefined, undefined, undefined];
  expect(told([10])).toEqual([
    [10, ...alone],
    [11, 11, 1, 3, false],
    [14, ...alone],
  ]);
  expect(told([11])).toEqual([
    [10, ...alone],
    [11, 11, 1, 3, true],
    [12, 11, 2, 3, true],
    [13, 11, 3, 3, true],
    [14, ...alone],
  ]);
});

test('a burst is unfolded from its best and folded from any shot, with the best at hand', () => {
  const results = showing();
  const before = results.generation;
  results.toggleBurst(1);
  expect([ids(results), results.chosen]).toEqual([[10, 11, 12, 13, 14], [11]]);
  results.goTo(3);
  results.toggleBurst(3);
  expect([ids(results), results.chosen, results.generation]).toEqual([[10, 11, 14], [11], before]);
  results.goTo(2);
  results.toggleBurst(2);
  expect([ids(results), results.chosen]).toEqual([[10, 11, 14], [14]]);
});

test('shots that are folded away are not selected any more', () => {
  const results = showing();
  results.toggleBurst(1);
  results.selectAll();
  results.toggleBurst(1);
  expect([...results.selected]).toEqual([10, 11, 14]);
});

test('a burst stays unfolded, and its shot at hand, while the same is asked, and not in another answer', () => {
  const results = showing();
  results.toggleBurst(1);
  results.goTo(2);
  results.show(found.slice(1), { byMonth: false, keepPlace: true });
  expect([ids(results), results.chosen]).toEqual([[11, 12, 13, 14], [12]]);
  results.show(found, { byMonth: false, keepPlace: false });
  expect(ids(results)).toEqual([10, 11, 14]);
});

test('a burst stays unfolded when its best has gone, and is folded from the one that is best now', () => {
  const results = showing();
  results.toggleBurst(1);
  const left = picturesOf({
    hits: [
      { asset: 10, ...hit },
      { asset: 13, ...hit, alike: alike.slice(0, 1) },
      { asset: 14, ...hit },
    ],
  });
  results.show(left, { byMonth: false, keepPlace: true });
  expect([ids(results), results.chosen]).toEqual([[10, 13, 12, 14], [13]]);
  results.toggleBurst(2);
  expect([ids(results), results.chosen]).toEqual([[10, 13, 14], [13]]);
});

test('a burst whose best is weak is so in each shot, and what matches is not', () => {
  const weakOf = (matching?: number) =>
    unfold(picturesOf(matching === undefined ? { hits } : { hits, matching }), new Set([11])).map(
      ({ isWeak }) => isWeak,
    );
  expect(weakOf(1)).toEqual([false, true, true, true, true]);
  expect(weakOf(2)).toEqual([false, false, false, false, true]);
  expect(weakOf()).toEqual([false, false, false, false, false]);
});
