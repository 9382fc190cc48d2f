/** What a query may say besides words to find, over the real engine. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Input } from '../../src-main/contract/index.ts';
import { openEngine, type OpenEngine } from '../fixtures/open-engine.ts';
import { plain, type ColourName } from '../fixtures/pictures.ts';
import { makeWorld, type World } from './program.ts';

let world: World;
let engine: OpenEngine;
beforeAll(async () => {
  world = await makeWorld();
  for (const colour of ['red', 'green', 'blue', 'white'] satisfies ColourName[]) {
    await plain(colour)
      .png()
      .toFile(join(world.photos, `${colour}.png`));
  }
  engine = openEngine(world);
  await engine.call('library.index', { folders: [world.photos], acceptMissing: false });
});
afterAll(async () => {
  await engine.close();
  world.remove();
});

async function found(asked: Partial<Input<'search.run'>>) {
  const { hits, without } = await engine.call('search.run', { text: '', limit: 9, ...asked });
  return { names: hits.map(({ path }) => path.slice(world.photos.length + 1, -'.png'.length)), without, hits };
}

test('what is not wanted comes last', async () => {
  for (const text of ['white -blue', 'white without blue', 'weiß ohne blau']) {
    const { names, without } = await found({ text });
    expect([text, without.length, names[0], names.at(-1)]).toEqual([text, 1, 'white', 'blue']);
  }
});

test('what is asked for besides is told, and looked for in one sentence with the rest', async () => {
  const ask = (text: string) => engine.call('search.run', { text, limit: 9 });
  const [signed, sentence] = [await ask('white +blue -green'), await ask('white blue -green')];
  expect([signed.also, signed.without]).toEqual([['blue'], ['green']]);
  expect(sentence).not.toHaveProperty('also');
  expect(signed.hits.map(({ score }) => score)).toEqual(sentence.hits.map(({ score }) => score));
});

test('more like an asset: all but itself; with words, those tell', async () => {
  const { hits } = await found({ text: 'red' });
  const like = { asset: hits[0]?.asset ?? 0 };
  expect((await found({ like })).names.toSorted()).toEqual(['blue', 'green', 'white']);
  expect((await found({ like, text: 'blue' })).names[0]).toBe('blue');
});

test('like a file that no library knows, or refuses it in words that say why', async () => {
  const file = join(world.root, 'stranger.png');
  await plain('green', { width: 90, height: 30 }).png().toFile(file);
  expect((await found({ like: { path: file } })).names[0]).toBe('green');
  await expect(found({ like: { path: join(world.root, 'nowhere.png') } })).rejects.toMatchObject({
    code: 'media.unavailable',
  });
  await expect(found({ like: { asset: 999 } })).rejects.toMatchObject({ code: 'asset.unknown' });
  await expect(found({})).rejects.toMatchObject({ code: 'query.empty' });
});

test('pictures like one that comes without a file are found, and nothing of it is left', async () => {
  const picture = (await plain('blue').jpeg().toBuffer()).toString('base64');
  const before = readdirSync(world.library).toSorted();
  expect((await found({ like: { picture } })).names[0]).toBe('blue');
  expect((await found({ like: { picture }, text: '-blue red' })).names[0]).toBe('red');
  const rubbish = Buffer.from('no picture').toString('base64');
  await expect(found({ like: { picture: rubbish } })).rejects.toMatchObject({ code: 'media.unavailable' });
  expect(readdirSync(world.library).toSorted()).toEqual(before);
});
