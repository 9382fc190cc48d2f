import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Estimate } from './estimate.ts';

/** What is said after each batch of 16, when batch n takes `msOf(n)`. */
function course(batches: number, msOf: (batch: number) => number) {
  const estimate = new Estimate(batches * 16, 0);
  let now = 0;
  return Array.from({ length: batches }, (_, at) => {
    now += msOf(at);
    return { ...estimate.at((at + 1) * 16, now), now };
  });
}

test('at a steady rate the time left is right from the first batch on', () => {
  for (const { done, perSecond, secondsLeft } of course(100, () => 400)) {
    expect(perSecond).toBeCloseTo(40, 6);
    expect(secondsLeft).toBeCloseTo((1600 - done) / 40, 6);
  }
});

test('it follows a change of rate within two minutes, and no single batch moves it far', () => {
  const told = course(1000, (batch) => (batch < 300 ? 400 : 1600));
  const after = told.find(({ now }) => now > 300 * 400 + 120_000);
  expect(after?.perSecond).toBeGreaterThan(9.5);
  expect(after?.perSecond).toBeLessThan(11);
  const [before, next] = [told[299], told[300]];
  expect((next?.perSecond ?? 0) / (before?.perSecond ?? 1)).toBeGreaterThan(0.9);
});

test('the end is zero and no answer is negative or endless', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 50 }), (times) => {
      const told = course(times.length, (batch) => times[batch] ?? 0);
      for (const { perSecond, secondsLeft } of told) {
        expect(perSecond).toBeGreaterThanOrEqual(0);
        expect(Number.isFinite(secondsLeft)).toBe(true);
      }
      expect(told.at(-1)?.secondsLeft).toBe(0);
    }),
  );
});
