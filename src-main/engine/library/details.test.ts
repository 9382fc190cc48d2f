import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Area, Details, Filter } from '../values.ts';
import { openDatabase } from './database.ts';
import { openLibraryToWrite, type Library } from './library.ts';
import type { Territory } from './path-range.ts';
import type { Outcome } from './vectors.ts';

const key = 'fake@1/1';
const photos: Territory = { folder: Buffer.from('/p'), without: [] };
let folder: string;
let library: Library;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-details-'));
  library = openLibraryToWrite(folder);
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

const wall = (day: string) => Date.parse(`${day}T12:00:00Z`);
const full: Details = {
  taken: { wall: wall('2019-08-03'), offset: -420, from: 'exif' },
  latitude: -33.8,
  longitude: 151.2,
  camera: 'NIKON D70',
  lens: 'A lens',
  rating: 4,
  keywords: ['Meer', 'naïve'],
  film: { offset: 4_000_000_000, length: 3 },
};
const names = ['/p/full', '/p/later', '/p/in/percent', '/p/in/deep/none'];
const contents: Details[] = [
  full,
  { taken: { wall: wall('2020-01-01'), from: 'name' }, camera: 'Apple iPhone 8', rating: 0 },
  { camera: '100%_Nikon', rating: -1 },
  {},
];

/** Four searchable pictures, the labels and assets of which are 1 to 4. */
function fill(all = contents): void {
  const met = names.map((name) => ({ path: Buffer.from(name), size: 1, modifiedMs: 1, changedMs: 1 }));
  library.files.update(met, []);
  const outcomes = all.map((details, at): Outcome => {
    const content = {
      hash: Buffer.from([at]),
      width: 3,
      height: 2,
      format: 'jpeg',
      thumbhash: Uint8Array.of(7),
      details,
    };
    return { kind: 'embedded', fileId: at + 1, content, embedding: Float32Array.of(1, 0) };
  });
  library.vectors.record(key, outcomes);
}

test('what a picture says of itself comes back as it was stored', () => {
  fill();
  expect([1, 2, 3, 4].map((asset) => library.contents.find(asset)?.details)).toEqual(contents);
  expect(library.vectors.placeOf(1)).toEqual({
    offline: false,
    places: 1,
    asset: 1,
    path: Buffer.from('/p/full'),
    width: 3,
    height: 2,
    format: 'jpeg',
    thumbhash: Uint8Array.of(7),
    details: full,
  });
});

const filters: [Filter, number[]][] = [
  [{}, [1, 2, 3, 4]],
  [{ from: wall('2019-08-03') }, [1, 2]],
  [{ from: wall('2019-08-03') + 1 }, [2]],
  [{ to: wall('2020-01-01') }, [1]],
  [{ from: wall('2019-01-01'), to: wall('2019-12-31'), camera: 'nikon', rating: 4 }, [1]],
  [{ camera: 'NIKON' }, [1, 3]],
  [{ camera: '%_' }, [3]],
  [{ camera: '_' }, [3]],
  [{ rating: 0 }, [1, 2]],
  [{ rating: 5 }, []],
  [{ folder: Buffer.from('/p') }, [1, 2, 3, 4]],
  [{ folder: Buffer.from('/p/in') }, [3, 4]],
  [{ folder: Buffer.from('/p/in'), camera: 'nikon' }, [3]],
  [{ folder: Buffer.from('/p/i') }, []],
];

test.each(filters)('the filter %j lets the right ones through, however they are asked for', (filter, expected) => {
  fill();
  expect(library.vectors.labelsWithin(key, filter, 99).toSorted()).toEqual(expected);
  expect([1, 2, 3, 4].filter((label) => library.vectors.placeOf(label, filter))).toEqual(expected);
  expect(library.assets.list(filter).assets.toSorted()).toEqual(expected);
});

test('what can be filtered by is told with its number, and what is gone is not in it', () => {
  fill();
  const { choices } = library;
  expect(choices.cameras()).toEqual(
    ['100%_Nikon', 'Apple iPhone 8', 'NIKON D70'].map((camera) => ({ camera, count: 1 })),
  );
  expect(choices.months()).toEqual(['2019-08', '2020-01'].map((month) => ({ month, count: 1 })));
  const folders = (...roots: string[]) =>
    choices.folders(roots.map((root) => Buffer.from(root))).map(({ folder: path, count }) => [String(path), count]);
  expect(folders('/p')).toEqual([
    ['/p', 4],
    ['/p/in', 2],
  ]);
  expect(folders('/p/in', '/other')).toEqual([
    ['/p/in', 2],
    ['/p/in/deep', 1],
  ]);
  library.files.markMissing([1, 3]);
  expect(choices.cameras()).toEqual([{ camera: 'Apple iPhone 8', count: 1 }]);
  expect(choices.months()).toEqual([{ month: '2020-01', count: 1 }]);
  expect(folders('/p')).toEqual([
    ['/p', 2],
    ['/p/in', 1],
  ]);
});

