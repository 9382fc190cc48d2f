/** Turns one image file into the pixels an encoder wants. Runs in decoder processes: hostile bytes meet native code here. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import sharp from 'sharp';
import type { DecodeOutcome, FailureReason, Pixels } from '../values.ts';
import { enlarge } from './enlarge.ts';
import { sniff, type ImageFormat } from './sniff.ts';

/** The square that pictures are stretched to, in pixels a side. */
export type Target = { size: number };

/** Above this a picture is refused: unpacked it would need gigabytes. */
const MAX_PIXELS = 268_000_000;
const MAX_BYTES = 1024 ** 3;

const readable: readonly ImageFormat[] = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'];

/** Failures that another attempt may mend, without the file having changed. */
const retryable: readonly FailureReason[] = ['file.missing', 'file.unreadable'];

type Extent = { width: number; height: number };

type Failure = Extract<DecodeOutcome, { ok: false }>;
const failure = (reason: FailureReason, detail: string): Failure => {
  return { ok: false, reason, detail, retryable: retryable.includes(reason) };
};

/** Decodes the file at `path` (bytes where the name is not valid UTF-8). Opens it read-only; never rejects. */
export async function decodeFile(path: string | Uint8Array, target: Target): Promise<DecodeOutcome> {
  const read = await readWhole(typeof path === 'string' ? path : Buffer.from(path));
  return Buffer.isBuffer(read) ? decodeBytes(read, target) : read;
}

/** Decodes an image file's content. Never rejects, whatever the bytes are. */
export async function decodeBytes(bytes: Buffer, target: Target): Promise<DecodeOutcome> {
  if (bytes.length === 0) return failure('file.empty', 'no bytes');
  const format = sniff(bytes);
  if (!format) return failure('image.unsupported', 'not an image');
  if (!readable.includes(format)) return failure('image.unsupported', format);
  try {
    const { autoOrient } = await sharp(bytes, { limitInputPixels: false }).metadata();
    const { width, height } = autoOrient;
    if (width * height > MAX_PIXELS) return failure('image.too-large', `${width} x ${height} pixels`);
    return { ok: true, pixels: await preprocess(bytes, autoOrient, target.size), width, height, format };
  } catch (error) {
    return failure('image.corrupt', firstLine(error));
  }
}

/**
 * Every step from a file's bytes to the encoder's pixels, in the order they happen; the lab does the same with its own
 * library. A change here is a new preprocessing version in pack.json, because stored vectors depend on it.
 */
async function preprocess(bytes: Buffer, upright: Extent, size: number): Promise<Pixels> {
  const { data, info } = await sharp(bytes, {
    // 'error' refuses half a picture, but not the stray bytes between markers that many cameras leave.
    failOn: 'error',
    limitInputPixels: MAX_PIXELS,
    // The first picture of an animation or a document.
    page: 0,
    pages: 1,
  })
    // EXIF orientation 1 to 8.
    .autoOrient()
    // Transparent parts show white.
    .flatten({ background: '#ffffff' })
    // Stretched to the square, aspect given up, so that nothing is cut away. Only reduced here: see enlarge.ts.
    // Large JPEG and WebP files are decoded at half, quarter or eighth only while that leaves twice the target: going
    // further saves a tenth of the time, but moves the pixels three times as far from the lab's.
    .resize(Math.min(size, upright.width), Math.min(size, upright.height), {
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

async function readWhole(path: string | Buffer): Promise<Buffer | Failure> {
  try {
    // Non-blocking, so that a named pipe without a writer is refused below instead of waited for.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return failure('file.unreadable', 'not a regular file');
      if (stat.size > MAX_BYTES) return failure('image.too-large', `${stat.size} bytes`);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    return failure(code === 'ENOENT' || code === 'ENOTDIR' ? 'file.missing' : 'file.unreadable', code);
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
