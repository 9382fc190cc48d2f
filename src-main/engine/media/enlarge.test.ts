import fc from 'fast-check';
import { expect, test } from 'vitest';
import { enlarge } from './enlarge.ts';

const SIZE = 12;
const side = fc.integer({ min: 1, max: SIZE });

test('one colour stays that colour', () => {
  fc.assert(
    fc.property(side, side, fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255)), (width, height, colour) => {
      const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3] ?? 0);
      const square = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => colour[i % 3] ?? 0);
      expect(enlarge({ data, width, height }, { size: SIZE })).toEqual(square);
    }),
  );
});

/** A filter that aligns corners instead of centres breaks this law: it moves the picture to one side. */
test('the mirror image of an enlarged picture is the enlarged mirror image', () => {
  const mirror = (data: Uint8Array, width: number) =>
    data.map((_, i) => {
      const [row, x, channel] = [Math.floor(i / (width * 3)), Math.floor(i / 3) % width, i % 3];
      return data[(row * width + width - 1 - x) * 3 + channel] ?? 0;
    });
  fc.assert(
    fc.property(side, fc.uint8Array({ minLength: 9, maxLength: 9 }), (repeat, pattern) => {
      const width = Math.min(repeat, SIZE);
      const data = Uint8Array.from({ length: width * 5 * 3 }, (_, i) => pattern[(i * 7) % 9] ?? 0);
      const enlarged = enlarge({ data, width, height: 5 }, { size: SIZE });
      const mirrored = enlarge({ data: mirror(data, width), width, height: 5 }, { size: SIZE });
      const difference = mirror(enlarged, SIZE).map((value, i) => Math.abs(value - (mirrored[i] ?? 0)));
      expect(Math.max(...difference)).toBeLessThanOrEqual(1);
    }),
  );
});

test('a step between black and white is where the Lanczos filter puts it', () => {
  const data = new Uint8Array([0, 0, 0, 255, 255, 255]);
  const reds = Array.from(enlarge({ data, width: 2, height: 1 }, { size: 4 }).filter((_, i) => i % 3 === 0)).slice(
    0,
    4,
  );
  // By hand: sample 1 lies 0.25 of a pixel right of the black centre, so white weighs L(0.75) / (L(0.25) + L(0.75)).
  const lanczos = (x: number) => (3 * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / 3)) / (Math.PI * x) ** 2;
  const second = Math.round((255 * lanczos(0.75)) / (lanczos(0.25) + lanczos(0.75)));
  expect(reds).toEqual([0, second, 255 - second, 255]);
});

test('cubic and linear put it where they do', () => {
  const data = new Uint8Array([0, 0, 0, 255, 255, 255]);
  const reds = (kernel: 'cubic' | 'linear') =>
    Array.from(enlarge({ data, width: 2, height: 1 }, { size: 4, kernel }).filter((_, i) => i % 3 === 0)).slice(0, 4);
  // By hand, as above: the linear filter weighs 1 - x, and the cubic one by its two pieces, here its inner.
  const inner = (x: number) => 1.5 * x ** 3 - 2.5 * x ** 2 + 1;
  const second = Math.round((255 * inner(0.75)) / (inner(0.25) + inner(0.75)));
  expect(reds('linear')).toEqual([0, 64, 191, 255]);
  expect(reds('cubic')).toEqual([0, second, 255 - second, 255]);
});
