import type { Content, Frame } from '../values.ts';
import { distinctFrames } from './distinct-frames.ts';
import { blamed } from './embed-batch.ts';
import { embedFrames } from './embed-frames.ts';
import { setAside, type Read, type RunParts, type Waiting } from './outcome.ts';

export type VideoReading = {
  parts: Pick<RunParts, 'decodeVideo' | 'embed' | 'batchSize' | 'keepThumbnail' | 'onSubtitles'>;
  /** Its vectors are there: only what it says of itself is wanted. */
  isKnown: boolean;
  isUnchanged: (file: Waiting) => Promise<boolean>;
};

/**
 * Decodes a video and embeds its frames at once, for they are many: only their vectors wait for the batch that they are
 * stored with, all of a video in one transaction.
 */
export async function readVideo(file: Waiting, hash: Buffer, reading: VideoReading): Promise<Read> {
  const { parts, isKnown, isUnchanged } = reading;
  const fileId = file.id;
  const outcome = await parts.decodeVideo(file.path);
  if (!outcome) return { kind: 'left' };
  if (!(await isUnchanged(file))) return { kind: 'unsteady' };
  if (!outcome.ok) return isKnown ? { kind: 'left' } : setAside(fileId, outcome);
  const { ok: _, frames, thumbnail, troubles = [], ...facts } = outcome;
  if (troubles.length > 0) parts.onSubtitles(file.path, troubles);
  await parts.keepThumbnail(hash, thumbnail);
  const content = { hash, ...facts };
  if (isKnown) return { kind: 'described', fileId, content };
  return embedVideo({ fileId, content, frames }, parts);
}

/** Embeds what was read of a video or an animation. */
export async function embedVideo(
  { fileId, content, frames }: { fileId: number; content: Content; frames: readonly Frame[] },
  parts: Pick<RunParts, 'embed' | 'batchSize'>,
): Promise<Read> {
  try {
    const embedded = await embedFrames(frames, parts);
    const moments = distinctFrames(embedded).map(({ timeMs, startMs, endMs, embedding }) => {
      return { timeMs, startMs, endMs, embedding };
    });
    return { kind: 'video', fileId, content, moments };
  } catch (thrown) {
    return blamed(thrown, fileId, () => parts.embed([new Uint8Array(frames[0]?.pixels.length ?? 0)]));
  }
}
