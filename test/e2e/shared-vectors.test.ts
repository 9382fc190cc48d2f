/** A pack that differs from another by its text model alone finds what was read by the other, and nothing is read again. */
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { inverted, writeFakePack } from '../fixtures/fake-pack.ts';
import { openEngine, type OpenEngine } from '../fixtures/open-engine.ts';
import { colourNames, plain } from '../fixtures/pictures.ts';
import { makeWorld, type World } from './program.ts';

let world: World;
let engine: OpenEngine;
const answering: string[] = [];
beforeEach(async () => {
  world = await makeWorld();
  answering.splice(0);
  engine = openEngine({ ...world, imported: join(world.root, 'packs') }, (event, payload) => {
    if (event === 'pack.changed' && 'pack' in payload) answering.push(payload.pack);
  });
  for (const colour of colourNames)
    await plain(colour)
      .png()
      .toFile(join(world.photos, `${colour}.png`));
});
afterEach(async () => {
  await engine.close();
  world.remove();
});

/** Imports a pack, whose image model may be another one's. */
async function bring(id: string, vectorsOf?: string, space = inverted): Promise<string> {
  const folder = join(world.root, id);
  mkdirSync(folder);
  await writeFakePack(folder, { id }, space);
  const { image } = JSON.parse(readFileSync(join(folder, 'pack.json'), 'utf8')) as { image: object };
  const { dimension } = space;
  await writeFakePack(
    folder,
    { id, dimension, image: vectorsOf === undefined ? image : { ...image, vectorsOf } },
    space,
  );
  return (await engine.call('packs.import', { folder })).pack;
}

const index = () => engine.call('library.index', { folders: [world.photos], acceptMissing: false });
const listed = async () =>
  (await engine.call('packs.list', {})).packs.map(({ pack, searchable }) => [pack, searchable]);
async function best(text: string): Promise<string> {
  const { hits } = await engine.call('search.run', { text, limit: 1 });
  return basename(hits[0]?.path ?? '');
}

test('both are complete at once, and vectors go with the last pack that wants them', async () => {
  const english = await bring('english');
  await engine.call('packs.use', { pack: english, now: true });
  await index();
  const all = colourNames.length;
  const speaking = await bring('speaking', english);
  expect(await listed()).toEqual([
    ['fake@1', 0],
    [english, all],
    [speaking, all],
  ]);
  const used = await engine.call('packs.use', { pack: speaking, now: false });
  expect(used).toEqual({ inUse: speaking, bytes: 0 });
  expect(await index()).toMatchObject({ embedded: 0 });
  expect(await best('rot')).toBe('red.png');
  await expect.poll(() => answering.at(-1)).toBe(`${speaking}/1`);
  expect((await engine.call('library.status', {})).pack).toBe(`${speaking}/1`);
  expect((await engine.call('packs.compare', { pack: english, text: 'rot', limit: 1 })).compared).toBe(all);
  expect(await engine.call('packs.remove', { pack: english, vectors: true })).toMatchObject({
    removed: true,
    vectors: 0,
  });
  expect((await engine.call('packs.list', {})).strays).toEqual([]);
  expect(await best('rot')).toBe('red.png');
  await engine.call('packs.use', { pack: 'starter', now: true });
  expect(await engine.call('packs.remove', { pack: speaking, vectors: true })).toMatchObject({ vectors: all });
});

test('one that has another image model than it says is refused', async () => {
  const english = await bring('english');
  await expect(bring('liar', english, { ...inverted, sign: 1 })).rejects.toMatchObject({
    code: 'pack.invalid',
    detail: { file: 'pack.json', found: expect.stringContaining(english) as string },
  });
});

test('one that had another image model than it said before that was there is found out, whoever comes next', async () => {
  const liar = await bring('liar', 'english@1', { ...inverted, sign: 1 });
  const refused = { code: 'pack.invalid', detail: { found: expect.stringContaining(liar) as string } };
  await expect(bring('english')).rejects.toMatchObject(refused);
  await expect(bring('speaking', 'english@1')).rejects.toMatchObject(refused);
});
