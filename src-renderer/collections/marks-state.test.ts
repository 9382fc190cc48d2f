import { expect, test } from 'vitest';
import { PolylensError } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { FilterState } from '../filter/filter-state.svelte.ts';
import { ResultsState } from '../results/results-state.svelte.ts';
import { ViewerState } from '../viewer/viewer-state.svelte.ts';
import { MarksState } from './marks-state.svelte.ts';

const picture = { width: 3, height: 2, time: 0, thumbhash: '', duration: undefined };

/** Marks at four pictures, over an engine that keeps a person's own stars and hearts in two variables. */
async function marking() {
  const stars = new Map<number, number>([[2, 5]]);
  const hearts = new Set<number>([3]);
  /** `takes`: so many more writings. */
  const engine = { takes: Infinity };
  const { client, announce } = await answering({
    'favourite.list': () => Promise.resolve({ assets: [...hearts] }),
    'collection.list': () => Promise.resolve({ collections: [] }),
    'favourite.set': ({ assets, favourite }) => {
      for (const asset of assets) hearts[favourite ? 'add' : 'delete'](asset);
      return Promise.resolve({});
    },
    'rating.set': ({ assets, rating }) => {
      if (engine.takes <= 0) return Promise.reject(new PolylensError('library.full'));
      engine.takes -= 1;
      const before = assets.map((asset) => {
        const had = stars.get(asset);
        return { assets: [asset], ...(had === undefined ? {} : { rating: had }) };
      });
      for (const asset of assets) {
        if (rating === undefined) stars.delete(asset);
        else stars.set(asset, rating);
      }
      return Promise.resolve({ before });
    },
  });
  const results = new ResultsState();
  results.show(
    [1, 2, 3, 4].map((id) => ({ id, ...picture })),
    { byMonth: false, keepPlace: false },
  );
  const viewer = new ViewerState(client, results, { savesFiles: () => false, words: () => undefined });
  const filters = new FilterState(client, () => undefined);
  const marks = new MarksState(client, { filters, results, viewer, askAgain: () => undefined });
  await marks.collections.open();
  const select = (...places: number[]) => places.forEach((at) => results.toggle(at, { range: false }));
  return { marks, results, viewer, stars, hearts, engine, announce, select };
}

test('stars go to all that are selected, are told, and taken back to what each had', async () => {
  const { marks, stars, results, select } = await marking();
  select(0, 1);
  await marks.rate(3);
  expect([[...stars], marks.told, marks.given]).toEqual([
    [
      [2, 3],
      [1, 3],
    ],
    expect.objectContaining({ what: 'stars', rating: 3, count: 2 }),
    3,
  ]);
  select(2);
  expect(marks.given).toBeUndefined();
  results.clearSelection();
  await marks.undo();
  expect([[...stars], marks.told, marks.canUndo]).toEqual([[[2, 5]], { what: 'undone', count: 2 }, false]);
});

test('own stars give way to those of the file, and come back', async () => {
  const { marks, stars, select } = await marking();
  select(1);
  await marks.rate(undefined);
  expect([stars.size, marks.told]).toEqual([0, expect.objectContaining({ what: 'stars', rating: undefined })]);
  await marks.undo();
  expect([...stars]).toEqual([[2, 5]]);
});

test('several deeds are taken back one after the other, the last first, whatever is selected by then', async () => {
  const { marks, stars, hearts, results } = await marking();
  results.selectAll();
  void marks.toggleFavourites();
  void marks.rate(1);
  await marks.rate(2);
  expect([hearts.size, stars.get(2)]).toEqual([4, 2]);
  results.clearSelection();
  await marks.undo();
  expect([stars.get(1), stars.get(2)]).toEqual([1, 1]);
  await marks.undo();
  expect([...stars]).toEqual([[2, 5]]);
  await marks.undo();
  await marks.undo();
  // The one that was a favourite before is one again.
  expect([...hearts]).toEqual([3]);
  await marks.toggleFavourites([3]);
  expect([hearts.size, marks.told]).toEqual([0, undefined]);
  await marks.undo();
  expect([...hearts]).toEqual([3]);
});

test.each([0, 1])('what fails to be taken back, after %i of its parts, can be taken back still', async (takes) => {
  const { marks, stars, engine, select } = await marking();
  await marks.rate(1, [3]);
  select(0, 1);
  await marks.rate(3);
  engine.takes = takes;
  await marks.undo();
  expect([marks.collections.failure, marks.told]).toEqual(['library.full', expect.objectContaining({ rating: 3 })]);
  engine.takes = Infinity;
  await marks.undo();
  expect([[...stars], marks.told]).toEqual([
    [
      [2, 5],
      [3, 1],
    ],
    { what: 'undone', count: 2 },
  ]);
});

test('what failed is nothing to take back, and another library has nothing of it', async () => {
  const { marks, stars, engine, announce, select } = await marking();
  select(0);
  engine.takes = 0;
  await marks.rate(4);
  expect([marks.canUndo, marks.told, marks.collections.failure]).toEqual([false, undefined, 'library.full']);
  engine.takes = Infinity;
  await marks.rate(4);
  announce('library.replaced', { aside: '/l/old', folders: [] });
  await expect.poll(() => marks.canUndo).toBe(false);
  await marks.undo();
  expect(stars.get(1)).toBe(4);
});

test('a key in the viewer is about what is shown there, and tells nothing below it', async () => {
  const { marks, viewer, stars, select } = await marking();
  select(0);
  viewer.open(3);
  await marks.rate(4);
  expect([[...stars.keys()], marks.told]).toEqual([[2, 4], undefined]);
});
