import { PolylensError } from '../../contract/errors.ts';
import type { Embedding, Frame } from '../values.ts';
import { showSame } from './distinct-frames.ts';
import type { RunParts } from './outcome.ts';

type Encoding = Pick<RunParts, 'embed' | 'batchSize'>;

/**
 * A frame between two of its shot that are no further apart is embedded only if these two differ: else it would be one
 * with them. What is shown for less than two seconds counts for little anyway (see rank-video.ts).
 */
const betweenMs = 2500;

/** Embeds the frames of a video, in their order; those that need not be are left out. */
export async function embedFrames(
  frames: readonly Frame[],
  encoding: Encoding,
): Promise<(Frame & { embedding: Embedding })[]> {
  const between = framesBetween(frames);
  const embeddings = new Map<number, Embedding>();
  const embed = async (places: number[]) => {
    const pixels = places.map((at) => frames[at]?.pixels ?? new Uint8Array());
    for (const [n, embedding] of (await embedAll(pixels, encoding)).entries())
      embeddings.set(places[n] ?? 0, embedding);
  };
  await embed([...frames.keys()].filter((at) => !between.has(at)));
  const isDoubtful = (at: number) => {
    const [before, after] = [embeddings.get(at - 1), embeddings.get(at + 1)];
    return !before || !after || !showSame(before, after);
  };
  await embed([...between].filter(isDoubtful));
  return frames.flatMap((frame, at) => {
    const embedding = embeddings.get(at);
    return embedding ? [{ ...frame, embedding }] : [];
  });
}

/** Every other frame of a shot, but for its first and last, where frames are close to each other. */
function framesBetween(frames: readonly Frame[]): Set<number> {
  const between = new Set<number>();
  for (const [at, frame] of frames.entries()) {
    const [before, after] = [frames[at - 1], frames[at + 1]];
    if (!before || !after || frame.opens || after.opens || between.has(at - 1)) continue;
    if (after.timeMs - before.timeMs <= betweenMs) between.add(at);
  }
  return between;
}

async function embedAll(pixels: readonly Uint8Array[], { embed, batchSize }: Encoding): Promise<Embedding[]> {
  const embeddings: Embedding[] = [];
  while (embeddings.length < pixels.length) {
    const batch = pixels.slice(embeddings.length, embeddings.length + batchSize());
    const given = await embed(batch);
    if (given.length < batch.length) {
      throw new PolylensError('internal', { why: 'the encoder gave fewer vectors than pictures' });
    }
    embeddings.push(...given);
  }
  return embeddings;
}
