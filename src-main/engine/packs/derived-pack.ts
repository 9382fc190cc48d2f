import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { Golden, type Manifest } from './manifest.ts';
import { factsOf, openPack, type Pack } from './open-pack.ts';

/** What is measured: texts, and pictures by their file in the pack. */
type Samples = { texts: string[]; images: string[] };
/** Their vectors. */
export type Measure = (pack: Pack, samples: Samples) => Promise<v.InferOutput<typeof Golden>>;

/**
 * Makes a whole pack of the copied files of one that had neither pack.json nor golden vectors: samples are those of the pack
 * inside, and their vectors what this machine gives them now. They tell if anything gives others later.
 */
export async function completePack(
  folder: string,
  manifest: Manifest,
  { inside, measure }: { inside: string; measure: Measure },
): Promise<void> {
  const { texts, images } = await samplesOf(inside);
  const files = { ...manifest.files };
  for (const image of images) {
    await mkdir(dirname(join(folder, image)), { recursive: true });
    await copyFile(join(inside, image), join(folder, image));
    files[image] = await factsOf(folder, image);
  }
  const write = async (golden: v.InferOutput<typeof Golden>) => {
    await writeFile(join(folder, manifest.golden), JSON.stringify(golden));
    files[manifest.golden] = await factsOf(folder, manifest.golden);
    await writeFile(join(folder, 'pack.json'), JSON.stringify({ ...manifest, files }, undefined, 2));
  };
  await write({ texts: [], images: [] });
  await write(await measure(await openPack(folder), { texts, images }));
}

async function samplesOf(inside: string): Promise<Samples> {
  const { golden } = await openPack(inside);
  const { texts, images } = v.parse(Golden, JSON.parse(await readFile(join(inside, golden), 'utf8')));
  return { texts: texts.map(({ text }) => text), images: images.map(({ file }) => file) };
}
