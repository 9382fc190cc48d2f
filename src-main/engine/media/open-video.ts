import type { DecodeFailure, FailureReason } from '../values.ts';
import { stat } from 'node:fs/promises';
import { findFfmpeg, type Ffmpeg } from './ffmpeg.ts';
import { maxPixels, pictureOfPixels, type Picture } from './picture.ts';
import { probeVideo, type VideoFacts } from './probe-video.ts';
import type { Look } from './read-looks.ts';

export function failure(reason: FailureReason, detail: string, retryable = false): DecodeFailure {
  return { ok: false, reason, detail, retryable };
}

export function asPicture({ data, width, height }: Look): Picture {
  return pictureOfPixels({ data, width, height, channels: 3 });
}

export type OpenVideo = { facts: VideoFacts; ffmpeg: Ffmpeg; modifiedMs: number };

/** Looks at a video file before it is read; or why it cannot be. */
export async function openVideo(path: Buffer): Promise<OpenVideo | DecodeFailure> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error.code ?? 'unknown');
  if (typeof found === 'string') return failure(found === 'ENOENT' ? 'file.missing' : 'file.unreadable', found, true);
  if (!found.isFile()) return failure('file.unreadable', 'not a regular file', true);
  if (found.size === 0) return failure('file.empty', 'no bytes');
  const ffmpeg = findFfmpeg();
  if (!ffmpeg) return failure('video.no-decoder', '', true);
  const facts = await probeVideo(path, ffmpeg);
  if (facts === undefined) return failure('image.none', 'no moving picture');
  if (typeof facts === 'string') return failure('image.corrupt', facts.slice(0, 200));
  if (facts.width * facts.height > maxPixels)
    return failure('image.too-large', `${facts.width} x ${facts.height} pixels`);
  return { facts, ffmpeg, modifiedMs: found.mtimeMs };
}
