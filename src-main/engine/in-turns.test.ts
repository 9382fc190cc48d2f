import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inTurns } from './in-turns.ts';

/** Works for so many milliseconds. */
function busy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

test('others have their turn after a few milliseconds, however much there is to do', async () => {
  const done: number[] = [];
  const all = inTurns([1, 2, 3, 4, 5, 6], (item) => {
    busy(3);
    done.push(item);
  });
  await setImmediate();
  expect(done.length).toBeGreaterThan(0);
  expect(done.length).toBeLessThan(6);
  await all;
  expect(done).toEqual([1, 2, 3, 4, 5, 6]);
});

test('little is done at once', async () => {
  let sum = 0;
  const all = inTurns([1, 2, 3], (item) => (sum += item));
  expect(sum).toBe(6);
  await all;
});
