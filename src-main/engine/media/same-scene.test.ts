import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../../test/fixtures/random.ts';
import type { Look } from './read-looks.ts';
import { showsSame, sketchOf } from './same-scene.ts';

type Colour = readonly [number, number, number];

function look(colourAt: (x: number, y: number) => Colour, [width, height] = [128, 72]): Look {
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1) data.set(colourAt(at % width, Math.floor(at / width)), at * 3);
  return { timeMs: 0, data, width, height };
}

/** Waves of several lengths: every place looks different from the others. */
const place = (x: number, y: number): Colour => [
  128 + 60 * Math.sin(x / 9) + 40 * Math.sin(y / 7),
  128 + 60 * Math.sin((x + 2 * y) / 13),
  128 + 60 * Math.cos((x - y) / 17) + 30 * Math.sin(x / 5),
];
const moved = (right: number, low: number) => look((x, y) => place(x + right, y + low));
const same = (one: Look, other: Look) => showsSame(sketchOf(one), sketchOf(other));

describe('two looks show the same', () => {
  test('with noise, and when a hand moved the camera a little', () => {
    const random = randomFrom(1);
    const noisy = look((x, y) => place(x, y).map((value) => value + 16 * random() - 8) as unknown as Colour);
    expect(same(moved(0, 0), noisy)).toBe(true);
    for (const [right, low] of [
      [8, 0],
      [-8, 0],
      [0, 4],
      [6, -4],
    ] as const)
      expect(same(moved(0, 0), moved(right, low)), `${right} right, ${low} down`).toBe(true);
  });

  test('but not from elsewhere, in another light, or with somebody in it', () => {
    expect(same(moved(0, 0), moved(40, 0))).toBe(false);
    expect(
      same(
        moved(0, 0),
        look((x, y) => place(x, y).map((value) => value + 15) as unknown as Colour),
      ),
    ).toBe(false);
    const somebody = look((x, y) => (x > 50 && x < 70 && y > 30 ? [20, 20, 30] : place(x, y)));
    expect(same(moved(0, 0), somebody)).toBe(false);
  });

  test('but not where something small has come into a scene of strong contrasts', () => {
    const room = (x: number): Colour => (x < 64 ? [240, 240, 230] : [20, 25, 40]);
    for (const [dark, at] of [
      [false, 20],
      [true, 90],
    ] as const) {
      const colour: Colour = dark ? [120, 130, 140] : [120, 70, 30];
      const something = look((x, y) => (x >= at && x < at + 14 && y >= 40 && y < 54 ? colour : room(x)));
      expect(same(look(room), something), `${at}`).toBe(false);
    }
  });

  test('also where there are few pixels, or nothing to see', () => {
    const strip = (colour: Colour) => look(() => colour, [3, 1]);
    expect(same(strip([10, 20, 30]), strip([200, 20, 30]))).toBe(false);
    expect(same(strip([10, 20, 30]), strip([10, 20, 30]))).toBe(false);
    const small = (right: number) => look((x, y) => place(8 * x + right, 8 * y), [16, 9]);
    expect([same(small(0), small(0)), same(small(0), small(90))]).toEqual([true, false]);
  });
});
