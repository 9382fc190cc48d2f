import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { PolylensError } from '../../contract/errors.ts';
import type { DecodeOutcome, Embedding, Pixels } from '../values.ts';
import { Golden } from './manifest.ts';
import type { Pack } from './open-pack.ts';

/** Least cosine to the lab's vectors. Pictures get more room, because two decoders and two scalers take part. */
export const leastCosine = { texts: 0.999, images: 0.99 };

export type Verified = {
  pack: Pack;
  textEncoder: { embed(text: string): Promise<Embedding> };
  imageEncoder: { embed(batch: readonly Pixels[]): Promise<Embedding[]> };
  decoder: { decode(path: string): Promise<DecodeOutcome> };
};

/** How many golden texts and pictures there were, and the lowest cosine between this machine's vectors and the lab's. */
export type GoldenReport = { texts: number; images: number; worstText: number; worstImage: number };

/**
 * Embeds the pack's golden texts and pictures again and compares: model files can be whole and yet compute something
 * else on a faulty processor, driver or decoder. Errors: `pack.invalid` (golden.json is not understood), `pack.damaged`
 * (a cosine is below `leastCosine`).
 */
export async function verifyGolden({ pack, textEncoder, imageEncoder, decoder }: Verified): Promise<GoldenReport> {
  const golden = await readGolden(pack);
  const texts: number[] = [];
  for (const { text, embedding } of golden.texts) texts.push(cosine(await textEncoder.embed(text), embedding));
  const images: number[] = [];
  for (const { file, embedding } of golden.images) {
    const decoded = await decoder.decode(join(pack.folder, file));
    const [found] = decoded.ok ? await imageEncoder.embed([decoded.pixels]) : [];
    images.push(found ? cosine(found, embedding) : -1);
  }
  const worstText = worst(pack, 'texts', texts);
  return { texts: texts.length, images: images.length, worstText, worstImage: worst(pack, 'images', images) };
}

/** The golden pictures that can be decoded here, with the lab's vectors. */
export async function goldenSamples({ pack, decoder }: Pick<Verified, 'pack' | 'decoder'>) {
  const { images } = await readGolden(pack);
  const decoded = await Promise.all(
    images.map(async ({ file, embedding }) => ({ embedding, picture: await decoder.decode(join(pack.folder, file)) })),
  );
  return decoded.flatMap(({ picture, embedding }) => (picture.ok ? { pixels: picture.pixels, embedding } : []));
}

async function readGolden({ folder, golden: file }: Pack): Promise<v.InferOutput<typeof Golden>> {
  try {
    return v.parse(Golden, JSON.parse(await readFile(join(folder, file), 'utf8')));
  } catch (cause) {
    throw new PolylensError('pack.invalid', { folder, file, found: String(cause) }, { cause });
  }
}

function worst({ folder, golden: file }: Pack, kind: keyof typeof leastCosine, cosines: readonly number[]): number {
  const lowest = Math.min(1, ...cosines);
  if (lowest >= leastCosine[kind]) return lowest;
  const expected = `cosine >= ${leastCosine[kind]} for ${kind}`;
  throw new PolylensError('pack.damaged', { folder, file, expected, found: lowest.toFixed(4) });
}

/** NaN where one of them is none. */
export function cosine(found: Embedding, given: Embedding | readonly number[]): number {
  if (found.length !== given.length) return -1;
  const expected = [...given];
  const dot = expected.reduce((sum, value, i) => sum + value * (found[i] ?? 0), 0);
  return dot / (Math.hypot(...found) * Math.hypot(...expected));
}
