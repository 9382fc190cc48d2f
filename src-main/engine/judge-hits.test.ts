import { expect, test } from 'vitest';
import type { Output } from '../contract/index.ts';
import { canJudge, judgeHits, matchesFirst } from './judge-hits.ts';
import type { Calibration } from './values.ts';

type Hit = Output<'search.run'>['hits'][number];

/** Half at a similarity of 0.5. */
const calibration: Calibration = {
  background: [Float32Array.of(1)],
  nearest: 1,
  sizes: [1, 10],
  fewWords: 3,
  few: { similarity: 20, expected: 0, size: 0, constant: -10 },
  many: { similarity: 20, expected: 0, size: 0, constant: -10 },
  threshold: 0.5,
};
const asked = { embedding: Float32Array.of(1), words: 2, size: 5 };

function hit(asset: number, score: number, more: Partial<Hit> = {}): Hit {
  return { asset, width: 3, height: 2, details: {}, path: '/a', offline: false, places: 1, score, ...more };
}
const moment = { time: 0, start: 0, end: 1 };

test('a video is judged by its best moment, a photo by itself', () => {
  const found = judgeHits(
    [hit(1, 0.6), hit(2, 0.4, { moments: [{ ...moment, score: 0.55 }] }), hit(3, 0.3)],
    asked,
    calibration,
  );
  expect(found.map(({ confidence = -1 }) => confidence >= calibration.threshold)).toEqual([true, true, false]);
});

test('what matches comes first, with what is said in a video, however that looks', () => {
  const said = hit(9, 0.1, { moments: [{ ...moment, score: 0.1, words: 'hello' }] });
  const [near, far] = judgeHits([hit(1, 0.9), hit(2, 0.2)], asked, calibration);
  const { hits, matching } = matchesFirst(
    [near, far, said].flatMap((each) => each ?? []),
    calibration,
  );
  expect([hits.map(({ asset }) => asset), matching]).toEqual([[1, 9, 2], 2]);
  expect(matchesFirst(judgeHits([hit(1, 0.2)], asked, calibration), calibration).matching).toBe(0);
});

test('only words over all that is searched are judged', () => {
  const words = { text: 'dog', limit: 1 };
  const plain = { without: [] };
  expect(canJudge({ ...words, filters: {} }, plain)).toBe(true);
  expect(canJudge({ ...words, filters: { kind: undefined } }, plain)).toBe(true);
  for (const filters of [{ kind: 'photo' as const }, { favourites: true as const }])
    expect(canJudge({ ...words, filters }, plain)).toBe(false);
  expect(canJudge({ ...words, like: { asset: 1 } }, plain)).toBe(false);
  expect(canJudge(words, { without: ['cat'] })).toBe(false);
  expect(canJudge(words, { without: [], period: { words: '2019', from: '2019-01-01', to: '2019-12-31' } })).toBe(false);
});
