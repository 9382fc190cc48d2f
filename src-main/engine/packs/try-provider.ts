import { freemem } from 'node:os';
import { ChildPool } from '../supervised-child.ts';
import type { Embedding, Pixels } from '../values.ts';
import { loadLimitMs, lotWithin, packed, setupOf, unlessClosed, usualBatch, vectorsOf } from './image-encoder.ts';
import type { Encoded, ImageBatch, ImageEncoderSetup } from './image-model.ts';
import type { Machine } from './machine.ts';
import type { Pack } from './open-pack.ts';
import { processor, type Provider } from './provider.ts';
import type { Trial } from './trials.ts';
import { cosine, leastCosine } from './verify-golden.ts';

/** A golden picture, with the lab's vector. */
export type Sample = { pixels: Pixels; embedding: readonly number[] };

export type Trying = {
  pack: Pack;
  machine: Machine;
  samples: readonly Sample[];
  threads: number;
  niceness: number;
  /** Keeps hold of the process, so that it ends with the engine even when it hangs. */
  holding<T extends { close(): Promise<void> }>(part: T): T;
  /** Where files begin that tell what ran the model. */
  profile: string;
};

/** `batch`: with so many pictures at a time. */
export type Measured = {
  vectors: Embedding[];
  msPerPicture: number;
  batch: number;
  ranOn: readonly string[] | undefined;
};

/** To the processor's vectors of the same pixels: half precision stays far above, a turn by 4 degrees does not. */
const leastToProcessor = 0.998;
const timedPictures = 8;
const timedRuns = 3;
/** What a device may do better in larger batches. Those above the usual one must gain more than chance does, it must not lose more. */
const largerBatches = [usualBatch, 2 * usualBatch, 4 * usualBatch];
const chance = 1.05;
/** Several copies of a batch's numbers lie in memory on its way; they may take so much of what is free. */
const bytesPerValue = 4 * 4;
const shareOfFree = 1 / 8;

/** Runs the model on one provider, in a process of its own. Rejects as a request of `ChildPool`. */
export async function measure(provider: Provider, trying: Trying): Promise<Measured> {
  const { pack, machine, samples, threads, niceness } = trying;
  const { trialLimitMs: limitMs } = machine;
  const profile = `${trying.profile}-${provider.name}`;
  const setup: ImageEncoderSetup = { ...setupOf(pack), threads, provider, profile };
  const pool = trying.holding(
    new ChildPool<ImageBatch, Encoded>({
      entry: machine.entry,
      setup,
      processes: 1,
      niceness,
      limitMs,
      startLimitMs: loadLimitMs(pack, limitMs),
    }),
  );
  try {
    const pictures = samples.map(({ pixels }) => pixels);
    const { msPerPicture: lastMs, ...found } = await embedAll(pool, pictures, trying);
    const timed = (count: number) => timeOf(pool, pictures, count);
    const batch = Math.min(timedPictures, lotWithin(limitMs, lastMs, pack.image));
    const usual = { batch, msPerPicture: await timed(batch) };
    const best = provider.name === processor.name ? usual : await enlarged(usual, trying, timed);
    return { ...found, ...best };
  } finally {
    await pool.close();
  }
}

/** The vectors of all, in lots that are done well within the limit, by what the last took for one picture. */
async function embedAll(
  pool: ChildPool<ImageBatch, Encoded>,
  pictures: readonly Pixels[],
  { pack, machine: { trialLimitMs } }: Trying,
) {
  const vectors: Embedding[] = [];
  let [msPerPicture, ranOn] = [Infinity, undefined as Encoded['ranOn']];
  while (vectors.length < pictures.length) {
    const lot = lotWithin(trialLimitMs, msPerPicture, pack.image);
    const encoded = await pool.request(packed(pictures.slice(vectors.length, vectors.length + lot)));
    const found = vectorsOf(encoded, pack);
    msPerPicture = encoded.ms / found.length;
    ranOn ??= encoded.ranOn;
    vectors.push(...found);
  }
  return { vectors, msPerPicture, ranOn };
}

/** Milliseconds for one picture, so many at a time. */
async function timeOf(pool: ChildPool<ImageBatch, Encoded>, pictures: readonly Pixels[], count: number) {
  const batch = packed(Array.from({ length: count }, (_, at) => pictures[at % pictures.length] ?? new Uint8Array()));
  const times: number[] = [];
  // The first of a shape may still be translated for the device.
  for (let run = 0; run < timedRuns; run += 1) times.push((await pool.request(batch)).ms);
  return Math.min(...times) / count;
}

type Timed = Pick<Measured, 'batch' | 'msPerPicture'>;

/** The largest batch that still gains something. One that the device has no memory for is no fault of the others. */
async function enlarged(
  usual: Timed,
  { pack: { image }, machine: { trialLimitMs } }: Trying,
  timed: (count: number) => Promise<number>,
): Promise<Timed> {
  let best = usual;
  const inMemory = (freemem() * shareOfFree) / (3 * image.size ** 2 * bytesPerValue);
  const room = Math.min(inMemory, lotWithin(trialLimitMs, usual.msPerPicture, image));
  for (const batch of image.batch === undefined ? largerBatches : []) {
    if (batch > room) break;
    const msPerPicture = await timed(batch).catch(unlessClosed);
    const most = best.msPerPicture * (batch > usualBatch ? 1 / chance : chance);
    if (msPerPicture === undefined || msPerPicture > most) break;
    best = { batch, msPerPicture };
  }
  return best;
}

/** Is what a provider gave right, and was it the provider that gave it? */
export function judged(found: Measured, byProcessor: Measured, samples: readonly Sample[]): Trial {
  const toProcessor = lowest(found.vectors, byProcessor.vectors);
  const toLab = lowest(
    found.vectors,
    samples.map(({ embedding }) => embedding),
  );
  // Written so that NaN fails too.
  if (!(toProcessor >= leastToProcessor && toLab >= leastCosine.images)) {
    return { why: 'wrong', detail: Math.min(toProcessor, toLab).toFixed(4) };
  }
  if (found.ranOn?.every((name) => name === 'CPUExecutionProvider')) return { why: 'on-cpu', detail: '' };
  return { speed: byProcessor.msPerPicture / found.msPerPicture, batch: found.batch };
}

function lowest(found: readonly Embedding[], expected: readonly (Embedding | readonly number[])[]): number {
  const cosines = expected.map((vector, at) => cosine(found[at] ?? new Float32Array(), vector));
  return cosines.some(Number.isNaN) ? NaN : Math.min(...cosines);
}
