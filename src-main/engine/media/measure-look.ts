import type { Look } from './read-looks.ts';

/** A look in few numbers, from 0 to 255. */
export type Measures = {
  /** The mean colours of 16 x 9 parts. */
  signature: Float32Array;
  brightness: number;
  /** How far brightness spreads: next to nothing in a black or white picture. */
  contrast: number;
  /** How much neighbouring pixels differ: less when the picture is blurred. */
  sharpness: number;
};

const grid = { across: 16, down: 9 };

/** Every second row and column will do. */
const step = 2;

/** Measures a look in one pass over it: of a long film there are thousands. */
export function measureLook(look: Look): Measures {
  const { data, width, height } = look;
  let [count, sum, squares, edges] = [0, 0, 0, 0];
  for (let y = 0; y < height; y += step) {
    let before = -1;
    for (let x = 0, at = y * width * 3; x < width; x += step, at += 3 * step) {
      const light = 0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
      count += 1;
      sum += light;
      squares += light * light;
      // The first of a row has no neighbour before it.
      if (before >= 0) edges += Math.abs(light - before);
      before = light;
    }
  }
  const brightness = sum / count;
  const contrast = Math.sqrt(Math.max(0, squares / count - brightness ** 2));
  return { signature: partsOf(look, grid), brightness, contrast, sharpness: edges / count };
}

type Grid = { across: number; down: number };

/** Mean colours (RGB, from 0 to 255) of a look's parts, row by row; where it has fewer than two pixels a part, some stay black. */
export function partsOf({ data, width, height }: Look, { across, down }: Grid): Float32Array {
  const sums = new Float64Array(across * down * 3);
  const counts = new Float64Array(across * down);
  const columns = Uint16Array.from({ length: width }, (_, x) => Math.floor((x * across) / width));
  for (let y = 0; y < height; y += step) {
    const row = Math.floor((y * down) / height) * across;
    for (let x = 0, at = y * width * 3; x < width; x += step, at += 3 * step) {
      const part = row + (columns[x] as number);
      sums[part * 3] = (sums[part * 3] as number) + (data[at] as number);
      sums[part * 3 + 1] = (sums[part * 3 + 1] as number) + (data[at + 1] as number);
      sums[part * 3 + 2] = (sums[part * 3 + 2] as number) + (data[at + 2] as number);
      counts[part] = (counts[part] as number) + 1;
    }
  }
  return Float32Array.from(sums, (sum, at) => sum / Math.max(1, counts[Math.floor(at / 3)] as number));
}

/** How different two looks are: the mean over all parts and colours, from 0 to 255. */
export function difference(one: Measures, other: Measures): number {
  const { signature } = other;
  return one.signature.reduce((sum, value, at) => sum + Math.abs(value - (signature[at] ?? 0)), 0) / signature.length;
}

/** Parts differ by less from one second to the next where nothing moves: noise is a tenth of it. */
const stillDifference = 20;

/** Does the second look show what the first does, in each of its parts? */
export function looksSame(one: Measures, other: Measures): boolean {
  const { signature } = other;
  return one.signature.every((value, at) => Math.abs(value - (signature[at] ?? 0)) < stillDifference);
}

/** Black, white or grey all over, as between scenes and in flashes. */
export function isBlank({ brightness, contrast }: Measures): boolean {
  return contrast < 6 && (brightness < 20 || brightness > 240);
}
