import { decode as decodeBmp } from 'bmp-ts';
import type { FailureReason } from '../values.ts';
import { convertToSrgb, isForeign } from './colour.ts';
import type { Blocks } from './details.ts';
import { openHeif, type Heif } from './heif.ts';
import { maxPixels, openWithSharp, pictureOfPixels, readPixels, type Picture } from './picture.ts';
import { isRawTiff, largestPreview, rawTiff } from './raw.ts';
import { sniff, type ImageFormat } from './sniff.ts';
import { readTiff } from './tiff.ts';

/** A file that gives no picture, with the reason. */
export class NoPicture extends Error {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** `delays`: of an animation, how long each of its pictures is shown. */
type Described = Picture & { blocks: Blocks; delays?: number[] };

export type OpenPicture = Described & { format: ImageFormat };

/**
 * Opens an image file's content, whichever format it has; of an animation, what it shows at `atMs`.
 * @throws NoPicture, or any Error where the file is damaged
 */
export async function openPicture(bytes: Buffer, atMs = 0): Promise<OpenPicture> {
  if (bytes.length === 0) throw new NoPicture('file.empty', 'no bytes');
  const format = formatOf(bytes);
  const picture = await openers[format](bytes, atMs);
  refuseTooLarge(picture);
  return { ...picture, format };
}

function formatOf(bytes: Buffer): ImageFormat {
  const format = sniff(bytes);
  if (!format) throw new NoPicture('image.none', 'not an image');
  if (format !== 'tiff') return format;
  const tiff = readTiff(bytes);
  return tiff && isRawTiff(tiff) ? 'raw' : 'tiff';
}

const bySharp = (bytes: Buffer, atMs: number) => openWithSharp(bytes, { atMs });
const bySharpShrunk = (bytes: Buffer, atMs: number) => openWithSharp(bytes, { atMs, shrinks: true });

const openers: Record<ImageFormat, (bytes: Buffer, atMs: number) => Described | Promise<Described>> = {
  jpeg: bySharpShrunk,
  webp: bySharp,
  png: bySharp,
  gif: bySharp,
  tiff: openTiff,
  avif: openAvif,
  heic: (bytes) => withHeif(bytes, openHeic),
  bmp: openBmp,
  raw: openRaw,
  jxl: unsupported('JPEG XL'),
  jp2: unsupported('JPEG 2000'),
  psd: unsupported('Photoshop'),
};

function unsupported(name: string) {
  return (): never => {
    throw new NoPicture('image.unsupported', name);
  };
}

function refuseTooLarge({ width, height }: { width: number; height: number }): void {
  if (width * height > maxPixels) throw new NoPicture('image.too-large', `${width} x ${height} pixels`);
}

function withHeif<T>(bytes: Buffer, use: (heif: Heif) => T): T {
  const heif = openHeif(bytes);
  try {
    return use(heif);
  } finally {
    heif.close();
  }
}

/** A TIFF's own directories are what an EXIF block is elsewhere. */
async function openTiff(bytes: Buffer): Promise<Described> {
  const picture = await openWithSharp(bytes);
  const tiff = readTiff(bytes);
  return { ...picture, blocks: { ...picture.blocks, ...(tiff ? { tiff } : {}) } };
}

function blocksOf({ exif, xmp }: Heif): Blocks {
  const tiff = exif && readTiff(exif);
  return { ...(tiff ? { tiff } : {}), ...(xmp ? { xmp } : {}) };
}

function openHeic(heif: Heif): Described {
  const { icc, nclx } = heif;
  refuseTooLarge(heif);
  const pixmap = heif.decode();
  // A profile says more than the numbers beside it.
  if (!icc && nclx && isForeign(nclx)) convertToSrgb(pixmap, nclx);
  return { ...pictureOfPixels({ ...pixmap, ...(icc ? { icc } : {}) }), blocks: blocksOf(heif) };
}

/** libvips reads its pixels and libheif its colours. */
async function openAvif(bytes: Buffer): Promise<Described> {
  const { icc, nclx, blocks } = withHeif(bytes, (heif) => ({ ...heif, blocks: blocksOf(heif) }));
  const picture = { ...(await openWithSharp(bytes)), blocks };
  if (icc || !nclx || !isForeign(nclx)) return picture;
  refuseTooLarge(picture);
  const pixmap = await readPixels(picture);
  convertToSrgb(pixmap, nclx);
  return { ...pictureOfPixels(pixmap), blocks };
}

function openBmp(bytes: Buffer): Described {
  const isOs2 = bytes.readUInt32LE(14) === 12;
  if (isOs2) throw new NoPicture('image.unsupported', 'bmp of OS/2');
  const [width, height] = [bytes.readInt32LE(18), Math.abs(bytes.readInt32LE(22))];
  if (width <= 0 || height === 0) throw new Error(`${width} x ${height} pixels`);
  refuseTooLarge({ width, height });
  const { data } = decodeBmp(bytes, { toRGBA: true });
  return { ...pictureOfPixels({ data: withoutAlpha(data), width, height, channels: 3 }), blocks: {} };
}

/** What programs write as alpha into a BMP means nothing more often than not. */
function withoutAlpha(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from] ?? 0;
    rgb[to + 1] = rgba[from + 1] ?? 0;
    rgb[to + 2] = rgba[from + 2] ?? 0;
  }
  return rgb;
}

async function openRaw(bytes: Buffer): Promise<Described> {
  const preview = largestPreview(bytes);
  if (!preview) throw new NoPicture('raw.no-preview', 'no JPEG inside');
  const picture = await openWithSharp(preview.jpeg, { shrinks: true, turn: preview.turn });
  const tiff = rawTiff(bytes);
  return { ...picture, blocks: { ...picture.blocks, ...(tiff ? { tiff } : {}) } };
}
