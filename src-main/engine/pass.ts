/** One pass over folders: what it needs, what it is to do, what came of it. */
import type { Call, Output } from '../contract/index.ts';
import type { Activity } from './activity.ts';
import type { VectorIndex } from './index/vector-index.ts';
import type { Library } from './library/library.ts';
import type { DecodeOutcome, Embedding, Pixels, Thumbnail, VideoOutcome, Words } from './values.ts';

/** What makes the vectors of one pack, and what keeps them. */
export type Maker = {
  /** The pack's. */
  name: string;
  stageKey: string;
  index: VectorIndex;
  decode(path: Buffer): Promise<DecodeOutcome>;
  /** Undefined when `signal` aborted. */
  decodeVideo(path: Buffer, signal: AbortSignal): Promise<VideoOutcome | undefined>;
  /** What is said in a video, its files given; undefined when it cannot be read now, or when `signal` aborted. */
  words(paths: readonly Buffer[], wanted: { endMs: number; signal: AbortSignal }): Promise<Words | undefined>;
  embed(batch: Pixels[]): Promise<Embedding[]>;
  /** How many suit it at a time. */
  batchSize(): number;
};

export type IndexParts = Maker & {
  library: Library;
  /** The pack that is to be the next, when it can be used. */
  next: Maker | undefined;
  /** Can videos be read now? */
  readsVideos(): boolean;
  /** Looks up what the positions of what was stored are called. */
  nameSpots(): Promise<void>;
  keepThumbnail(hash: Buffer, thumbnail: Thumbnail): Promise<unknown>;
  /** What answers now, and how much of it there is. */
  outcome(): Promise<Pick<Output<'library.index'>, 'counts' | 'pack' | 'switch'>>;
  /** A person stopped the making of vectors; folders are still looked through. */
  paused: AbortSignal;
  activity: Pick<Activity, 'set' | 'changed'>;
};

/** What one pass is to do. */
export type PassInput = {
  /** Folders to look through. */
  folders: readonly Buffer[];
  /** Paths of which something was heard. */
  paths: readonly Buffer[];
  acceptMissing: boolean;
  /** Also makes searchable what waits in roots that are not looked at. */
  everywhere: boolean;
  /** Files that changed less than so many milliseconds ago may still grow, and are left for later. */
  settleMs: number;
};

export type PassCall = {
  /** Ends all of it. */
  signal: AbortSignal;
  /** Ends the making of vectors: what was looked at is settled all the same. */
  yielding?: AbortSignal;
  progress: Call<'library.index'>['progress'];
};

export type PassResult = Output<'library.index'> & {
  /** Were the files not met decided on? Else these folders are to be looked through again. */
  settled: boolean;
  /** Files that keep waiting because they change. */
  unsteady: Buffer[];
};

/** What ends the making of vectors. What is only asked to make room lets a video that is being read come to its end. */
export function endsOf(
  { paused }: IndexParts,
  { signal, yielding }: PassCall,
): Record<'pictures' | 'videos', AbortSignal> {
  const videos = AbortSignal.any([signal, paused]);
  return { videos, pictures: AbortSignal.any([videos, ...(yielding ? [yielding] : [])]) };
}
