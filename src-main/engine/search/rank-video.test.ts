import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankVideo, type Likeness } from './rank-video.ts';

/** A video of shots: how long each is, in seconds, and how like the query each of its moments. */
function video(shots: readonly (readonly [seconds: number, likenesses: readonly number[]])[]): Likeness[] {
  let startMs = 0;
  return shots.flatMap(([seconds, likenesses]) => {
    const [start, end] = [startMs, startMs + seconds * 1000];
    startMs = end;
    return likenesses.map((similarity, at) => {
      return { timeMs: start + (at * (end - start)) / likenesses.length, startMs: start, endMs: end, similarity };
    });
  });
}

test('a video counts for as much as its best two seconds', () => {
  expect(
    rankVideo(
      video([
        [10, [0.1]],
        [5, [0.4]],
        [10, [0.1]],
      ]),
    ).score,
  ).toBeCloseTo(0.4);
  expect(
    rankVideo(
      video([
        [10, [0.1]],
        [1, [0.4]],
        [10, [0.1]],
      ]),
    ).score,
  ).toBeCloseTo(0.25);
  expect(rankVideo(video([[0.5, [0.4]]])).score).toBeCloseTo(0.4);
});

test('a short shot counts for what it shows, not for what comes after it', () => {
  const score = (...shots: [number, number[]][]) => rankVideo(video(shots)).score;
  expect(score([2.25, [0.4]], [10, [0]])).toBeCloseTo(score([10, [0.4]]));
});

test('the stretches that match come best first, each with its shot', () => {
  const { stretches } = rankVideo(
    video([
      [4, [0.3]],
      [4, [0.05]],
      [4, [0.42]],
      [8, [0.02]],
    ]),
  );
  expect(stretches).toEqual([
    { timeMs: 8000, startMs: 8000, endMs: 12_000, score: 0.42 },
    { timeMs: 0, startMs: 0, endMs: 4000, score: 0.3 },
  ]);
});

test('moments of one shot that are alike are one stretch', () => {
  const { stretches } = rankVideo(video([[24, [0.05, 0.05, 0.05, 0.35, 0.4, 0.36, 0.05, 0.05]]]));
  expect(stretches).toHaveLength(1);
  expect(stretches[0]).toMatchObject({ timeMs: 12_000, startMs: 7500, endMs: 16_500 });
});

test('a stretch ends where a better one begins', () => {
  const { stretches } = rankVideo(
    video([
      [4, [1]],
      [4, [0.45]],
      [4, [0.8]],
      [40, [-0.1]],
    ]),
  );
  expect(stretches).toMatchObject([
    { startMs: 0, endMs: 4000 },
    { startMs: 4000, endMs: 12_000 },
  ]);
});

test('a video that is alike all through has a moment', () => {
  // Their mean is above each of them, by a rounding.
  const moments = video([
    [5.8, [0.803]],
    [4.3, [0.803]],
    [2.7, [0.803]],
  ]);
  expect(rankVideo(moments).stretches).not.toEqual([]);
});

test('whatever the video: no more than its best moment, and stretches that do not overlap, in it', () => {
  const likeness = fc.double({ min: -1, max: 1, noNaN: true });
  const shot = fc.tuple(
    fc.double({ min: 0.1, max: 100, noNaN: true }),
    fc.array(likeness, { minLength: 1, maxLength: 9 }),
  );
  fc.assert(
    fc.property(fc.array(shot, { minLength: 1, maxLength: 9 }), (shots) => {
      const moments = video(shots);
      const { score, stretches } = rankVideo(moments);
      expect(score).toBeLessThanOrEqual(Math.max(...moments.map(({ similarity }) => similarity)) + 1e-9);
      expect(stretches.length).toBeGreaterThan(0);
      const scores = stretches.map((stretch) => stretch.score);
      expect(scores).toEqual(scores.toSorted((one, other) => other - one));
      for (const { timeMs, startMs, endMs } of stretches) {
        expect(Math.round(timeMs)).toBeGreaterThanOrEqual(startMs - 1);
        expect(timeMs).toBeLessThanOrEqual(endMs + 1);
      }
      const inOrder = stretches.toSorted((one, other) => one.startMs - other.startMs);
      for (const [at, { startMs }] of inOrder.entries()) {
        expect(startMs).toBeGreaterThanOrEqual((inOrder[at - 1]?.endMs ?? 0) - 1);
      }
    }),
  );
});
