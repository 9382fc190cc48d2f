/**
 * Packs with random weights, one for each family that is imported, made by `python models/lab families`: ids and vectors here are
 * those of the reference there, Hugging Face's tokenizers and PyTorch.
 */
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as media from '../../src-main/engine/media/decoder.ts';
import type * as images from '../../src-main/engine/packs/image-encoder.ts';
import { openPack } from '../../src-main/engine/packs/open-pack.ts';
import type * as texts from '../../src-main/engine/packs/text-encoder.ts';
import { openTokenizer } from '../../src-main/engine/packs/tokenizer.ts';
import { cosine } from '../../src-main/engine/packs/verify-golden.ts';
import { built } from '../fixtures/built.ts';
import { writeFakePack } from '../fixtures/fake-pack.ts';
import { openEngine, type OpenEngine } from '../fixtures/open-engine.ts';

const { startDecoder } = await built<typeof media>('engine/media/decoder');
const { startImageEncoder } = await built<typeof images>('engine/packs/image-encoder');
const { startTextEncoder } = await built<typeof texts>('engine/packs/text-encoder');

type Reference = {
  texts: { text: string; language: string; ids: number[]; embedding: number[] }[];
  image: number[];
  languages?: Record<string, string>;
};

const families = fileURLToPath(new URL('../fixtures/generated/families', import.meta.url));

let root = '';
let engine: OpenEngine;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'polylens-families-'));
  await writeFakePack(join(root, 'inside'));
  engine = openEngine({ library: join(root, 'library'), pack: join(root, 'inside'), imported: join(root, 'packs') });
});
afterEach(async () => {
  await engine.close();
  await rm(root, { recursive: true, force: true });
});

async function bring(family: string) {
  const { pack: name } = await engine.call('packs.import', { folder: join(families, family) });
  const reference = JSON.parse(await readFile(join(families, family, 'reference.json'), 'utf8')) as Reference;
  return { name, pack: await openPack(join(root, 'packs', name)), reference };
}

test.each(['openclip', 'siglip', 'siglip2', 'mclip', 'nllb'])(
  '%s: ids and vectors are those of the reference',
  async (family) => {
    const { pack, reference } = await bring(family);
    const json = JSON.parse(await readFile(join(pack.folder, pack.text.tokenizer), 'utf8')) as object;
    const tokenise = openTokenizer(json, pack.text);
    expect(reference.texts.length).toBeGreaterThan(10);
    expect(reference.texts.map(({ text, language }) => tokenise(text, language).ids)).toEqual(
      reference.texts.map(({ ids }) => ids),
    );
    expect(pack.text.languagePrefix).toEqual(reference.languages);
    const decoder = startDecoder(pack.image);
    const [textEncoder, imageEncoder] = await Promise.all([startTextEncoder(pack), startImageEncoder(pack)]);
    try {
      for (const { text, language, embedding } of reference.texts)
        expect(cosine(await textEncoder.embed(text, language), embedding), text).toBeGreaterThan(0.99999);
      const decoded = await decoder.decode(join(families, family, 'picture.png'));
      const [found] = decoded.ok ? await imageEncoder.embed([decoded.pixels]) : [];
      // Two programs scale the picture.
      expect(cosine(found ?? new Float32Array(), reference.image)).toBeGreaterThan(0.999);
    } finally {
      await Promise.all([textEncoder.close(), imageEncoder.close(), decoder.close()]);
    }
  },
);

test('a query is read in the language that it is guessed or said to be in', async () => {
  const { name, reference } = await bring('nllb');
  const photos = join(root, 'photos');
  await cp(join(families, 'nllb', 'picture.png'), join(photos, 'picture.png'));
  await engine.call('packs.use', { pack: name, now: true });
  await engine.call('library.index', { folders: [photos], acceptMissing: false });
  const scoreOf = async (text: string, more: { language?: string; speaks?: string } = {}) => {
    const { hits, language } = await engine.call('search.run', { text, limit: 1, ...more });
    return { language, score: hits[0]?.score };
  };
  const wanted = (at: string) => {
    const { embedding = [] } = reference.texts.find(({ text }) => text === at) ?? {};
    return expect.closeTo(cosine(Float32Array.from(embedding), reference.image), 2) as number;
  };
  const german = 'Zwei Kinder, die im Schnee spielen!';
  expect(await scoreOf(german)).toEqual({ language: 'de', score: wanted(german) });
  const english = (await scoreOf(german, { language: 'en' })).score ?? 0;
  expect(Math.abs(english - ((await scoreOf(german)).score ?? 0))).toBeGreaterThan(0.02);
  // Never guessed, but known to the pack.
  expect(await scoreOf('kurī i te tāhuna', { language: 'mi' })).toEqual({
    language: 'mi',
    score: wanted('kurī i te tāhuna'),
  });
  await expect(scoreOf('x', { language: 'tlh' })).rejects.toMatchObject({ code: 'language.unknown' });
});
