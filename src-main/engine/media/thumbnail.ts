import sharp from 'sharp';
import { rgbaToThumbHash } from 'thumbhash';
import type { Thumbnail, ThumbnailSize } from '../values.ts';
import type { Raster } from './enlarge.ts';
import { upright, type Picture } from './picture.ts';

/** The longer side of a grid's thumbnail: a panorama is not to be larger than a picture. */
const longest = 1024;
/** Effort 1 of 6: a fifth larger than the best, in a third of the time. */
const encoding: Record<ThumbnailSize, { quality: number; effort: number }> = {
  256: { quality: 75, effort: 1 },
  1024: { quality: 80, effort: 1 },
};
/** Samples a side that a hash is made of; what it keeps is coarser by far. */
const hashSamples = 32;

/** A picture small enough to be shown among others, or alone; and a blurred likeness of it in some 25 bytes. */
export async function makeThumbnail(
  picture: Picture,
  size: ThumbnailSize,
): Promise<{ thumbnail: Thumbnail; thumbhash: Uint8Array }> {
  const { width, height } = scaled(picture, size);
  const small = picture.openReduced?.(width, height) ?? upright(picture).resize(width, height, { fit: 'fill' });
  const data = await small.toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer();
  const thumbnail = await sharp(data, { raw: { width, height, channels: 3 } })
    .webp(encoding[size])
    .toBuffer();
  return { thumbnail, thumbhash: thumbhashOf({ data, width, height }) };
}

function scaled({ width, height }: Picture, size: ThumbnailSize): { width: number; height: number } {
  const long = Math.max(width, height);
  const wanted = size === 256 ? Math.min(size / Math.min(width, height), longest / long) : size / long;
  const scale = Math.min(1, wanted);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

function thumbhashOf({ data, width, height }: Raster): Uint8Array {
  const step = Math.max(1, Math.max(width, height) / hashSamples);
  const across = Math.max(1, Math.floor(width / step));
  const down = Math.max(1, Math.floor(height / step));
  const rgba = new Uint8Array(across * down * 4).fill(255);
  for (let y = 0, to = 0; y < down; y += 1) {
    const row = Math.floor(((y + 0.5) * height) / down) * width;
    for (let x = 0; x < across; x += 1, to += 4) {
      const from = (row + Math.floor(((x + 0.5) * width) / across)) * 3;
      rgba.set(data.subarray(from, from + 3), to);
    }
  }
  return rgbaToThumbHash(across, down, rgba);
}
