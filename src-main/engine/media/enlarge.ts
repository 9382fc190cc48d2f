/**
 * Enlarging. libvips shifts a picture by half a pixel when it enlarges (it aligns corners, not centres), so that a small
 * picture would get another vector here than in the lab; it reduces exactly, and large pictures never come here.
 */
import type { Target } from '../values.ts';

type Kernel = NonNullable<Target['kernel']>;

export type Raster = { data: Uint8Array; width: number; height: number };

/** The three-lobed Lanczos window (Duchon, 1979): sinc(x) sinc(x / 3) for |x| < 3. */
function lanczos3(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= 3) return 0;
  const angle = Math.PI * x;
  return (3 * Math.sin(angle) * Math.sin(angle / 3)) / (angle * angle);
}

/** Keys' cubic with a = -1/2 (1981), which is the Catmull-Rom spline. */
function cubic(x: number): number {
  const far = Math.abs(x);
  if (far < 1) return (1.5 * far - 2.5) * far * far + 1;
  return far < 2 ? ((2.5 - 0.5 * far) * far - 4) * far + 2 : 0;
}

function linear(x: number): number {
  return Math.max(0, 1 - Math.abs(x));
}

/** What a sample weighs by its distance, and the distance from which on that is nothing. */
const kernels: Readonly<Record<Kernel, { weigh: (x: number) => number; support: number }>> = {
  lanczos3: { weigh: lanczos3, support: 3 },
  cubic: { weigh: cubic, support: 2 },
  linear: { weigh: linear, support: 1 },
};

type Window = { first: number; taps: Float32Array };

/** For each of `to` samples: the first of `from` samples it reads, and their weights, which add up to 1. */
function windows(from: number, to: number, kernel: Kernel): Window[] {
  const { weigh, support } = kernels[kernel];
  return Array.from({ length: to }, (_, sample) => {
    const centre = ((sample + 0.5) * from) / to;
    const first = Math.max(0, Math.floor(centre - support + 0.5));
    const last = Math.min(from, Math.floor(centre + support + 0.5));
    const taps = Float32Array.from({ length: last - first }, (_unused, tap) => weigh(first + tap + 0.5 - centre));
    const sum = taps.reduce((total, tap) => total + tap, 0);
    return { first, taps: taps.map((tap) => tap / sum) };
  });
}

/** Stretches every row to `width` pixels, `width` being no less than now. */
function widen({ data, width: from, height }: Raster, width: number, kernel: Kernel): Raster {
  if (from === width) return { data, width, height };
  const wide = new Uint8ClampedArray(width * height * 3);
  windows(from, width, kernel).forEach(({ first, taps }, x) => {
    for (let y = 0; y < height; y++) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let at = (y * from + first) * 3;
      for (let tap = 0; tap < taps.length; tap++, at += 3) {
        const weight = taps[tap] as number;
        red += weight * (data[at] as number);
        green += weight * (data[at + 1] as number);
        blue += weight * (data[at + 2] as number);
      }
      const to = (y * width + x) * 3;
      wide[to] = red;
      wide[to + 1] = green;
      wide[to + 2] = blue;
    }
  });
  return { data: new Uint8Array(wide.buffer), width, height };
}

/** Stretches every column to `height` pixels, `height` being no less than now. */
function heighten({ data, width, height: from }: Raster, height: number, kernel: Kernel): Raster {
  if (from === height) return { data, width, height };
  const stride = width * 3;
  const tall = new Uint8ClampedArray(stride * height);
  windows(from, height, kernel).forEach(({ first, taps }, y) => {
    for (let column = 0; column < stride; column++) {
      let sum = 0;
      for (let tap = 0; tap < taps.length; tap++) {
        sum += (taps[tap] as number) * (data[(first + tap) * stride + column] as number);
      }
      tall[y * stride + column] = sum;
    }
  });
  return { data: new Uint8Array(tall.buffer), width, height };
}

/** Stretches an RGB raster of at most `size` pixels a side to the whole square. */
export function enlarge(raster: Raster, { size, kernel = 'lanczos3' }: Target): Uint8Array {
  return heighten(widen(raster, size, kernel), size, kernel).data;
}
