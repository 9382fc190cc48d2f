import './silent-runtime.ts';
import { join } from 'node:path';
import { PolylensError } from '../../contract/errors.ts';
import { ChildLost, ChildPool } from '../supervised-child.ts';
import type { Embedding, Pixels } from '../values.ts';
import type { Encoded, ImageBatch, ImageEncoderSetup } from './image-model.ts';
import type { Pack } from './open-pack.ts';
import { processor, type Provider } from './provider.ts';

/** For one batch, which is never larger than is done in a part of it: only a hang meets it. */
const LIMIT_MS = 120_000;
/** That part. Other programs and a person's choices may slow a batch down meanwhile. */
const partOfLimit = 1 / 8;

/** A process's start, beside the reading of its model; and how much of that even a slow drive reads in a millisecond. */
const startMs = 60_000;
const bytesPerMs = 10_000;

/** The processor gains nothing by more. */
export const usualBatch = 16;

export const imageEncoderEntry = new URL('./image-encoder-process.js', import.meta.url);

/** How a provider was lost at work. `failed`: it said so and its process lives. */
export type Loss = { provider: Provider; why: 'died' | 'hung' | 'failed'; detail: string };

export type ImageEncoder = {
  /**
   * Unit vectors of the pictures, in their order. What a provider fails at, the processor does, and does from then on.
   * Rejects with `encoder.crashed` when there, too, the process dies, hangs or gives no unit vectors; the next call starts
   * a fresh one.
   */
  embed(batch: readonly Pixels[]): Promise<Embedding[]>;
  /** Goes on with so many threads and this niceness; the batch in hand is finished as it was begun. */
  adjust(effort: { threads: number; niceness: number }): void;
  /** The same with another provider, and so many pictures at a time at most. */
  runOn(provider: Provider, batch?: number): void;
  /** So many at a time suit it. */
  readonly batch: number;
  /** What runs it now. */
  readonly provider: Provider;
  /** The process that holds the session now. */
  processIds(): readonly number[];
  close(): Promise<void>;
};

type Options = {
  threads?: number;
  niceness?: number;
  limitMs?: number;
  /** What its process runs. */
  entry?: URL;
  provider?: Provider;
  batch?: number;
  onLost?: (loss: Loss) => void;
};

/** Starts the pack's image model in a process of its own. */
export async function startImageEncoder(pack: Pack, options: Options = {}): Promise<ImageEncoder> {
  const encoder = new EncoderProcess(pack, options);
  const { size } = pack.image;
  // One grey picture: a model that does not load or compute is found now, not in the middle of a run.
  await encoder.embed([new Uint8Array(size * size * 3).fill(128)]).catch(async (error: unknown) => {
    await encoder.close();
    throw error;
  });
  return encoder;
}

/** As the process is told it. */
export function setupOf({ folder, dimension, image }: Pack): Omit<ImageEncoderSetup, 'threads' | 'provider'> {
  return { model: join(folder, image.file), image, dimension };
}

/** How long its process may take to load the model, with what lies in files beside that. */
export function loadLimitMs({ image, files }: Pack, atLeastMs = startMs): number {
  const folder = image.file.slice(0, image.file.lastIndexOf('/') + 1);
  const own = Object.entries(files).filter(([name]) => name === image.file || (folder && name.startsWith(folder)));
  return atLeastMs + own.reduce((sum, [, { bytes }]) => sum + bytes, 0) / bytesPerMs;
}

/** How many pictures at a time are done well within a limit, by what one took: a large model takes many seconds on a slow machine. */
export function lotWithin(limitMs: number, msPerPicture: number, { batch: least = 1 }: Pack['image']): number {
  const most = (limitMs * partOfLimit) / msPerPicture;
  return Math.max(least, Math.floor(most / least) * least);
}

/** Pictures as one request. */
export function packed(batch: readonly Pixels[]): ImageBatch {
  const each = batch[0]?.length ?? 0;
  const pixels = new Uint8Array(batch.length * each);
  batch.forEach((picture, at) => pixels.set(picture, at * each));
  return { pixels, count: batch.length };
}

/** The vector of each picture of a request. */
export function vectorsOf({ rows }: Encoded, { dimension }: Pack): Embedding[] {
  return Array.from({ length: rows.length / dimension }, (_, at) => rows.slice(at * dimension, (at + 1) * dimension));
}

