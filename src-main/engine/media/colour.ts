/** Colours that a HEIF file means by numbers of ITU-T H.273 and that libvips takes for sRGB. */
import type { Nclx } from './heif.ts';
import type { Pixmap } from './picture.ts';

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** From linear light of these primaries to that of sRGB (white D65). */
const matrices: Record<number, Matrix> = {
  // BT.2020
  9: [1.660491, -0.587641, -0.07285, -0.12455, 1.1329, -0.00835, -0.018151, -0.100579, 1.11873],
  // Display P3
  12: [1.22494, -0.22494, 0, -0.042057, 1.042057, 0, -0.019638, -0.078636, 1.098274],
};

/** Diffuse white of high dynamic range pictures, and the brightest that is kept apart, in candela a square metre. */
const whiteNits = 203;
const peakNits = 1000;
const headroom = peakNits / whiteNits;

/** SMPTE ST 2084: signal to nits. */
function perceptualQuantizer(signal: number): number {
  const power = signal ** (1 / 78.84375);
  return 10_000 * (Math.max(power - 0.8359375, 0) / (18.8515625 - 18.6875 * power)) ** (1 / 0.1593017578125);
}

/** ITU-R BT.2100, for a display of 1000 nits: signal to nits. Its system gamma is taken for each channel by itself. */
function hybridLogGamma(signal: number): number {
  const scene = signal <= 0.5 ? signal ** 2 / 3 : (Math.exp((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12;
  return peakNits * scene ** 1.2;
}

function fromSrgb(signal: number): number {
  return signal <= 0.04045 ? signal / 12.92 : ((signal + 0.055) / 1.055) ** 2.4;
}

function toSrgb(light: number): number {
  return light <= 0.0031308 ? light * 12.92 : 1.055 * light ** (1 / 2.4) - 0.055;
}

/** Signal to light, white being 1. Any not named here is close enough to sRGB's. */
const transfers: Record<number, (signal: number) => number> = {
  4: (signal) => signal ** 2.2,
  5: (signal) => signal ** 2.8,
  8: (signal) => signal,
  16: (signal) => perceptualQuantizer(signal) / whiteNits,
  18: (signal) => hybridLogGamma(signal) / whiteNits,
};
const highRange = [16, 18];

/** Does a picture of these colours look wrong when it is taken for sRGB? */
export function isForeign({ primaries, transfer }: Nclx): boolean {
  return primaries in matrices || transfer in transfers;
}

/** Where bright parts begin to be compressed. */
const knee = 0.6;

/** How much the brightest channel of a pixel is dimmed so that lights above white stay apart. */
function dimming(brightest: number): number {
  if (brightest <= knee) return 1;
  const above = (brightest - knee) / (1 - knee);
  const most = (headroom - knee) / (1 - knee);
  return (knee + ((1 - knee) * above * (1 + above / most ** 2)) / (1 + above)) / brightest;
}

const steps = 4096;
const encoded = Uint8Array.from({ length: steps + 1 }, (_, at) => Math.round(255 * toSrgb(at / steps)));
const identity: Matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** Turns pixels of 8 bits into sRGB, in place; a fourth channel stays. */
export function convertToSrgb({ data: pixels, channels }: Pixmap, { primaries, transfer }: Nclx): void {
  const light = Float32Array.from({ length: 256 }, (_, value) => (transfers[transfer] ?? fromSrgb)(value / 255));
  const [a, b, c, d, e, f, g, h, i] = matrices[primaries] ?? identity;
  const compress = highRange.includes(transfer);
  const signal = (value: number) => encoded[Math.round(steps * Math.min(1, Math.max(0, value)))] ?? 0;
  for (let at = 0; at + 2 < pixels.length; at += channels) {
    const red = light[pixels[at] ?? 0] ?? 0;
    const green = light[pixels[at + 1] ?? 0] ?? 0;
    const blue = light[pixels[at + 2] ?? 0] ?? 0;
    const r = a * red + b * green + c * blue;
    const g2 = d * red + e * green + f * blue;
    const b2 = g * red + h * green + i * blue;
    const scale = compress ? dimming(Math.max(r, g2, b2)) : 1;
    pixels[at] = signal(r * scale);
    pixels[at + 1] = signal(g2 * scale);
    pixels[at + 2] = signal(b2 * scale);
  }
}
