import { expect, test } from 'vitest';
import { convertToSrgb, isForeign } from './colour.ts';

/** One grey ramp or colour, converted. */
function converted(
  values: readonly (readonly [number, number, number])[],
  primaries: number,
  transfer: number,
): number[][] {
  const data = Uint8Array.from(values.flat());
  convertToSrgb({ data, width: values.length, height: 1, channels: 3 }, { primaries, transfer });
  return values.map((_, at) => [...data.subarray(3 * at, 3 * at + 3)]);
}

const ramp = Array.from({ length: 256 }, (_, value) => [value, value, value] as const);

test('sRGB and what is close to it is left alone', () => {
  expect([1, 2, 6].map((transfer) => isForeign({ primaries: 1, transfer }))).toEqual([false, false, false]);
  expect([isForeign({ primaries: 12, transfer: 13 }), isForeign({ primaries: 1, transfer: 16 })]).toEqual([true, true]);
});

test.each([16, 18, 13, 8])('transfer %i keeps greys grey and in order', (transfer) => {
  const greys = converted(ramp, 9, transfer);
  for (const [r = 0, g = 0, b = 0] of greys) expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThanOrEqual(1);
  const light = greys.map(([r = 0]) => r);
  expect(light).toEqual(light.toSorted((one, other) => one - other));
  expect([light[0], light[255]]).toEqual([0, 255]);
});

test('diffuse white of both high dynamic range curves lands at the same bright grey', () => {
  // 203 cd/m2: 58 % in PQ, 75 % in HLG (ITU-R BT.2408).
  const [[pq = 0] = []] = converted([[148, 148, 148]], 1, 16);
  const [[hlg = 0] = []] = converted([[191, 191, 191]], 1, 18);
  expect(Math.abs(pq - hlg)).toBeLessThan(8);
  expect(pq).toBeGreaterThan(200);
});

test('a colour of Display P3 is the one that the CSS Color specification names', () => {
  // color(display-p3 0 1 0) lies outside of sRGB; a half saturated one does not.
  expect(converted([[255, 255, 255]], 12, 13)).toEqual([[255, 255, 255]]);
  const [[r = 0, g = 0, b = 0] = []] = converted([[128, 153, 102]], 12, 13);
  expect([r, g, b]).toEqual([expect.closeTo(120, -1), expect.closeTo(154, -1), expect.closeTo(97, -1)]);
});