/** What became of a process, by what its request was rejected with. */
export function fateOf(thrown: unknown): Pick<Loss, 'why' | 'detail'> {
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  const fate = thrown instanceof ChildLost ? thrown.fate : 'told';
  return { why: fate === 'told' ? 'failed' : fate, detail };
}

class EncoderProcess implements ImageEncoder {
  readonly #pack: Pack;
  readonly #pool: ChildPool<ImageBatch, Encoded>;
  readonly #onLost: Options['onLost'];
  readonly #limitMs: number;
  #setup: ImageEncoderSetup;
  /** So many at a time at most. */
  #batch: number;
  /** As the last batch took; infinite while nothing is known. */
  #msPerPicture = Infinity;

  constructor(pack: Pack, { threads = 1, niceness = 0, limitMs = LIMIT_MS, ...more }: Options) {
    const { entry = imageEncoderEntry, provider = processor, batch = usualBatch, onLost } = more;
    this.#pack = pack;
    this.#onLost = onLost;
    this.#limitMs = limitMs;
    this.#batch = batch;
    this.#setup = { ...setupOf(pack), threads, provider };
    const startLimitMs = loadLimitMs(pack);
    this.#pool = new ChildPool({ entry, setup: this.#setup, processes: 1, niceness, limitMs, startLimitMs });
  }

  get batch(): number {
    return Math.min(this.#batch, lotWithin(this.#limitMs, this.#msPerPicture, this.#pack.image));
  }

  get provider(): Provider {
    return this.#setup.provider;
  }

  async embed(batch: readonly Pixels[]): Promise<Embedding[]> {
    const found: Embedding[] = [];
    while (found.length < batch.length) {
      const lot = batch.slice(found.length, found.length + this.batch);
      found.push(...((await this.#embedLot(lot)) ?? []));
    }
    return found;
  }

  /** Undefined when they were too many for the memory: fewer are to be tried. */
  async #embedLot(batch: readonly Pixels[]): Promise<Embedding[] | undefined> {
    const { provider } = this.#setup;
    try {
      return await this.#encode(batch);
    } catch (thrown) {
      if (batch.length > 1 && isOutOfMemory(thrown)) {
        this.#batch = Math.ceil(batch.length / 2);
        return undefined;
      }
      if (provider.name === processor.name || isClosed(thrown)) throw this.#crashed(thrown);
      return this.#encodeWithout(provider, batch, thrown);
    }
  }

  /** When the processor cannot do it either, the provider was not to blame. */
  async #encodeWithout(provider: Provider, batch: readonly Pixels[], lost: unknown): Promise<Embedding[]> {
    const size = this.#batch;
    this.runOn(processor);
    try {
      const found = await this.embed(batch);
      this.#onLost?.({ provider, ...fateOf(lost) });
      return found;
    } catch (thrown) {
      this.runOn(provider, size);
      throw thrown;
    }
  }

  async #encode(batch: readonly Pixels[]): Promise<Embedding[]> {
    const encoded = await this.#pool.request(packed(batch));
    this.#msPerPicture = encoded.ms / batch.length;
    return vectorsOf(encoded, this.#pack);
  }

  #crashed(cause: unknown): PolylensError {
    const { detail } = fateOf(cause);
    return new PolylensError('encoder.crashed', { file: this.#pack.image.file, detail }, { cause });
  }

  adjust({ threads, niceness }: { threads: number; niceness: number }): void {
    this.#msPerPicture *= Math.max(1, this.#setup.threads / threads);
    this.#setup = { ...this.#setup, threads };
    this.#pool.adjust({ setup: this.#setup, niceness });
  }

  runOn(provider: Provider, batch = usualBatch): void {
    this.#batch = batch;
    this.#msPerPicture = Infinity;
    this.#setup = { ...this.#setup, provider };
    this.#pool.adjust({ setup: this.#setup });
  }

  processIds(): readonly number[] {
    return this.#pool.processIds;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** Was it ended by us? */
export function isClosed(thrown: unknown): boolean {
  return thrown instanceof ChildLost && thrown.reason === 'closed';
}

/** Takes a failure for none, unless the engine ends: then nothing more is to be done. */
export function unlessClosed(thrown: unknown): undefined {
  if (isClosed(thrown)) throw thrown;
}

/** As the runtime, its providers and the systems below them say it. */
function isOutOfMemory(thrown: unknown): boolean {
  return /out of (?:device )?memory|bad.?alloc|E_OUTOFMEMORY|8007000E|(?:failed|unable) to allocate/i.test(
    fateOf(thrown).detail,
  );
}
