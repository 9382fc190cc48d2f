import { PolylensError } from '../../contract/errors.ts';
import { ChildLost, ChildPool } from '../supervised-child.ts';
import type { DecodeFailure, DecodeOutcome, ThumbnailOutcome, ThumbnailSize } from '../values.ts';
import type { Target } from './decode-image.ts';
import type { DecodeRequest } from './decoder-process.ts';

/** Far above the slowest honest file (a 100-megapixel PNG takes some seconds), so only a hang meets it. */
const LIMIT_MS = 60_000;

export type DecoderOptions = { processes?: number; niceness?: number; limitMs?: number };

export type Decoder = {
  /**
   * One file's pixels, or why it has none; a file that kills or hangs its process is told as `decoder.crashed` or
   * `decoder.timeout`. Rejects only with `internal`, when decoder processes cannot start at all.
   */
  decode(path: string | Buffer): Promise<DecodeOutcome>;
  /** One file's thumbnail, made before all that waits to be decoded: somebody is looking. Rejects as `decode` does. */
  thumbnail(path: string | Buffer, size: ThumbnailSize): Promise<ThumbnailOutcome>;
  /** Goes on with so many processes of this niceness. */
  adjust(effort: Pick<DecoderOptions, 'processes' | 'niceness'>): void;
  /** Ids of the processes that live now. */
  processIds(): readonly number[];
  close(): Promise<void>;
};

/** Decoder processes for one pack's image size, each with one file at a time. */
export function startDecoder({ size }: Target, options: DecoderOptions = {}): Decoder {
  const { processes = 1, niceness = 0, limitMs = LIMIT_MS } = options;
  const entry = new URL('./decoder-process.js', import.meta.url);
  const pool = new ChildPool<DecodeRequest, unknown>({ entry, setup: { size }, processes, niceness, limitMs });
  return {
    decode: (path) => (pool.request({ path }) as Promise<DecodeOutcome>).catch(outcomeOfLoss),
    thumbnail: (path, thumbnail) =>
      (pool.request({ path, thumbnail }, { first: true }) as Promise<ThumbnailOutcome>).catch(outcomeOfLoss),
    adjust: (effort) => pool.adjust(effort),
    processIds: () => pool.processIds,
    close: () => pool.close(),
  };
}

function outcomeOfLoss(error: unknown): DecodeFailure {
  if (error instanceof ChildLost && (error.reason === 'crashed' || error.reason === 'timeout')) {
    return { ok: false, reason: `decoder.${error.reason}`, detail: error.message, retryable: true };
  }
  const what = error instanceof Error ? error.message : String(error);
  throw new PolylensError('internal', { what: `decoder: ${what}` }, { cause: error });
}
