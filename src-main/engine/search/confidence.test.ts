import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Calibration } from '../values.ts';
import { confidences } from './confidence.ts';

const calibration: Calibration = {
  background: [Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0.6, 0.8), Float32Array.of(-1, 0)],
  nearest: 2,
  sizes: [10, 1000],
  fewWords: 3,
  few: { similarity: 10, expected: -10, size: -1, constant: 5 },
  many: { similarity: 4, expected: -2, size: -0.5, constant: 1 },
  threshold: 0.5,
};
const asked = { embedding: Float32Array.of(0, 1), words: 3, size: 100 };
const logistic = (value: number) => 1 / (1 + Math.exp(-value));

test('is the logistic model of similarity, what the nearest of the background reach, and size', () => {
  const expected = (1 + 0.8) / 2;
  const [first, second] = confidences([0.9, 0.5], asked, calibration);
  expect(first).toBeCloseTo(logistic(9 - 10 * expected - Math.log(100) + 5), 6);
  expect(second).toBeCloseTo(logistic(5 - 10 * expected - Math.log(100) + 5), 6);
});

test('sentences are judged by a model of their own', () => {
  const [first] = confidences([0.9], { ...asked, words: 4 }, calibration);
  expect(first).toBeCloseTo(logistic(3.6 - 2 * 0.9 - 0.5 * Math.log(100) + 1), 6);
});

test('sizes beyond those that were measured count as the nearest that was', () => {
  const of = (size: number) => confidences([0.9], { ...asked, size }, calibration);
  expect([of(1), of(1_000_000)]).toEqual([of(10), of(1000)]);
  expect(of(10)[0]).toBeGreaterThan(of(1000)[0] ?? 1);
});

test('none is more likely right than the one before it, whatever the order; all are shares', () => {
  const anySimilarities = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { maxLength: 30 });
  fc.assert(
    fc.property(anySimilarities, (similarities) => {
      const found = confidences(similarities, asked, calibration);
      expect(found).toHaveLength(similarities.length);
      for (const [at, confidence] of found.entries()) {
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(found[at - 1] ?? 1);
      }
    }),
  );
});
