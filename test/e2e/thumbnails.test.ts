/** The way from a hit to its picture, over the real engine. */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as engineModule from '../../src-main/engine/engine.ts';
import { built } from '../fixtures/built.ts';
import { colours, oriented, plain } from '../fixtures/pictures.ts';
import { makeWorld, type World } from './program.ts';

const { Engine } = await built<typeof engineModule>('engine/engine');

let world: World;
let engine: InstanceType<typeof Engine>;
beforeEach(async () => {
  world = await makeWorld();
  await plain('red', { width: 600, height: 400 }).jpeg().toFile(join(world.photos, 'red.jpg'));
  await sharp(await oriented(6))
    .keepMetadata()
    .toFile(join(world.photos, 'turned.jpg'));
  engine = new Engine({ library: world.library, pack: world.pack, version: 'test', announce: () => undefined });
});
afterEach(async () => {
  await engine.close();
  world.remove();
});

const call = { signal: new AbortController().signal, progress: () => undefined };

test('each hit has its shape, and its thumbnails come back when the cache was deleted', async () => {
  await engine.handlers['library.index']({ folders: [world.photos], acceptMissing: false }, call);
  const { hits } = await engine.handlers['search.run']({ text: 'red', limit: 9 }, call);
  expect(hits.map(({ path, width, height }) => [path, width, height]).toSorted()).toEqual([
    [join(world.photos, 'red.jpg'), 600, 400],
    [join(world.photos, 'turned.jpg'), 48, 32],
  ]);
  for (const { thumbhash } of hits) expect(Buffer.from(thumbhash ?? '', 'base64').length).toBeGreaterThan(4);
  const asset = hits.find(({ path }) => path.endsWith('red.jpg'))?.asset ?? 0;
  const cache = join(world.library, 'thumbnails');
  expect(existsSync(join(cache, '256'))).toBe(true);
  for (const found of ['made with indexing', 'made when asked for']) {
    const { path } = await engine.handlers['media.thumbnail']({ asset, size: 256 }, call);
    const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
    expect([found, info.width, info.height]).toEqual([found, 384, 256]);
    expect(Math.abs((data[0] ?? 0) - colours.red.r)).toBeLessThan(12);
    rmSync(cache, { recursive: true });
  }
});
