/** What a run needs, and what becomes of a file in it. */
import type {
  Content,
  DecodeFailure,
  DecodeOutcome,
  Embedding,
  FailureReason,
  Moment,
  Pixels,
  SubtitleTrouble,
  Thumbnail,
  VideoOutcome,
} from '../values.ts';

/** A file that waits to be made searchable; `wasRead`: it was, as it is now, and is read again. */
export type Waiting = { id: number; path: Buffer; size: number; modifiedMs: number; wasRead: boolean };

export type SetAside = { kind: 'set-aside'; fileId: number; reason: FailureReason; detail: string; retryable: boolean };
type Known = { kind: 'known'; fileId: number; contentId: number };
/** A picture that has its vector and was read again for what it says of itself. */
type Described = { kind: 'described'; fileId: number; content: Content };
/** The picture travels with its file in one value, so that vectors cannot be mixed up on the way. */
export type Decoded = { kind: 'decoded'; fileId: number; path: Buffer; content: Content; pixels: Pixels };
type Embedded = { kind: 'embedded'; fileId: number; content: Content; embedding: Embedding };
/** A video, with one vector for each of its moments. */
type EmbeddedVideo = {
  kind: 'video';
  fileId: number;
  content: Content;
  moments: (Moment & { embedding: Embedding })[];
};
/** The file changes under our hands, or just did: it keeps waiting, a later run sees its new self. */
type Unsteady = { kind: 'unsteady' };
/** It keeps what it has: its folder went away, it cannot be read again, or the run was ended. */
type Left = { kind: 'left' };

/** What became of one file. */
export type Outcome = Embedded | EmbeddedVideo | Described | Known | SetAside;
/** What is known of a file before its picture is embedded. */
export type Prepared = Decoded | EmbeddedVideo | Described | Known | SetAside;
export type Read = Prepared | Unsteady | Left;

export type RunParts = {
  /** The content of this hash, when it has a vector already; `described`: and what the picture says of itself is known. */
  known(hash: Buffer): { id: number; described: boolean } | undefined;
  decode(path: Buffer): Promise<DecodeOutcome>;
  isVideo(path: Buffer): Promise<boolean>;
  /** Can videos be read at all? */
  readsVideos: boolean;
  /** Undefined when the run was ended. */
  decodeVideo(path: Buffer): Promise<VideoOutcome | undefined>;
  /** Keeps a picture's thumbnail, if it can. */
  keepThumbnail(hash: Buffer, thumbnail: Thumbnail): Promise<unknown>;
  /** One embedding for each picture, in order. */
  embed(batch: Pixels[]): Promise<Embedding[]>;
  /** How many are embedded and stored at a time. It may change with what embeds them. */
  batchSize(): number;
  /** A file cannot be read: is it its whole folder that went away? Then the file keeps waiting. */
  isLost(path: Buffer): Promise<boolean>;
  /** Stores a batch's outcomes in one transaction. */
  record(outcomes: Outcome[]): void | Promise<void>;
  onSetAside(path: Buffer, outcome: SetAside): void;
  /** Of a video that was read, but not all that is said in it. */
  onSubtitles(path: Buffer, troubles: readonly SubtitleTrouble[]): void;
  /** A file keeps waiting, because it changes. */
  onUnsteady(path: Buffer): void;
  /** Files that changed less than so many milliseconds ago may still grow. */
  settleMs: number;
  /** Milliseconds since 1970, as files' times are. */
  now(): number;
  /** Told after each recorded batch. */
  onProgress(done: number): void;
  signal: AbortSignal;
};

/** A transaction for less would cost more than it saves. */
export const smallestBatch = 16;

export function setAside(fileId: number, { reason, detail, retryable }: Omit<DecodeFailure, 'ok'>): SetAside {
  return { kind: 'set-aside', fileId, reason, detail, retryable };
}
