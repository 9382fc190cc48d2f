import type { Pixels, Target } from '../values.ts';
import { enlarge } from './enlarge.ts';
import { upright, type Picture } from './picture.ts';

/**
 * Every step from a picture to the encoder's pixels, in the order they happen; the lab does the same with its own
 * library. A change here is a new preprocessing version in pack.json, because stored vectors depend on it.
 */
export async function preprocess(picture: Picture, target: Target): Promise<Pixels> {
  const { data, info } = await reduced(picture, target)
    // Grey, 16 bit, CMYK and embedded profiles all become sRGB, three bytes a pixel.
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return enlarge({ data, width: info.width, height: info.height }, target);
}

/** The picture, no larger than the target, and in no side smaller than it or than itself. */
function reduced(picture: Picture, { size, fit = 'fill', kernel = 'lanczos3' }: Target) {
  const { width, height } = picture;
  // Large JPEG and WebP files are decoded at half, quarter or eighth only while that leaves twice the target: going
  // further saves a tenth of the time, but moves the pixels three times as far from the lab's.
  const scaling = { kernel, fastShrinkOnLoad: false } as const;
  if (fit === 'fill') {
    // Stretched, aspect given up, so that nothing is cut away. Only reduced here: see enlarge.ts.
    return upright(picture).resize(Math.min(size, width), Math.min(size, height), { fit: 'fill', ...scaling });
  }
  const side = Math.min(width, height);
  if (side >= size) return upright(picture).resize(size, size, { fit: 'cover', position: 'centre', ...scaling });
  const [left, top] = [Math.floor((width - side) / 2), Math.floor((height - side) / 2)];
  return upright(picture).extract({ left, top, width: side, height: side });
}
