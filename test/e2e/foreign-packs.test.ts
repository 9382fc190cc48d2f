/** Packs of Immich's layout: what they need not say of themselves is derived, and they find what their models know. */
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeForeignPack } from '../fixtures/foreign-pack.ts';
import { openEngine, type OpenEngine } from '../fixtures/open-engine.ts';
import { colourNames, plain } from '../fixtures/pictures.ts';
import { makeWorld, type World } from './program.ts';

let world: World;
let engine: OpenEngine;
let source: string;
beforeEach(async () => {
  world = await makeWorld();
  source = join(world.root, 'Tiny B/32__made here');
  mkdirSync(source, { recursive: true });
  engine = openEngine({ ...world, imported: join(world.root, 'packs') });
  for (const colour of colourNames)
    await plain(colour)
      .png()
      .toFile(join(world.photos, `${colour}.png`));
});
afterEach(async () => {
  await engine.close();
  world.remove();
});

const bring = () => engine.call('packs.import', { folder: source });
const index = () => engine.call('library.index', { folders: [world.photos], acceptMissing: false });

async function best(text: string): Promise<{ name: string; score: number }> {
  const { hits } = await engine.call('search.run', { text, limit: 1 });
  return { name: basename(hits[0]?.path ?? ''), score: hits[0]?.score ?? -1 };
}

test.each([
  ['one picture at a time, int32 ids of a fixed length, no mask', {}],
  [
    'any number of pictures, int64 ids of any length, a mask',
    { batch: 'n', integers: 'int64', mask: true, length: 'l' },
  ],
  ['four pictures at a time', { batch: 4, mask: true }],
  ['weights in a file beside the model', { weights: 'onnx__MatMul_42' }],
] as const)('a pack of %s finds each colour by its word, as near as can be', async (_, form) => {
  await writeForeignPack(source, { form });
  // Left there by another system: no part of it.
  writeFileSync(join(source, 'visual', '.DS_Store'), '');
  const { pack, languages } = await bring();
  expect(pack).toMatch(/^32__made-here@[0-9a-f]{8}$/);
  expect(languages).toEqual([]);
  await engine.call('packs.use', { pack, now: false });
  await index();
  for (const colour of colourNames) {
    const { name, score } = await best(`  ${colour.toUpperCase()}!`);
    expect(name).toBe(`${colour}.png`);
    // Both towers give the colour itself: only if mean, deviation and order of the planes are undone, and padding is no word.
    expect(score).toBeGreaterThan(0.999);
  }
  expect((await engine.call('search.run', { text: 'Hund am Strand', limit: 1 })).language).toBe('de');
  expect(await engine.call('pack.check', {})).toMatchObject({ worstText: expect.closeTo(1, 3) as number });
  await expect(bring()).rejects.toMatchObject({ code: 'pack.exists' });
});

test.skipIf(process.platform === 'win32')(
  'one in Hugging Face’s cache, whose files are links to others without a name, is called after its model',
  async () => {
    const kept = join(world.root, 'kept');
    mkdirSync(kept);
    await writeForeignPack(kept, { form: { weights: 'weights.bin' } });
    const model = join(world.root, 'hub', 'models--somebody--ViT-T__made-here');
    const snapshot = join(model, 'snapshots', 'a'.repeat(40));
    mkdirSync(join(model, 'blobs'), { recursive: true });
    const files = readdirSync(kept, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
    for (const [at, name] of files.entries()) {
      const blob = join(model, 'blobs', String(at).repeat(40));
      renameSync(join(kept, name), blob);
      mkdirSync(dirname(join(snapshot, name)), { recursive: true });
      symlinkSync(relative(dirname(join(snapshot, name)), blob), join(snapshot, name));
    }
    const { pack } = await engine.call('packs.import', { folder: snapshot });
    expect(pack).toMatch(/^ViT-T__made-here@[0-9a-f]{8}$/);
    rmSync(model, { recursive: true });
    await engine.call('packs.use', { pack, now: false });
    await index();
    expect(await best('red')).toMatchObject({ name: 'red.png' });
  },
);

test('the middle of a panorama counts where the model was trained so, else all of it', async () => {
  const wide = plain('blue', { width: 300, height: 60 });
  const middle = { input: await plain('yellow', { width: 80, height: 60 }).png().toBuffer(), left: 110, top: 0 };
  await wide.composite([middle]).png().toFile(join(world.photos, 'panorama.png'));
  rmSync(join(world.photos, 'yellow.png'));
  const scores: number[] = [];
  for (const mode of ['shortest', 'squash']) {
    await writeForeignPack(source, { preprocess: { resize_mode: mode } });
    const { pack } = await bring();
    await engine.call('packs.use', { pack, now: true });
    await index();
    const { hits } = await engine.call('search.run', { text: 'yellow', limit: 10 });
    scores.push(hits.find(({ path }) => path.endsWith('panorama.png'))?.score ?? -1);
  }
  expect(scores[0]).toBeGreaterThan(0.999);
  expect(scores[1]).toBeLessThan(0.9);
});

test.each([
  ['another width than its papers say', { config: { embed_dim: 8 } }, 'model.onnx'],
  [
    'a language before each text, and no token of any',
    { config: { text_cfg: { hf_model_name: 'nllb' } } },
    'tokenizer.json',
  ],
  ['pictures that are not square', { preprocess: { size: [224, 336] } }, 'visual/preprocess_cfg.json'],
  ['a way to scale that is not known', { preprocess: { interpolation: 'random' } }, 'visual/preprocess_cfg.json'],
] as const)('one with %s is refused, and the file named', async (_, papers, file) => {
  await writeForeignPack(source, papers);
  await expect(bring()).rejects.toMatchObject({
    code: 'pack.invalid',
    detail: { file: expect.stringContaining(file) as string },
  });
  expect((await engine.call('packs.list', {})).packs).toHaveLength(1);
});

test('one without a tokenizer, or with a model that is none, is refused by file', async () => {
  await writeForeignPack(source);
  writeFileSync(join(source, 'textual', 'model.onnx'), 'no model');
  await expect(bring()).rejects.toMatchObject({ code: 'pack.invalid', detail: { file: 'textual/model.onnx' } });
  await writeForeignPack(source);
  rmSync(join(source, 'textual', 'tokenizer.json'));
  await expect(bring()).rejects.toMatchObject({ code: 'pack.invalid', detail: { file: 'textual/tokenizer.json' } });
});

test.each(['visual/model.onnx', 'textual/model.onnx', 'textual/tokenizer.json'])(
  'one that was copied without Git LFS is refused as that: %s',
  async (file) => {
    await writeForeignPack(source);
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 351567396\n`;
    writeFileSync(join(source, file), pointer);
    const found = expect.stringContaining('Git LFS') as string;
    await expect(bring()).rejects.toMatchObject({ code: 'pack.invalid', detail: { folder: source, file, found } });
  },
);
