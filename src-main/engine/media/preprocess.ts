import type { Pixels, Target } from '../values.ts';
import { enlarge } from './enlarge.ts';
import { upright, type Picture } from './picture.ts';

/**
 * Every step from a picture to the encoder's pixels, in the order they happen; the lab does the same with its own
 * library. A change here is a new preprocessing version in pack.json, because stored vectors depend on it. How a large file
 * is read on the way (readOnce) is none while the pixels stay as near to the lab's as they were.
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
  // A file too large for the memory is decoded at half, quarter or eighth only while that leaves twice the target.
  const scaling = { kernel, fastShrinkOnLoad: false } as const;
  if (fit === 'fill') {
    // Stretched, aspect given up, so that nothing is cut away. Only reduced here: see enlarge.ts.
    return upright(picture).resize(Math.min(size, width), Math.min(size, height), { fit: 'fill', ...scaling });
  }
  const side = Math.min(width, height);
  // As the models' own code: the longer side loses its fraction. Larger ones are scaled before their ends go.
  const scale = Math.min(1, size / side);
  const [wide, high] = [Math.floor(width * scale + epsilon), Math.floor(height * scale + epsilon)];
  const kept = Math.min(size, side);
  const middle = { left: margin(wide - kept), top: margin(high - kept), width: kept, height: kept };
  return upright(picture)
    .resize(wide, high, { fit: 'fill', ...scaling })
    .extract(middle);
}

/** 32 / 96 * 96 is a little less than 32. */
const epsilon = 1e-6;

/** Half of what is too much; of an odd number the even half, as Python rounds. */
function margin(spare: number): number {
  return spare % 2 === 0 ? spare / 2 : 2 * Math.round(spare / 4);
}
