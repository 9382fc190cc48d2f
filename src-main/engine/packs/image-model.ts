/** The image model, loaded. Only child processes may load this file. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import type { Embedding } from '../values.ts';
import type { ImageSpec } from './manifest.ts';
import { planesOf } from './planes.ts';
import type { Provider } from './provider.ts';
import { openSession, unitRows } from './session.ts';

export type ImageEncoderSetup = {
  model: string;
  image: ImageSpec;
  dimension: number;
  threads: number;
  provider: Provider;
  /** Where files begin that tell what ran the first batch: it is wanted for a trial alone. */
  profile?: string;
};

/** `count` pictures one after the other, RGB. */
export type ImageBatch = { pixels: Uint8Array; count: number };

/** Their vectors, and how long that took. `ranOn`: the runtime's names of what ran parts of the model, where it told. */
export type Encoded = { rows: Embedding; ms: number; ranOn?: string[] };

/** Loads the model, and gives what encodes batches with it. */
export async function openImageModel(setup: ImageEncoderSetup): Promise<(batch: ImageBatch) => Promise<Encoded>> {
  const session = await openSession(setup.model, setup);
  let { profile } = setup;
  return async (batch) => {
    const begun = performance.now();
    const rows = await encode(session, batch, setup);
    const ms = performance.now() - begun;
    if (profile === undefined) return { rows, ms };
    session.endProfiling();
    const ranOn = readProfile(profile);
    profile = undefined;
    return { rows, ms, ...(ranOn ? { ranOn } : {}) };
  };
}

/** All at once, or in such lots as the model takes. */
async function encode(
  session: InferenceSession,
  { pixels, count }: ImageBatch,
  { image, dimension }: ImageEncoderSetup,
): Promise<Embedding> {
  const lot = image.batch ?? count;
  const perPicture = 3 * image.size ** 2;
  const rows = new Float32Array(count * dimension);
  for (let from = 0; from < count; from += lot) {
    const some = new Uint8Array(lot * perPicture);
    some.set(pixels.subarray(from * perPicture, (from + lot) * perPicture));
    const outputs = await session.run({ [image.input]: tensorOf(some, lot, image) });
    const found = unitRows(outputs[image.output], lot, dimension);
    rows.set(found.subarray(0, (count - from) * dimension), from * dimension);
  }
  return rows;
}

function tensorOf(pixels: Uint8Array, count: number, { size, planes }: ImageSpec): Tensor {
  if (!planes) return new Tensor('uint8', pixels, [count, size, size, 3]);
  return new Tensor('float32', planesOf(pixels, size ** 2, planes), [count, 3, size, size]);
}

type ProfiledEvent = { cat?: string; args?: { provider?: string } };

/** Undefined where the runtime left nothing that says it. */
function readProfile(prefix: string): string[] | undefined {
  try {
    const folder = dirname(prefix);
    const file = readdirSync(folder).find((name) => name.startsWith(basename(prefix)));
    const events = JSON.parse(readFileSync(join(folder, file ?? ''), 'utf8')) as ProfiledEvent[];
    const named = new Set(events.flatMap(({ cat, args }) => (cat === 'Node' ? (args?.provider ?? []) : [])));
    return named.size > 0 ? [...named] : undefined;
  } catch {
    return undefined;
  }
}
