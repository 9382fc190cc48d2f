import { expect, test } from 'vitest';
import { trayPixels } from './tray-icon.ts';

test('the mark is a ring with an iris, smooth at its edges, and nothing around it', () => {
  const edge = 32;
  const pixels = trayPixels(edge, 'green');
  const opacityAt = (x: number, y: number) => pixels[(y * edge + x) * 4 + 3];
  expect(pixels.length).toBe(edge * edge * 4);
  expect([opacityAt(0, 0), opacityAt(15, 15), opacityAt(15, 8), opacityAt(15, 3)]).toEqual([0, 255, 0, 255]);
  const opacities = new Set(Array.from({ length: edge * edge }, (_, at) => pixels[at * 4 + 3]));
  expect(opacities.size).toBeGreaterThan(4);
  // The same from all four sides.
  for (let at = 0; at < edge; at += 1) expect(opacityAt(at, 3)).toBe(opacityAt(at, edge - 4));
});
