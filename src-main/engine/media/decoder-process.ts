/** Entry of a decoder process. */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { answerParent } from '../supervised-child.ts';
import type { DecodeOutcome, ThumbnailOutcome, ThumbnailSize } from '../values.ts';
import { decodeFile, thumbnailOfFile, type Target } from './decode-image.ts';

/** One file, and what is wanted of it: all that indexing needs, or a thumbnail alone. */
export type DecodeRequest = { path: string | Uint8Array; thumbnail?: ThumbnailSize };

answerParent<Target, DecodeRequest, DecodeOutcome | ThumbnailOutcome>(async (target) => {
  // One file at a time on one thread: more speed comes from more processes. Nothing is decoded twice, so no cache.
  sharp.concurrency(1);
  sharp.cache(false);
  // Where memory runs out, Linux is told to end this process before the engine.
  await writeFile('/proc/self/oom_score_adj', '900').catch(() => undefined);
  return ({ path, thumbnail }) => (thumbnail ? thumbnailOfFile(path, thumbnail) : decodeFile(path, target));
});
