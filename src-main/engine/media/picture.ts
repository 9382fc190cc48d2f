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
  /** Begins to read it, not turned upright yet. */
  open(): Sharp;
  /** The same of so many pixels, upright: of files that can be read at half, quarter or eighth size for less than the whole. */
  openReduced?(width: number, height: number): Sharp;
};

/** Pixels of 8 bits, row by row; `icc`: the profile that says which colours they mean, where it is not sRGB. */
export type Pixmap = { data: Uint8Array; width: number; height: number; channels: 3 | 4; icc?: Buffer };

/** Above this a picture is read twice rather than kept in memory whole. */
const maxKeptPixels = 64_000_000;
/** Below this, reading a picture smaller than it is saves nothing. */
const minReducedPixels = 1_500_000;
/** What is made of a reduced picture is smaller than that by this factor at least, or its pixels would move. */
const spare = 1.4;

/** Upright, on white where it is transparent. */
export function upright(picture: Picture): Sharp {
  return picture.open().autoOrient().flatten({ background: '#ffffff' });
}

/**
 * The picture in memory, so that a file is read once for all that is made of it; all that is done next is the same.
 * A large JPEG is kept reduced, in its shorter side to no less than 1.4 times what is `wanted`: from there the encoder's
 * pixels are as near to those of the whole (3 of 255 in photos) as if it were reduced while it is read for them alone.
 */
export async function readOnce(picture: Picture, wanted: number): Promise<Picture> {
  const { width, height } = picture;
  const count = width * height;
  const reduction = count > minReducedPixels && reductionFor(Math.min(width, height), wanted);
  if (reduction && picture.openReduced) {
    const small = picture.openReduced(Math.floor(width / reduction), Math.floor(height / reduction));
    return { ...pictureOfPixels(await pixelsOf(small)), width, height };
  }
  return count > maxKeptPixels ? picture : pictureOfPixels(await readPixels(picture));
}

/**
 * By how much a side may be reduced. sharp reads a JPEG at an eighth, a quarter or half when the result is smaller than
 * that by one more at least: by just that much.
 */
function reductionFor(side: number, wanted: number): number | undefined {
  return [9, 5, 3].find((factor) => side / factor >= spare * wanted);
}

/** All pixels of a picture, in sRGB by its profile. */
export function readPixels(picture: Picture): Promise<Pixmap> {
  return pixelsOf(upright(picture));
}

async function pixelsOf(begun: Sharp): Promise<Pixmap> {
  const { data, info } = await begun
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: 3 };
}

/** A picture of pixels that are in memory, upright. */
export function pictureOfPixels({ icc, ...pixmap }: Pixmap): Picture {
  const { data, width, height, channels } = pixmap;
  const file = icc && asTiff({ ...pixmap, icc });
  const open = () => (file ? sharp(file) : sharp(data, { raw: { width, height, channels } }));
  return { width, height, open };
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
  const read = () => sharp(bytes, { ...options, page, pages: 1 });
  const lies = turn % 180 === 0;
  const open = () => (turn === 0 ? read() : read().rotate(turn));
  const openReduced = (width: number, height: number) => {
    // Turned after it is reduced: the other way round it would be read whole.
    const small = read()
      .autoOrient()
      .resize(lies ? width : height, lies ? height : width, { fit: 'fill' });
    return turn === 0 ? small : small.rotate(turn);
  };
  const { width, height } = autoOrient;
  const shape = lies ? { width, height } : { width: height, height: width };
  const details = { blocks: blocksOf(metadata), ...(delay ? { delays: delay } : {}) };
  return { ...shape, open, ...(shrinks ? { openReduced } : {}), ...details };
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
