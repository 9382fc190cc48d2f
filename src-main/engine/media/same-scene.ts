/** Do two looks show the same? Told from few pixels, which costs a hundredth of what a vector of one costs. */
import { partsOf } from './measure-look.ts';
import type { Look } from './read-looks.ts';

/** A look of 32 x 32 pixels, or fewer where it has no more: its mean colour, and how its pixels differ from that. */
export type Sketch = { across: number; down: number; light: readonly number[]; relief: Float32Array };

const most = 32;

export function sketchOf(look: Look): Sketch {
  const pixels = (side: number) => Math.min(most, Math.ceil(side / 2));
  const size = { across: pixels(look.width), down: pixels(look.height) };
  const means = partsOf(look, size);
  const light = [0, 0, 0];
  means.forEach((value, at) => (light[at % 3] = (light[at % 3] as number) + (3 * value) / means.length));
  return { ...size, light, relief: means.map((value, at) => value - (light[at % 3] as number)) };
}

/** So many pixels of a sketch a hand or a slow pan may have moved the picture. */
const furthest = 2;
const moves = Array.from({ length: (2 * furthest + 1) ** 2 }, (_, at) => {
  return { right: (at % (2 * furthest + 1)) - furthest, low: Math.floor(at / (2 * furthest + 1)) - furthest };
}).toSorted((one, other) => Math.hypot(one.right, one.low) - Math.hypot(other.right, other.low));

/**
 * Of 1. Of 688 candidates of real clips and of panned photos with noise, 169 are so like the one before them. Of the 304 that
 * were kept for their vectors (see distinct-frames.ts), one was among those, at a cosine of .938 where .94 counts as the same.
 */
const leastLikeness = 0.97;
/** In each colour, of 255: beyond it the light is another. */
const mostChange = 12;
/**
 * Of 255, in the mean of so many pixels along each side and one colour: beyond it something has come or gone there, which
 * in a scene of strong contrasts hardly changes the likeness of the whole. Photos of which another part is shown reach 28.
 */
const mostChangeInPart = 32;
const part = 4;

/** Does the second sketch show what the first does, perhaps from a little beside? Both are of one video. */
export function showsSame(one: Sketch, other: Sketch): boolean {
  if (one.light.some((value, colour) => Math.abs(value - (other.light[colour] as number)) >= mostChange)) return false;
  return moves.some((move) => likeness(one, other, move) > leastLikeness && !standsOut(one, other, move));
}

/** The correlation of what both show when the second is moved. */
function likeness(one: Sketch, other: Sketch, { right, low }: (typeof moves)[number]): number {
  const { across, down } = one;
  const [fromX, toX] = [Math.max(0, right), Math.min(across, across + right)];
  let [count, sum, sumOther, square, squareOther, product] = [0, 0, 0, 0, 0, 0];
  for (let y = Math.max(0, low); y < Math.min(down, down + low); y += 1) {
    const moved = 3 * (low * across + right);
    for (let at = 3 * (y * across + fromX); at < 3 * (y * across + toX); at += 1) {
      const [value, otherValue] = [one.relief[at] as number, other.relief[at - moved] as number];
      count += 1;
      sum += value;
      sumOther += otherValue;
      square += value * value;
      squareOther += otherValue * otherValue;
      product += value * otherValue;
    }
  }
  const [spread, spreadOther] = [square - (sum * sum) / count, squareOther - (sumOther * sumOther) / count];
  return (product - (sum * sumOther) / count) / Math.sqrt(Math.max(1, spread * spreadOther));
}

/** Does any part differ much when the second is moved? Parts that are half beside it count half. */
function standsOut(one: Sketch, other: Sketch, { right, low }: (typeof moves)[number]): boolean {
  const { across, down } = one;
  const partsAcross = Math.ceil(across / part);
  const sums = new Float32Array(3 * partsAcross * Math.ceil(down / part));
  for (let y = Math.max(0, low); y < Math.min(down, down + low); y += 1) {
    for (let x = Math.max(0, right); x < Math.min(across, across + right); x += 1) {
      const to = 3 * (Math.floor(y / part) * partsAcross + Math.floor(x / part));
      const [at, otherAt] = [3 * (y * across + x), 3 * ((y - low) * across + x - right)];
      for (let colour = 0; colour < 3; colour += 1) {
        const apart = (one.relief[at + colour] as number) - (other.relief[otherAt + colour] as number);
        sums[to + colour] = (sums[to + colour] as number) + apart;
      }
    }
  }
  return sums.some((sum) => Math.abs(sum) > mostChangeInPart * part ** 2);
}
