import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contentOf, met } from '../../../test/fixtures/rows.ts';
import { openLibraryToWrite, type Library } from './library.ts';

const key = 'fake@1/1';
const name = '/p/a';
const [one, alike, other] = [
  [0.6, 0.8],
  [0.8, 0.6],
  [1, 0],
];
let folder: string;
let library: Library;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-inherit-'));
  library = openLibraryToWrite(folder);
  library.files.update([met(name)], []);
  read('A', one);
  const asset = assetOf('A');
  library.collections.setFavourites([asset], true);
  library.collections.rate([asset], 4);
  library.collections.make('Trip');
  library.collections.add(library.collections.find('Trip') ?? -1, [asset]);
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

const idOf = (path: string) => library.files.known(Buffer.from(path), Buffer.from(`${path}\0`))[0]?.id ?? -1;
const assetOf = (text: string) => library.vectors.contentOf(Buffer.from(text), key)?.id ?? -1;

/** A file is read and shows this. */
function read(text: string, vector: number[] = [], path = name): void {
  const embedding = Float32Array.from(vector);
  library.vectors.record(key, [{ kind: 'embedded', fileId: idOf(path), content: contentOf(text), embedding }]);
}

function change(size: number, path = name): void {
  library.files.update([met(path, { size, modifiedMs: size })], []);
  library.vectors.dropUnused();
}

function marksOf(text: string) {
  const asset = assetOf(text);
  const { favourite, details } = library.contents.find(asset) ?? {};
  const trip = library.collections.find('Trip');
  const isInTrip = library.assets.list(trip === undefined ? {} : { collection: trip }).assets.includes(asset);
  return { favourite: favourite === true, rating: details?.rating, isInTrip };
}

const all = { favourite: true, rating: 4, isInTrip: true };
const none = { favourite: false, rating: undefined, isInTrip: false };

test('a picture that was edited, or described anew in its own file, keeps what a person made of it', () => {
  change(11);
  read('B', alike);
  expect(marksOf('B')).toEqual(all);
  library.vectors.dropUnused();
  expect(marksOf('B')).toEqual(all);
});

test('it does so where the file could not be read in between, and changed more than once', () => {
  change(11);
  library.vectors.record(key, [
    { kind: 'set-aside', fileId: idOf(name), reason: 'image.corrupt', detail: 'half written', retryable: false },
  ]);
  change(12);
  change(13);
  read('B', alike);
  expect(marksOf('B')).toEqual(all);
});

test('another picture that took the name gets nothing', () => {
  change(11);
  read('B', other);
  expect(marksOf('B')).toEqual(none);
});

test('files that swap their names keep their own', () => {
  library.files.update([met('/p/b')], []);
  read('B', alike, '/p/b');
  change(11);
  change(12, '/p/b');
  library.vectors.record(key, [
    { kind: 'known', fileId: idOf(name), contentId: assetOf('B') },
    { kind: 'known', fileId: idOf('/p/b'), contentId: assetOf('A') },
  ]);
  expect([marksOf('A'), marksOf('B')]).toEqual([all, none]);
  change(13);
  read('A', one);
  expect([marksOf('A'), marksOf('B')]).toEqual([all, none]);
});

test('stars that another program wrote into the file count, and not those of before', () => {
  change(11);
  const content = { ...contentOf('B'), details: { rating: 5 } };
  library.vectors.record(key, [{ kind: 'embedded', fileId: idOf(name), content, embedding: Float32Array.from(alike) }]);
  expect(marksOf('B')).toEqual({ ...all, rating: 5 });
});

test('nothing is given a second time: what a person took back stays so', () => {
  change(11);
  read('B', alike);
  library.collections.setFavourites([assetOf('B')], false);
  read('B', alike);
  expect(marksOf('B')).toEqual({ ...all, favourite: false });
});

test('what a changed file held is forgotten once the file is gone or read', () => {
  change(11);
  expect(assetOf('A')).not.toBe(-1);
  library.files.markMissing([idOf(name)]);
  library.vectors.dropUnused();
  expect(assetOf('A')).toBe(-1);
});
