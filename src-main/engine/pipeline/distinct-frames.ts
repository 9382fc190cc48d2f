import { dot, type Embedding } from '../values.ts';

/** Pictures whose vectors are at least so near to each other show the same. */
const sameCosine = 0.94;

/**
 * Of frames with their vectors, in their order, those that show something else than the one kept before them. The first
 * of a shot is always kept.
 */
export function distinctFrames<Frame extends { opens: boolean; embedding: Embedding }>(
  frames: readonly Frame[],
): Frame[] {
  const kept: Frame[] = [];
  for (const frame of frames) {
    const last = kept.at(-1);
    if (!last || frame.opens || dot(last.embedding, frame.embedding) < sameCosine) kept.push(frame);
  }
  return kept;
}
