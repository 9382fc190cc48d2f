import { PolylensError } from '../../contract/errors.ts';
import { ChildLost, ChildPool } from '../supervised-child.ts';
import type {
  Box,
  DecodeFailure,
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
import type { DecodeRequest } from './decoder-process.ts';

/** Far above the slowest honest file (a 100-megapixel PNG takes some seconds), so only a hang meets it. */
const LIMIT_MS = 60_000;

/** For one video: what FFmpeg may take is limited where it is started, and what it gave until then counts. */
const VIDEO_LIMIT_MS = 3 * 3_600_000;

/** Of videos fewer are decoded at a time: FFmpeg has threads of its own. */
const mostVideos = 2;

export type DecoderOptions = { processes?: number; niceness?: number; limitMs?: number };

export type Decoder = {
  /**
   * One file's pixels, or why it has none; a file that kills or hangs its process, or at which it throws, is told as
   * `decoder.crashed` or `decoder.timeout`. Rejects only with `internal`, when decoder processes cannot start at all.
   */
  decode(path: string | Buffer): Promise<DecodeOutcome>;
  /** The same for a video; undefined when `signal` aborted. Photos go on meanwhile. */
  decodeVideo(path: string | Buffer, signal: AbortSignal): Promise<VideoOutcome | undefined>;
  /** What is said in a video, its files given; undefined when it cannot be read now, or when `signal` aborted. */
  words(paths: readonly Buffer[], wanted: { endMs: number; signal: AbortSignal }): Promise<Words | undefined>;
  /**
   * One file's thumbnail, made before all that waits to be decoded: somebody is looking. Of a video, what is shown at
   * `atMs`. Rejects as `decode` does.
   */
  thumbnail(
    path: string | Buffer,
    wanted: { size: ThumbnailSize; atMs?: number | undefined },
  ): Promise<ThumbnailOutcome>;
  /** What a video shows at a moment, at its full size, as a picture's file. Rejects as `decode` does. */
  frame(path: string | Buffer, wanted: { atMs: number; ending: FrameEnding }): Promise<FrameOutcome>;
  /** Parts of a picture, before all that waits to be decoded. Rejects as `decode` does. */
  windows(path: string | Buffer, boxes: readonly Box[]): Promise<WindowsOutcome>;
  /** Goes on with so many processes of this niceness. */
  adjust(effort: Pick<DecoderOptions, 'processes' | 'niceness'>): void;
  /** Ids of the processes that live now. */
  processIds(): readonly number[];
  close(): Promise<void>;
};

/** Decoder processes for what one pack wants of pictures, each with one file at a time. */
export function startDecoder({ size, fit, kernel }: Target, options: DecoderOptions = {}): Decoder {
  const { processes = 1, niceness = 0, limitMs = LIMIT_MS } = options;
  const entry = new URL('./decoder-process.js', import.meta.url);
  const child = { entry, setup: { size, fit, kernel }, startsPrograms: true, niceness };
  const pool = new ChildPool<DecodeRequest, unknown>({ ...child, processes, limitMs });
  const videos = new ChildPool<DecodeRequest, unknown>({
    ...child,
    processes: videosOf(processes),
    limitMs: VIDEO_LIMIT_MS,
  });
  return {
    decode: (path) => (pool.request({ kind: 'picture', path }) as Promise<DecodeOutcome>).catch(outcomeOfLoss),
    decodeVideo: (path, signal) =>
      (videos.request({ kind: 'video', path }, { signal }) as Promise<VideoOutcome>).catch((loss: unknown) =>
        isCancelled(loss) ? undefined : outcomeOfVideoLoss(loss),
      ),
    words: (paths, { endMs, signal }) =>
      (videos.request({ kind: 'words', paths, endMs }, { signal }) as Promise<Words | undefined>).catch(wordsOfLoss),
    thumbnail(path, { size: side, atMs }) {
      const request = { kind: 'thumbnail', path, size: side, atMs } as const;
      return (pool.request(request, { first: true }) as Promise<ThumbnailOutcome>).catch(outcomeOfLoss);
    },
    frame(path, wanted) {
      const request = { kind: 'frame', path, ...wanted } as const;
      return (pool.request(request, { first: true }) as Promise<FrameOutcome>).catch(outcomeOfLoss);
    },
    windows(path, boxes) {
      const request = { kind: 'windows', path, boxes } as const;
      return (pool.request(request, { first: true }) as Promise<WindowsOutcome>).catch(outcomeOfLoss);
    },
    adjust(effort) {
      pool.adjust(effort);
      videos.adjust({ ...effort, ...(effort.processes ? { processes: videosOf(effort.processes) } : {}) });
    },
    processIds: () => [...pool.processIds, ...videos.processIds],
    async close() {
      await Promise.all([pool.close(), videos.close()]);
    },
  };
}

function videosOf(processes: number): number {
  return Math.min(mostVideos, Math.ceil(processes / 2));
}

function isCancelled(loss: unknown): boolean {
  return loss instanceof ChildLost && loss.reason === 'cancelled';
}

/** What costs a process says nothing: it is not tried again until it changes. */
function wordsOfLoss(loss: unknown): Words | undefined {
  if (isCancelled(loss)) return undefined;
  const { detail } = outcomeOfLoss(loss);
  return { cues: [], troubles: [{ reason: 'subtitles.unreadable', detail }] };
}

/** A program that the system refuses to run, now or ever, is as good as none: with another one all videos are tried again. */
function outcomeOfVideoLoss(loss: unknown): DecodeFailure {
  const outcome = outcomeOfLoss(loss);
  return outcome.detail.startsWith('spawn ') ? { ...outcome, reason: 'video.no-decoder' } : outcome;
}

/** What a process threw at a file, as when a program for videos cannot be run here, costs that file and no more. */
function outcomeOfLoss(error: unknown): DecodeFailure {
  const reason = error instanceof ChildLost ? error.reason : 'crashed';
  const detail = error instanceof Error ? error.message : String(error);
  if (reason === 'crashed' || reason === 'timeout') {
    return { ok: false, reason: `decoder.${reason}`, detail, retryable: true };
  }
  throw new PolylensError('internal', { what: `decoder: ${detail}` }, { cause: error });
}
