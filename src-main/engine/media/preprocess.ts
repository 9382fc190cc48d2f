import type { Pixels } from '../values.ts';
import { enlarge } from './enlarge.ts';
import { upright, type Picture } from './picture.ts';

/**
 * Every step from a picture to the encoder's pixels, in the order they happen; the lab does the same with its own
 * library. A change here is a new preprocessing version in pack.json, because stored vectors depend on it.
 */
export async function preprocess(picture: Picture, size: number): Promise<Pixels> {
  const { data, info } = await upright(picture)
    // Stretched to the square, aspect given up, so that nothing is cut away. Only reduced here: see enlarge.ts.
    // Large JPEG and WebP files are decoded at half, quarter or eighth only while that leaves twice the target: going
    // further saves a tenth of the time, but moves the pixels three times as far from the lab's.
    .resize(Math.min(size, picture.width), Math.min(size, picture.height), {
      fit: 'fill',
      kernel: 'lanczos3',
      fastShrinkOnLoad: false,
    })
    // Grey, 16 bit, CMYK and embedded profiles all become sRGB, three bytes a pixel.
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return enlarge({ data, width: info.width, height: info.height }, size);
}
