import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distinctFrames } from './distinct-frames.ts';
import { embedFrames } from './embed-frames.ts';

/** A frame of one pixel, whose vector points there, in degrees; times are seconds. */
const frame = (second: number, degrees: number, opens = second === 0) => {
  return { timeMs: 1000 * second, startMs: 0, endMs: 0, opens, pixels: new Uint8Array([degrees]) };
};

/** An encoder that takes so many pictures at once; `seen`: those that it has seen. */
const encoder = (most = 2) => {
  const seen: number[] = [];
  const embed = async (batch: readonly Uint8Array[]) => {
    expect(batch.length).toBeLessThanOrEqual(most);
    return batch.map(([degrees = 0]) => {
      seen.push(degrees);
      const angle = (degrees * Math.PI) / 180;
      return new Float32Array([Math.cos(angle), Math.sin(angle)]);
    });
  };
  return { seen, parts: { embed, batchSize: () => most } };
};

const degrees = (some: readonly { pixels: Uint8Array }[]) => some.map(({ pixels: [value] }) => value);

test('in a steady shot every other frame is embedded, and the last', async () => {
  const { seen, parts } = encoder();
  const frames = [1, 2, 3, 4, 5, 6].map((value, at) => frame(at, value));
  expect(degrees(await embedFrames(frames, parts))).toEqual([1, 3, 5, 6]);
  expect(seen).toEqual([1, 3, 5, 6]);
});

test('what changes is embedded whole, in its order', async () => {
  const { parts } = encoder();
  const frames = [0, 1, 2, 60, 61, 120].map((value, at) => frame(at, value));
  expect(degrees(await embedFrames(frames, parts))).toEqual([0, 2, 60, 61, 120]);
});

test('the first of a shot is embedded, and what lies far apart', async () => {
  const { parts } = encoder();
  const shots = [frame(0, 1), frame(1, 2, true), frame(2, 3, true), frame(3, 4)];
  expect(degrees(await embedFrames(shots, parts))).toEqual([1, 2, 3, 4]);
  const slow = [frame(0, 1), frame(2, 2), frame(4, 3)];
  expect(degrees(await embedFrames(slow, parts))).toEqual([1, 2, 3]);
});

test('an encoder that gives too few vectors is told', async () => {
  const parts = { embed: async () => [], batchSize: () => 2 };
  await expect(embedFrames([frame(0, 1)], parts)).rejects.toMatchObject({ code: 'internal' });
});

test('whatever is shown for two seconds or more is among the moments', async () => {
  const scenes = fc.array(fc.record({ seconds: fc.integer({ min: 2, max: 5 }), opens: fc.boolean() }), {
    minLength: 1,
  });
  await fc.assert(
    fc.asyncProperty(scenes, async (some) => {
      const frames = some.flatMap(({ seconds, opens }, scene) => {
        return Array.from({ length: seconds }, (_, at) => ({ at, value: 30 * (scene % 2), opens: opens && at === 0 }));
      });
      const timed = frames.map(({ value, opens }, second) => frame(second, value, opens || second === 0));
      const moments = distinctFrames(await embedFrames(timed, encoder().parts));
      const changes = timed.filter(({ opens, pixels }, at) => opens || pixels[0] !== timed[at - 1]?.pixels[0]);
      expect(degrees(moments)).toEqual(degrees(changes));
    }),
  );
});
