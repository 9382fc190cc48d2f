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

const across = 16;
const down = 9;

/** Every second row and column will do. */
const step = 2;

export function measureLook(look: Look): Measures {
  const lights = lightsOf(look);
  const brightness = meanOf(lights.values);
  const spread = meanOf(lights.values.map((light) => (light - brightness) ** 2));
  return { signature: signatureOf(look), brightness, contrast: Math.sqrt(spread), sharpness: sharpnessOf(lights) };
}

type Lights = { values: Float32Array; width: number };

function lightsOf({ data, width, height }: Look): Lights {
  const [columns, rows] = [Math.ceil(width / step), Math.ceil(height / step)];
  const values = new Float32Array(columns * rows);
  for (let row = 0, to = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1, to += 1) {
      const at = (row * width + column) * step * 3;
      values[to] = 0.299 * (data[at] as number) + 0.587 * (data[at + 1] as number) + 0.114 * (data[at + 2] as number);
    }
  }
  return { values, width: columns };
}

function sharpnessOf({ values, width }: Lights): number {
  let edges = 0;
  for (let at = 1; at < values.length; at += 1) {
    // The first of a row has no neighbour before it.
    if (at % width > 0) edges += Math.abs((values[at] as number) - (values[at - 1] as number));
  }
  return edges / values.length;
}

function signatureOf({ data, width, height }: Look): Float32Array {
  const sums = new Float64Array(across * down * 3);
  const counts = new Float64Array(across * down);
  for (let y = 0; y < height; y += step) {
    const row = Math.floor((y * down) / height) * across;
    for (let x = 0; x < width; x += step) {
      const [from, cell] = [(y * width + x) * 3, row + Math.floor((x * across) / width)];
      for (let colour = 0; colour < 3; colour += 1) {
        sums[cell * 3 + colour] = (sums[cell * 3 + colour] as number) + (data[from + colour] as number);
      }
      counts[cell] = (counts[cell] as number) + 1;
    }
  }
  return Float32Array.from(sums, (sum, at) => sum / Math.max(1, counts[Math.floor(at / 3)] as number));
}

function meanOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
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