const lisbon = { country: 'PT', region: 'Lisbon', city: 'Lisbon', town: 'Alfama' };
const bedok = { country: 'SG', region: '', town: 'Bedok' };

test('positions that no edition has named, or an older one, are named once, and places are filtered by', () => {
  fill(
    contents.map((details, at) => ({
      ...details,
      ...[{}, { latitude: 1.3, longitude: 103.9 }, { latitude: 0, longitude: -30 }][at],
    })),
  );
  const { spots, choices, vectors } = library;
  expect(spots.unnamed(7, 99).map(({ asset, latitude }) => [asset, latitude])).toEqual([
    [1, -33.8],
    [2, 1.3],
    [3, 0],
  ]);
  expect(spots.unnamed(7, 2)).toHaveLength(2);
  spots.name(7, [
    { asset: 1, spot: lisbon },
    { asset: 2, spot: bedok },
    { asset: 3, spot: undefined },
  ]);
  expect([spots.unnamed(7, 99).length, spots.unnamed(8, 99).length]).toEqual([0, 3]);
  expect(library.contents.find(1)?.details.spot).toEqual(lisbon);
  expect(library.contents.find(3)?.details).not.toHaveProperty('spot');
  expect(choices.spots()).toEqual([
    { ...lisbon, count: 1 },
    { ...bedok, count: 1 },
  ]);
  const found = (...areas: Area[]) => vectors.labelsWithin(key, { areas }, 99).toSorted();
  expect(found({ country: 'PT' })).toEqual([1]);
  expect(found({ country: 'PT', region: 'Lisbon', town: 'Sintra' })).toEqual([]);
  expect(found({ country: 'PT', region: 'Lisbon' }, { country: 'SG', town: 'Bedok' })).toEqual([1, 2]);
  expect(found({ country: 'PT', region: 'Lisbon', city: 'Lisbon' })).toEqual([1]);
  expect(found({ country: 'PT', region: 'Lisbon', city: 'Sintra' })).toEqual([]);
  expect(found({ country: 'PT' }, { country: 'PT' })).toEqual([1]);
  expect(found()).toEqual([]);
  expect(vectors.labelsWithin(key, { areas: [{ country: 'PT' }, { country: 'SG' }], rating: 4 }, 99)).toEqual([1]);
});

test('a picture that is read again is named again', () => {
  fill();
  library.spots.name(7, [{ asset: 1, spot: lisbon }]);
  const content = { hash: Buffer.from([0]), width: 3, height: 2, format: 'jpeg', thumbhash: Uint8Array.of(8) };
  library.vectors.record(key, [{ kind: 'described', fileId: 1, content: { ...content, details: full } }]);
  expect(library.spots.unnamed(7, 99)).toHaveLength(1);
});

test('no more labels are given than are wanted, and none of another pack', () => {
  fill();
  expect(library.vectors.labelsWithin(key, {}, 2)).toHaveLength(2);
  expect(library.vectors.labelsWithin('other@1/1', {}, 99)).toEqual([]);
});

test('a searchable picture of which nothing was read waits to be read again, and stays searchable', () => {
  fill();
  const database = openDatabase(join(folder, 'library.sqlite'));
  database.exec('DELETE FROM details WHERE content_id = 1');
  database.close();
  expect(library.files.waiting([photos], key).others).toEqual([1]);
  expect(library.files.counts(key)).toMatchObject({ searchable: 4, waiting: 0 });
  expect(library.vectors.contentOf(Buffer.from([0]), key)).toEqual({ id: 1, described: false });
  const content = {
    hash: Buffer.from([0]),
    width: 3,
    height: 2,
    format: 'jpeg',
    thumbhash: Uint8Array.of(8),
    details: full,
  };
  expect(library.vectors.record(key, [{ kind: 'described', fileId: 1, content }])).toEqual([]);
  expect(library.files.waiting([photos], key).others).toEqual([]);
  expect(library.contents.find(1)).toMatchObject({ thumbhash: Uint8Array.of(8), details: full });
});

test('of several places of a picture the one that can be read comes first', () => {
  fill();
  const [a, z] = ['/p/a', '/p/z'].map((name) => ({ path: Buffer.from(name), size: 1, modifiedMs: 1, changedMs: 1 }));
  library.files.update(
    [a, z].filter((file) => file !== undefined),
    [],
  );
  library.vectors.record(
    key,
    [5, 6].map((fileId) => ({ kind: 'known', fileId, contentId: 1 })),
  );
  const places = () => library.assets.details(1)?.paths.map(String);
  expect(places()).toEqual(['/p/a', '/p/full', '/p/z']);
  library.files.update([], [5]);
  expect(places()).toEqual(['/p/full', '/p/z', '/p/a']);
});
