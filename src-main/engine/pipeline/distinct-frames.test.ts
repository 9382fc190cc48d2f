import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dot } from '../values.ts';
import { distinctFrames } from './distinct-frames.ts';

/** A frame whose vector points there, in degrees; `opens`: the first of a shot. */
const frame = (timeMs: number, degrees: number, opens = false) => {
  const angle = (degrees * Math.PI) / 180;
  return { timeMs, opens, embedding: new Float32Array([Math.cos(angle), Math.sin(angle)]) };
};

const degreesOf = ({ embedding: [x = 0, y = 0] }: { embedding: Float32Array }) => (Math.atan2(y, x) * 180) / Math.PI;

test('frames that show the same are one, with the mean of their directions, at the time of the first', () => {
  const kept = distinctFrames([frame(0, 0, true), frame(1, 9), frame(2, 15), frame(3, 50), frame(4, 54)]);
  expect(kept.map(({ timeMs }) => timeMs)).toEqual([0, 3]);
  expect(kept.map((one) => Math.round(degreesOf(one)))).toEqual([8, 52]);
});

test('what is alike is told by the first, however far the mean has gone', () => {
  const slow = Array.from({ length: 10 }, (_, at) => frame(at, 5 * at, at === 0));
  expect(distinctFrames(slow).map(({ timeMs }) => timeMs)).toEqual([0, 4, 8]);
});

test('the first of a shot is kept, though it shows what the one before shows', () => {
  expect(distinctFrames([frame(0, 10, true), frame(1, 10, true), frame(2, 11)])).toHaveLength(2);
});

test('vectors stay unit vectors', () => {
  const frames = fc.array(fc.record({ degrees: fc.integer({ min: 0, max: 60 }), opens: fc.boolean() }), {
    minLength: 1,
  });
  fc.assert(
    fc.property(frames, (some) => {
      for (const { embedding } of distinctFrames(some.map(({ degrees, opens }, at) => frame(at, degrees, opens)))) {
        expect(dot(embedding, embedding)).toBeCloseTo(1, 5);
      }
    }),
  );
});
