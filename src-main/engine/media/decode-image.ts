/** Turns one image file into what is wanted of it. Runs in decoder processes: hostile bytes meet native code here. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type {
  DecodeFailure,
  DecodeOutcome,
  FailureReason,
  Box,
  Target,
  ThumbnailOutcome,
  ThumbnailSize,
  WindowsOutcome,
} from '../values.ts';
import { framesOfAnimation } from './animation.ts';
import { withWhatLiesBeside } from './beside.ts';
import { readDetails } from './details.ts';
import { findFilm } from './motion-photo.ts';
import { NoPicture, openPicture, type OpenPicture } from './open-picture.ts';
import { readOnce } from './picture.ts';
import { preprocess } from './preprocess.ts';
import { makeThumbnail } from './thumbnail.ts';
import { windowsOf } from './windows.ts';

const maxBytes = 1024 ** 3;
/** The thumbnail that is made of each picture, px. */
const thumbnailSide = 256;

/** Failures that another attempt may mend, without the file having changed. */
const retryable: readonly FailureReason[] = ['file.missing', 'file.unreadable'];

const failure = (reason: FailureReason, detail: string): DecodeFailure => {
  return { ok: false, reason, detail, retryable: retryable.includes(reason) };
};

/** Decodes the file at `path` (bytes where the name is not valid UTF-8). Opens it read-only; never rejects. */
export async function decodeFile(path: string | Uint8Array, target: Target): Promise<DecodeOutcome> {
  const bytesOfPath = Buffer.from(path as string);
  const read = await readWhole(bytesOfPath);
  if ('ok' in read) return read;
  const outcome = await decodeBytes(read.bytes, target);
  if (!outcome.ok) return outcome;
  return { ...outcome, details: await withWhatLiesBeside(outcome.details, bytesOfPath, read.modifiedMs) };
}

/** Decodes an image file's content. Never rejects, whatever the bytes are. */
export async function decodeBytes(bytes: Buffer, target: Target): Promise<DecodeOutcome> {
  return withPicture({ bytes }, async (picture) => {
    const { width, height, format } = picture;
    const animated = await framesOfAnimation(bytes, picture, target);
    const source = await readOnce(picture, Math.max(target.size, thumbnailSide));
    const pixels = await preprocess(source, target);
    const film = findFilm(bytes, picture);
    const details = { ...readDetails(picture.blocks), ...(film ? { film } : {}) };
    return {
      ok: true,
      pixels,
      width,
      height,
      format,
      details,
      ...animated,
      ...(await makeThumbnail(source, thumbnailSide)),
    };
  });
}

/** A thumbnail of the file at `path`; of an animation, what it shows at `atMs`. Opens it read-only; never rejects. */
export async function thumbnailOfFile(
  path: string | Uint8Array,
  { size, atMs = 0 }: { size: ThumbnailSize; atMs?: number | undefined },
): Promise<ThumbnailOutcome> {
  const read = await readWhole(Buffer.from(path as string));
  if ('ok' in read) return read;
  const make = async (picture: OpenPicture): Promise<ThumbnailOutcome> => {
    return { ok: true, thumbnail: (await makeThumbnail(picture, size)).thumbnail };
  };
  return withPicture({ bytes: read.bytes, atMs }, make);
}

/** Parts of the picture in the file at `path`, as the encoder sees pictures. Opens it read-only; never rejects. */
export async function windowsOfFile(
  path: string | Uint8Array,
  boxes: readonly Box[],
  target: Target,
): Promise<WindowsOutcome> {
  const read = await readWhole(Buffer.from(path as string));
  if ('ok' in read) return read;
  const make = async (picture: OpenPicture): Promise<WindowsOutcome> => {
    return { ok: true, windows: await windowsOf(picture, boxes, target) };
  };
  return withPicture({ bytes: read.bytes }, make);
}

async function withPicture<T>(
  { bytes, atMs = 0 }: { bytes: Buffer; atMs?: number },
  use: (picture: OpenPicture) => Promise<T>,
): Promise<T | DecodeFailure> {
  try {
    return await use(await openPicture(bytes, atMs));
  } catch (thrown) {
    if (thrown instanceof NoPicture) return failure(thrown.reason, thrown.message);
    return failure('image.corrupt', firstLine(thrown));
  }
}

async function readWhole(path: Buffer): Promise<{ bytes: Buffer; modifiedMs: number } | DecodeFailure> {
  try {
    // Non-blocking, so that a named pipe without a writer is refused below instead of waited for.
    const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
    const file = await open(path, flags);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return failure('file.unreadable', 'not a regular file');
      if (stat.size > maxBytes) return failure('image.too-large', `${stat.size} bytes`);
      return { bytes: await file.readFile(), modifiedMs: stat.mtimeMs };
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
