/** Turns one image file into what is wanted of it. Runs in decoder processes: hostile bytes meet native code here. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { DecodeFailure, DecodeOutcome, FailureReason, ThumbnailOutcome, ThumbnailSize } from '../values.ts';
import { NoPicture, openPicture, type OpenPicture } from './open-picture.ts';
import { readOnce } from './picture.ts';
import { preprocess } from './preprocess.ts';
import { makeThumbnail } from './thumbnail.ts';

/** The square that pictures are stretched to, in pixels a side. */
export type Target = { size: number };

const maxBytes = 1024 ** 3;

/** Failures that another attempt may mend, without the file having changed. */
const retryable: readonly FailureReason[] = ['file.missing', 'file.unreadable'];

const failure = (reason: FailureReason, detail: string): DecodeFailure => {
  return { ok: false, reason, detail, retryable: retryable.includes(reason) };
};

/** Decodes the file at `path` (bytes where the name is not valid UTF-8). Opens it read-only; never rejects. */
export async function decodeFile(path: string | Uint8Array, target: Target): Promise<DecodeOutcome> {
  const read = await readWhole(path);
  return Buffer.isBuffer(read) ? decodeBytes(read, target) : read;
}

/** Decodes an image file's content. Never rejects, whatever the bytes are. */
export async function decodeBytes(bytes: Buffer, { size }: Target): Promise<DecodeOutcome> {
  return withPicture(bytes, async (picture) => {
    const { width, height, format } = picture;
    const source = await readOnce(picture);
    const pixels = await preprocess(source, size);
    return { ok: true, pixels, width, height, format, ...(await makeThumbnail(source, 256)) };
  });
}

/** A thumbnail of the file at `path`. Opens it read-only; never rejects. */
export async function thumbnailOfFile(path: string | Uint8Array, size: ThumbnailSize): Promise<ThumbnailOutcome> {
  const read = await readWhole(path);
  if (!Buffer.isBuffer(read)) return read;
  return withPicture(read, async (picture) => {
    const { thumbnail } = await makeThumbnail(picture, size);
    return { ok: true, thumbnail };
  });
}

async function withPicture<T>(bytes: Buffer, use: (picture: OpenPicture) => Promise<T>): Promise<T | DecodeFailure> {
  try {
    return await use(await openPicture(bytes));
  } catch (thrown) {
    if (thrown instanceof NoPicture) return failure(thrown.reason, thrown.message);
    return failure('image.corrupt', firstLine(thrown));
  }
}

async function readWhole(path: string | Uint8Array): Promise<Buffer | DecodeFailure> {
  try {
    // Non-blocking, so that a named pipe without a writer is refused below instead of waited for.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
    const file = await open(typeof path === 'string' ? path : Buffer.from(path), flags);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return failure('file.unreadable', 'not a regular file');
      if (stat.size > maxBytes) return failure('image.too-large', `${stat.size} bytes`);
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
