/** Entry of a decoder process. */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { answerParent } from '../supervised-child.ts';
import type {
  Box,
  DecodeOutcome,
  FrameEnding,
  FrameOutcome,
  Target,
  ThumbnailOutcome,
  ThumbnailSize,
  VideoOutcome,
  WindowsOutcome,
  Words,
} from '../values.ts';
import { decodeFile, thumbnailOfFile, windowsOfFile } from './decode-image.ts';
import { decodeVideo } from './decode-video.ts';
import { isVideo } from './is-video.ts';
import { frameOfVideo, thumbnailOfVideo } from './look-at-video.ts';
import { readWordsAgain } from './read-words.ts';

/** One file, and what is wanted of it: all that indexing needs, or a thumbnail alone; of a video, of one moment, or what is said in it. */
export type DecodeRequest =
  | { kind: 'picture'; path: string | Uint8Array }
  | { kind: 'video'; path: string | Uint8Array }
  | { kind: 'words'; paths: readonly (string | Uint8Array)[]; endMs: number }
  | { kind: 'frame'; path: string | Uint8Array; atMs: number; ending: FrameEnding }
  | { kind: 'windows'; path: string | Uint8Array; boxes: readonly Box[] }
  | { kind: 'thumbnail'; path: string | Uint8Array; size: ThumbnailSize; atMs: number | undefined };

type Thumbnail = Extract<DecodeRequest, { kind: 'thumbnail' }>;

/** An animation has moments as a video has, and is a picture's file all the same. */
async function thumbnailOf(path: Buffer, { size, atMs }: Thumbnail): Promise<ThumbnailOutcome> {
  if (atMs === undefined || !(await isVideo(path).catch(() => false))) return thumbnailOfFile(path, { size, atMs });
  return thumbnailOfVideo(path, size, atMs);
}

const asBytes = (path: string | Uint8Array) => Buffer.from(path as string);

type Outcome = DecodeOutcome | VideoOutcome | FrameOutcome | ThumbnailOutcome | WindowsOutcome | Words | undefined;

answerParent<Target, DecodeRequest, Outcome>(async (target) => {
  // One file at a time on one thread: more speed comes from more processes. Nothing is decoded twice, so no cache.
  sharp.concurrency(1);
  sharp.cache(false);
  // Where memory runs out, Linux is told to end this process before the engine.
  await writeFile('/proc/self/oom_score_adj', '900').catch(() => undefined);
  return (request) => {
    if (request.kind === 'words') return readWordsAgain(request.paths.map(asBytes), request.endMs);
    const path = asBytes(request.path);
    if (request.kind === 'picture') return decodeFile(path, target);
    if (request.kind === 'video') return decodeVideo(path, target);
    if (request.kind === 'windows') return windowsOfFile(path, request.boxes, target);
    if (request.kind === 'frame') return frameOfVideo(path, request);
    return thumbnailOf(path, request);
  };
});
