/** The way from a hit to its picture and to what is known of it, over the real engine. */
import { DatabaseSync } from '@photostructure/sqlite';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, expect, test } from 'vitest';
import type { Filters, Place } from '../../src-main/contract/index.ts';
import { colours, oriented, plain, takenAt, type ColourName } from '../fixtures/pictures.ts';
import { polylens } from './program.ts';
import { engineForEach } from './world-with-engine.ts';

const here = engineForEach();
const { inPhotos, index } = here;
beforeEach(async () => {
  await plain('red', { width: 600, height: 400 }).jpeg().toFile(inPhotos('red.jpg'));
  await sharp(await oriented(6))
    .keepMetadata()
    .toFile(inPhotos('turned.jpg'));
});

test('each hit has its shape, and its thumbnails come back when the cache was deleted', async () => {
  await index();
  const { hits } = await here.engine.call('search.run', { text: 'red', limit: 9 });
  expect(hits.map(({ path, width, height }) => [path, width, height]).toSorted()).toEqual([
    [inPhotos('red.jpg'), 600, 400],
    [inPhotos('turned.jpg'), 48, 32],
  ]);
  for (const { thumbhash } of hits) expect(Buffer.from(thumbhash ?? '', 'base64').length).toBeGreaterThan(4);
  const asset = hits.find(({ path }) => path.endsWith('red.jpg'))?.asset ?? 0;
  const cache = join(here.world.library, 'thumbnails');
  expect(existsSync(join(cache, '256'))).toBe(true);
  for (const found of ['made with indexing', 'made when asked for']) {
    const { path } = await here.engine.call('media.thumbnail', { asset, size: 256 });
    const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
    expect([found, info.width, info.height]).toEqual([found, 384, 256]);
    expect(Math.abs((data[0] ?? 0) - colours.red.r)).toBeLessThan(12);
    rmSync(cache, { recursive: true });
  }
});

test('what a picture says of itself is in each hit, keeps a search to some, and is told of one', async () => {
  const sidecar = '<xmp:Rating>5</xmp:Rating><dc:subject><rdf:li>Strand</rdf:li></dc:subject>';
  writeFileSync(inPhotos('red.xmp'), sidecar);
  const exif = { IFD0: { Make: 'NIKON', Model: 'NIKON D70' }, IFD2: { DateTimeOriginal: '2019:08:03 14:05:09' } };
  await plain('green').withExif(exif).jpeg().toFile(inPhotos('green.jpg'));
  await index();
  const find = async (filters: { from?: string; to?: string; camera?: string; rating?: number }) => {
    const { hits } = await here.engine.call('search.run', { text: 'red', limit: 9, filters });
    return hits;
  };
  expect((await find({})).length).toBe(3);
  expect(await find({ rating: 1 })).toMatchObject([
    { path: inPhotos('red.jpg'), details: { rating: 5, keywords: ['Strand'], takenFrom: 'modified' } },
  ]);
  const [hit, ...others] = await find({ from: '2019', to: '2019-08', camera: 'nikon' });
  expect(others).toEqual([]);
  const details = { taken: '2019-08-03T14:05:09', takenFrom: 'exif', camera: 'NIKON D70' };
  expect(hit?.details).toEqual(details);
  expect(await find({ to: '2019-08-02' })).toEqual([]);
  const asset = await here.engine.call('asset.details', { asset: hit?.asset ?? 0 });
  const path = inPhotos('green.jpg');
  expect(asset).toMatchObject({ width: 48, height: 32, format: 'jpeg', details, places: [{ path }] });
  expect(new Date(asset.time).getHours()).toBe(14);
  const { assets, times } = await here.engine.call('asset.list', {});
  expect(assets[2]).toBe(asset.asset);
  expect(times[2]).toBe(asset.time);
});

async function writeAt(colour: ColourName, latitude: number, longitude: number): Promise<string> {
  const path = inPhotos(`${colour}-at.jpg`);
  await plain(colour).withExif(takenAt(latitude, longitude)).jpeg().toFile(path);
  return path;
}

test('where a picture was taken is named without a network, is told, and keeps search and browsing to places', async () => {
  const lisbon = await writeAt('green', 38.7112, -9.1277);
  const berlin = await writeAt('blue', 52.52, 13.405);
  await writeAt('white', 0, -30);
  await index();
  const { engine } = here;
  const find = async (place: Place | { name: string }, more: Filters = {}) => {
    const { hits } = await engine.call('search.run', { text: 'red', limit: 9, filters: { place, ...more } });
    return hits.map(({ path }) => path);
  };
  expect(await find({ country: 'PT' })).toEqual([lisbon]);
  expect(await find({ name: 'Deutschland' })).toEqual([berlin]);
  expect(await find({ name: 'alfama, portugal' }, { kind: 'photo' })).toEqual([lisbon]);
  expect(await find({ name: 'lisbon' }, { kind: 'video' })).toEqual([]);
  expect(await find({ country: 'DE', region: 'Bavaria' })).toEqual([]);
  const { assets } = await engine.call('asset.list', { filters: { place: { name: 'berlin' } } });
  const place = { country: 'DE', region: 'Berlin', city: 'Berlin', town: 'Mitte' };
  expect((await engine.call('asset.details', { asset: assets[0] ?? 0 })).details).toMatchObject({ place });
  expect((await engine.call('asset.choices', {})).places).toEqual([
    { ...place, count: 1 },
    { country: 'PT', region: 'Lisbon', city: 'Lisbon', town: 'Alfama', count: 1 },
  ]);
  await expect(find({ name: 'Atlantis' })).rejects.toMatchObject({
    code: 'place.unknown',
    detail: { place: 'Atlantis', known: ['DE', 'PT'] },
  });
});

test('pictures that were read before places were named are named by the next pass, without being read again', async () => {
  await writeAt('green', 38.7112, -9.1277);
  await index();
  const database = new DatabaseSync(join(here.world.library, 'library.sqlite'));
  database.exec('UPDATE details SET country = NULL, region = NULL, city = NULL, town = NULL, gazetteer = 0');
  database.close();
  await here.reopen();
  expect((await here.engine.call('asset.choices', {})).places).toEqual([]);
  expect(await index()).toMatchObject({ embedded: 0 });
  expect((await here.engine.call('asset.choices', {})).places).toMatchObject([{ country: 'PT', count: 1 }]);
});

test('the command line keeps to a place, and says of one that is not known which are', async () => {
  const lisbon = await writeAt('green', 38.7112, -9.1277);
  await index();
  await here.engine.close();
  const search = (...more: string[]) => polylens(here.world, ['search', 'red', ...more]);
  const { out } = await search('--place', 'Portugal');
  expect(out.trim().split('\n')).toHaveLength(1);
  expect(out).toContain(lisbon);
  const { code, talk } = await search('--place', 'Atlantis');
  expect(code).toBe(3);
  expect(talk).toContain('no picture was taken in Atlantis; some were in: Portugal');
});
