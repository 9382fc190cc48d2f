/** Entry of a decoder process. */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { answerParent } from '../supervised-child.ts';
import type { DecodeOutcome } from '../values.ts';
import { decodeFile, type Target } from './decode-image.ts';

answerParent<Target, string | Uint8Array, DecodeOutcome>(async (target) => {
  // One file at a time on one thread: more speed comes from more processes. Nothing is decoded twice, so no cache.
  sharp.concurrency(1);
  sharp.cache(false);
  // Where memory runs out, Linux is told to end this process before the engine.
  await writeFile('/proc/self/oom_score_adj', '900').catch(() => undefined);
  return (path) => decodeFile(path, target);
});
