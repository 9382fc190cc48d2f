import { expect, test } from 'vitest';
import { withSaid } from './said-videos.ts';

const picture = { path: '/p', width: 1, height: 1, offline: false, places: 1, details: {} };
const hit = (asset: number) => ({ ...picture, asset, score: 1 / asset });
const cue = (asset: number, startMs: number) => ({ asset, startMs, endMs: startMs + 500, text: `at ${startMs}` });
const hitsOf = (assets: readonly number[]) => new Map(assets.map((asset) => [asset, hit(asset)]));
const seen = [1, 2, 3].map(hit);
const order = (hits: { asset: number }[]) => hits.map(({ asset }) => asset);

test('where nothing is said nothing changes', () => {
  expect(withSaid(seen, { said: [], hitsOf })).toEqual(seen);
});

test('what is said and seen comes before what is only one of both, which take turns', () => {
  const said = [cue(9, 0), cue(3, 100), cue(9, 200)];
  expect(order(withSaid(seen, { said, hitsOf }))).toEqual([3, 1, 9, 2]);
});

test('moments that are said come first, those that are seen after them', () => {
  const stretch = { time: 7000, start: 6000, end: 8000, score: 0.5 };
  const said = [cue(1, 4000), cue(1, 100)];
  const [first] = withSaid([{ ...hit(1), moments: [stretch] }], { said, hitsOf });
  expect(first?.moments?.map(({ time, words }) => [time, words])).toEqual([
    [4000, 'at 4000'],
    [100, 'at 100'],
    [7000, undefined],
  ]);
});

test('one that is not let through stays out', () => {
  expect(order(withSaid(seen, { said: [cue(9, 0)], hitsOf: () => new Map() }))).toEqual([1, 2, 3]);
});
