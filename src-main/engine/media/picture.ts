import sharp, { type Metadata, type Sharp } from 'sharp';
import { pageAt } from './delays.ts';
import type { Blocks } from './details.ts';
import { readTiff } from './tiff.ts';

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

/** Pixels of 8 bits, row by row; `icc`: the profile that says which colours they mean, where it is not sRGB. */
export type Pixmap = { data: Uint8Array; width: number; height: number; channels: 3 | 4; icc?: Buffer };

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
  return pictureOfPixels(await readPixels(picture));
}

/** All pixels of a picture, in sRGB by its profile. */
export async function readPixels(picture: Picture): Promise<Pixmap> {
  const whole = upright(picture).toColourspace('srgb').raw({ depth: 'uchar' });
  const { data, info } = await whole.toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}

/** A picture of pixels that are in memory, upright. */
export function pictureOfPixels({ icc, ...pixmap }: Pixmap): Picture {
  const { data, width, height, channels } = pixmap;
  const file = icc && asTiff({ ...pixmap, icc });
  const open = () => (file ? sharp(file) : sharp(data, { raw: { width, height, channels } }));
  return { width, height, shrinks: false, open };
}

/** Options for files: 'error' refuses half a picture, but not the stray bytes between markers that many cameras leave. */
const options = { failOn: 'error', limitInputPixels: maxPixels } as const;

/**
 * Opens what sharp itself can read, with its blocks of metadata; of a document the first page, of an animation what it
 * shows at `atMs`, with how long each of its pictures is shown.
 */
export async function openWithSharp(
  bytes: Buffer,
  { shrinks = false, turn = 0, atMs = 0 } = {},
): Promise<Picture & { blocks: Blocks; delays?: number[] }> {
  const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
  const { autoOrient, delay } = metadata;
  const page = delay ? pageAt(delay, atMs) : 0;
  const open = () => {
    const whole = sharp(bytes, { ...options, page, pages: 1 });
    return turn === 0 ? whole : whole.rotate(turn);
  };
  const { width, height } = autoOrient;
  const shape = turn % 180 === 0 ? { width, height } : { width: height, height: width };
  return { ...shape, shrinks, open, blocks: blocksOf(metadata), ...(delay ? { delays: delay } : {}) };
}

function blocksOf({ exif, xmp, iptc }: Metadata): Blocks {
  const tiff = exif && readTiff(exif.subarray(exif.indexOf('Exif\0\0') === 0 ? 6 : 0));
  return { ...(tiff ? { tiff } : {}), ...(xmp ? { xmp } : {}), ...(iptc ? { iptc } : {}) };
}

type Field = readonly [tag: number, type: number, count: number, value: number];

/** The plainest TIFF that holds these pixels: libvips takes a profile from files only. */
function asTiff({ data, width, height, channels, icc }: Required<Pixmap>): Buffer {
  const [short, long, bytes] = [3, 4, 7];
  const header = 8;
  const pixelsAt = 256;
  const iccAt = pixelsAt + data.length;
  const bitsAt = pixelsAt - 8;
  const fields: Field[] = [
    [256, long, 1, width],
    [257, long, 1, height],
    [258, short, channels, bitsAt],
    [259, short, 1, 1],
    [262, short, 1, 2],
    [273, long, 1, pixelsAt],
    [277, short, 1, channels],
    [278, long, 1, height],
    [279, long, 1, data.length],
    // Alpha that the colours are not multiplied by.
    ...(channels === 4 ? [[338, short, 1, 2] as const] : []),
    [34675, bytes, icc.length, iccAt],
  ];
  const head = Buffer.alloc(pixelsAt);
  head.write('II*\0', 'latin1');
  head.writeUInt32LE(header, 4);
  head.writeUInt16LE(fields.length, header);
  fields.forEach(([tag, type, count, value], at) => {
    const entry = header + 2 + 12 * at;
    head.writeUInt16LE(tag, entry);
    head.writeUInt16LE(type, entry + 2);
    head.writeUInt32LE(count, entry + 4);
    head.writeUInt32LE(value, entry + 8);
  });
  for (let channel = 0; channel < channels; channel += 1) head.writeUInt16LE(8, bitsAt + 2 * channel);
  return Buffer.concat([head, data, icc]);
}
