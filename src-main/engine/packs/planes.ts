import type { ImageSpec } from './manifest.ts';

/**
 * Pictures of `area` RGB pixels each, as planes of their red, green and blue: values from 0 to 1, less the mean of their
 * channel, over its deviation.
 */
export function planesOf(
  pixels: Uint8Array,
  area: number,
  { mean, deviation }: NonNullable<ImageSpec['planes']>,
): Float32Array {
  const planes = new Float32Array(pixels.length);
  for (let channel = 0; channel < 3; channel += 1) {
    const [middle = 0, spread = 1] = [mean[channel], deviation[channel]];
    for (let picture = 0; picture < pixels.length; picture += 3 * area) {
      const to = picture + channel * area;
      for (let at = 0; at < area; at += 1) {
        planes[to + at] = ((pixels[picture + 3 * at + channel] as number) / 255 - middle) / spread;
      }
    }
  }
  return planes;
}
