import { expect, test } from 'vitest';
import { planesOf } from './planes.ts';

test('pixels become planes, each channel by its own mean and deviation, picture by picture', () => {
  const planes = { mean: [0, 0.5, 1], deviation: [1, 0.5, 2] } as const;
  // Two pictures of two pixels.
  const pixels = Uint8Array.of(255, 0, 255, 0, 255, 0, 51, 102, 153, 0, 0, 0);
  const expected = [1, 0, -1, 1, 0, -0.5, 0.2, 0, -0.2, -1, -0.2, -0.5];
  const found = planesOf(pixels, 2, { mean: [...planes.mean], deviation: [...planes.deviation] });
  expect([...found].map((value) => Math.round(value * 1e6) / 1e6)).toEqual(expected);
});
