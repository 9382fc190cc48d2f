import { join } from 'node:path';
import { PolylensError } from '../../contract/errors.ts';
import { ChildPool } from '../supervised-child.ts';
import type { Embedding, Pixels } from '../values.ts';
import type { ImageBatch, ImageEncoderSetup } from './image-encoder-process.ts';
import type { Pack } from './open-pack.ts';

/** For one batch: far above what a slow machine needs, so only a hang meets it. */
const LIMIT_MS = 120_000;

export type ImageEncoder = {
  /**
   * Unit vectors of the pictures, in their order. Rejects with `encoder.crashed` when the process dies, hangs or gives
   * no unit vectors; the next call starts a fresh one.
   */
  embed(batch: readonly Pixels[]): Promise<Embedding[]>;
  /** Goes on with so many threads and this niceness; the batch in hand is finished as it was begun. */
  adjust(effort: { threads: number; niceness: number }): void;
  /** The process that holds the session now. */
  processIds(): readonly number[];
  close(): Promise<void>;
};

/** Starts the pack's image model in a process of its own. */
export async function startImageEncoder(
  pack: Pack,
  { threads = 1, niceness = 0, limitMs = LIMIT_MS }: { threads?: number; niceness?: number; limitMs?: number } = {},
): Promise<ImageEncoder> {
  const { dimension, image } = pack;
  const { file, size } = image;
  const setup: ImageEncoderSetup = { model: join(pack.folder, file), image, dimension, threads };
  const entry = new URL('./image-encoder-process.js', import.meta.url);
  const pool = new ChildPool<ImageBatch, Embedding>({ entry, setup, processes: 1, niceness, limitMs });

  const embed = async (batch: readonly Pixels[]): Promise<Embedding[]> => {
    const pixels = new Uint8Array(batch.length * size * size * 3);
    batch.forEach((picture, i) => pixels.set(picture, i * size * size * 3));
    const rows = await pool.request({ pixels, count: batch.length }).catch((cause: unknown) => {
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw new PolylensError('encoder.crashed', { file, detail }, { cause });
    });
    return batch.map((_, i) => rows.slice(i * dimension, (i + 1) * dimension));
  };

  const adjust: ImageEncoder['adjust'] = (effort) =>
    pool.adjust({ setup: { ...setup, threads: effort.threads }, niceness: effort.niceness });
  const encoder: ImageEncoder = { embed, adjust, processIds: () => pool.processIds, close: () => pool.close() };
  // One grey picture: a model that does not load or compute is found now, not in the middle of a run.
  await embed([new Uint8Array(size * size * 3).fill(128)]).catch(async (error: unknown) => {
    await pool.close();
    throw error;
  });
  return encoder;
}
