import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cells, heatOf, windows } from './heat.ts';

test('windows cover the whole picture and nothing outside of it', () => {
  for (const { left, top, width, height } of windows) {
    expect(Math.min(left, top)).toBeGreaterThanOrEqual(0);
    expect(Math.max(left + width, top + height)).toBeLessThanOrEqual(1 + 1e-9);
  }
  const middles = Array.from({ length: cells * cells }, (_, at) => [at % cells, Math.floor(at / cells)] as const);
  for (const [column, row] of middles) {
    const [x, y] = [(column + 0.5) / cells, (row + 0.5) / cells];
    expect(windows.some((box) => isIn(x, box.left, box.width) && isIn(y, box.top, box.height))).toBe(true);
  }
});

test('the cells under the one window that matches are the warmest', () => {
  windows.forEach((box, match) => {
    const heat = heatOf(windows.map((_, at) => (at === match ? 0.6 : 0.2)));
    const warmest = heat.indexOf(Math.max(...heat));
    const [x, y] = [((warmest % cells) + 0.5) / cells, (Math.floor(warmest / cells) + 0.5) / cells];
    expect(isIn(x, box.left, box.width) && isIn(y, box.top, box.height)).toBe(true);
  });
});

test('heat is from 0 to 1, whatever the similarities are, and 0 where all are alike', () => {
  const some = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 16, maxLength: 16 });
  fc.assert(
    fc.property(some, (similarities) => {
      const heat = heatOf(similarities);
      expect(heat).toHaveLength(cells * cells);
      expect(heat.every((value) => value >= 0 && value <= 1)).toBe(true);
    }),
  );
  expect(heatOf(windows.map(() => 0.3)).every((value) => value === 0)).toBe(true);
});

const isIn = (value: number, from: number, length: number) => value > from && value < from + length;
