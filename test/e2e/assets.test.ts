/** The way from a hit to its picture and to what is known of it, over the real engine. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
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

test('what a picture says of itself is in each hit, keeps a search to some, and is told of one', async () => {
  const sidecar = '<xmp:Rating>5</xmp:Rating><dc:subject><rdf:li>Strand</rdf:li></dc:subject>';
  writeFileSync(join(world.photos, 'red.xmp'), sidecar);
  const exif = { IFD0: { Make: 'NIKON', Model: 'NIKON D70' }, IFD2: { DateTimeOriginal: '2019:08:03 14:05:09' } };
  await plain('green').withExif(exif).jpeg().toFile(join(world.photos, 'green.jpg'));
  await engine.handlers['library.index']({ folders: [world.photos], acceptMissing: false }, call);
  const find = async (filters: { from?: string; to?: string; camera?: string; rating?: number }) => {
    const { hits } = await engine.handlers['search.run']({ text: 'red', limit: 9, filters }, call);
    return hits;
  };
  expect((await find({})).length).toBe(3);
  expect(await find({ rating: 1 })).toMatchObject([
    { path: join(world.photos, 'red.jpg'), details: { rating: 5, keywords: ['Strand'], takenFrom: 'modified' } },
  ]);
  const [hit, ...others] = await find({ from: '2019', to: '2019-08', camera: 'nikon' });
  expect(others).toEqual([]);
  const details = { taken: '2019-08-03T14:05:09', takenFrom: 'exif', camera: 'NIKON D70' };
  expect(hit?.details).toEqual(details);
  expect(await find({ to: '2019-08-02' })).toEqual([]);
  const asset = await engine.handlers['asset.details']({ asset: hit?.asset ?? 0 }, call);
  const path = join(world.photos, 'green.jpg');
  expect(asset).toMatchObject({ width: 48, height: 32, format: 'jpeg', details, places: [{ path }] });
  expect(new Date(asset.time).getHours()).toBe(14);
  const { assets, times } = await engine.handlers['asset.list']({}, call);
  expect(assets[2]).toBe(asset.asset);
  expect(times[2]).toBe(asset.time);
});
