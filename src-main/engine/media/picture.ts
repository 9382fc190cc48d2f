import sharp, { type Sharp } from 'sharp';

/** Above this a picture is refused: unpacked it would need gigabytes. */
export const maxPixels = 268_000_000;

/** A picture whose pixels can be read, as often as need be. Width and height are those of the upright picture. */
export type Picture = {
  width: number;
  height: number;
  /** Can it be read at half, quarter or eighth size for less than the whole? */
  shrinks: boolean;
  /** Begins to read it, not turned upright yet. */
  open(): Sharp;
};

/** Above this a picture is read twice rather than kept in memory whole. */
const maxKeptPixels = 64_000_000;
/** Below this, reading a picture smaller than it is saves nothing. */
const minShrunkPixels = 1_500_000;

/** Upright, on white where it is transparent. */
export function upright(picture: Picture): Sharp {
  return picture.open().autoOrient().flatten({ background: '#ffffff' });
}

/** The whole picture in memory where that is less work than to read it twice; all that is done next is the same. */
export async function readOnce(picture: Picture): Promise<Picture> {
  const count = picture.width * picture.height;
  if (count > (picture.shrinks ? minShrunkPixels : maxKeptPixels)) return picture;
  const whole = upright(picture).toColourspace('srgb').raw({ depth: 'uchar' });
  const { data, info } = await whole.toBuffer({ resolveWithObject: true });
  const raw = { width: info.width, height: info.height, channels: info.channels };
  return { width: info.width, height: info.height, shrinks: false, open: () => sharp(data, { raw }) };
}

/** Opens what sharp itself can read. */
export async function openWithSharp(bytes: Buffer, shrinks: boolean): Promise<Picture> {
  const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
  const open = () =>
    sharp(bytes, {
      // 'error' refuses half a picture, but not the stray bytes between markers that many cameras leave.
      failOn: 'error',
      limitInputPixels: maxPixels,
      // The first picture of an animation or a document.
      page: 0,
      pages: 1,
    });
  return { width: autoOrient.width, height: autoOrient.height, shrinks, open };
}
