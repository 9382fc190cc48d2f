/** Entry of a decoder process. */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { answerParent } from '../supervised-child.ts';
import type { DecodeOutcome, Target, ThumbnailOutcome, ThumbnailSize, VideoOutcome } from '../values.ts';
import { decodeFile, thumbnailOfFile } from './decode-image.ts';
import { decodeVideo, thumbnailOfVideo } from './decode-video.ts';

/** One file, and what is wanted of it: all that indexing needs, or a thumbnail alone; of a video, of one moment. */
export type DecodeRequest =
  | { kind: 'picture'; path: string | Uint8Array }
  | { kind: 'video'; path: string | Uint8Array }
  | { kind: 'thumbnail'; path: string | Uint8Array; size: ThumbnailSize; atMs: number | undefined };

answerParent<Target, DecodeRequest, DecodeOutcome | VideoOutcome | ThumbnailOutcome>(async (target) => {
  // One file at a time on one thread: more speed comes from more processes. Nothing is decoded twice, so no cache.
  sharp.concurrency(1);
  sharp.cache(false);
  // Where memory runs out, Linux is told to end this process before the engine.
  await writeFile('/proc/self/oom_score_adj', '900').catch(() => undefined);
  return (request) => {
    const path = Buffer.from(request.path as string);
    if (request.kind === 'picture') return decodeFile(path, target);
    if (request.kind === 'video') return decodeVideo(path, target);
    const { size, atMs } = request;
    return atMs === undefined ? thumbnailOfFile(path, size) : thumbnailOfVideo(path, size, atMs);
  };
});
