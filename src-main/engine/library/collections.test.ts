import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { suspect } from './damage.ts';
import { openDatabase } from './database.ts';
import { openLibraryToWrite, type Library } from './library.ts';
import type { Territory } from './path-range.ts';

const key = 'fake@1/1';
const photos: Territory = { folder: Buffer.from('/p'), without: [] };
const pageSize = 4096;
let folder: string;
let library: Library;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-collections-'));
  library = openLibraryToWrite(folder);
  fill(['/p/a', '/p/b', '/p/c']);
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Searchable pictures, each a content of its own by the last letter of its name; `b` has two stars in its file. */
function fill(paths: readonly string[]): void {
  library.files.update(
    paths.map((path) => ({ path: Buffer.from(path), size: 1, modifiedMs: 1, changedMs: 1 })),
    [],
  );
  for (const path of paths) {
    const [file] = library.files.known(Buffer.from(path), Buffer.from(`${path}0`));
    const hash = Buffer.from(path.at(-1) ?? '');
    const details = path.endsWith('b') ? { rating: 2 } : {};
    const content = { hash, width: 1, height: 1, format: 'jpeg', thumbhash: Uint8Array.of(1), details };
    library.vectors.record(key, [
      { kind: 'embedded', fileId: file?.id ?? 0, content, embedding: Float32Array.of(1, 0) },
    ]);
  }
}

/** Every picture by its path. */
const assetOf = (path: string) =>
  library.assets
    .list()
    .assets.find((asset) => library.assets.details(asset)?.paths.some((each) => each.equals(Buffer.from(path))));

function collected(name: string): string[] {
  const collection = library.collections.find(name);
  const { assets } = library.assets.list(collection === undefined ? {} : { collection });
  return assets.flatMap((asset) => library.assets.details(asset)?.paths.map(String) ?? []).toSorted();
}

test('favourites are told of each picture, and kept to', () => {
  const [a, b] = [assetOf('/p/a') ?? 0, assetOf('/p/b') ?? 0];
  library.collections.setFavourites([a, b, b, 999], true);
  library.collections.setFavourites([b], false);
  expect(library.collections.favourites()).toEqual([a]);
  expect([a, b].map((asset) => library.contents.find(asset)?.favourite)).toEqual([true, undefined]);
  expect(library.assets.list({ favourites: true }).assets).toEqual([a]);
  expect(library.vectors.labelsWithin(key, { favourites: true }, 9)).toHaveLength(1);
});

/** The letters of those with at least so many stars, by the list and by the labels that a search is kept to. */
function rated(rating: number): [string[], number] {
  const paths = library.assets.list({ rating }).assets.flatMap((asset) => library.assets.details(asset)?.paths ?? []);
  return [
    paths.map((path) => String(path).slice(-1)).toSorted(),
    library.vectors.labelsWithin(key, { rating }, 9).length,
  ];
}

test('stars that a person gives count before those of the file, also where they are fewer', () => {
  const [a, b] = [assetOf('/p/a') ?? 0, assetOf('/p/b') ?? 0];
  expect([rated(1), rated(3)]).toEqual([
    [['b'], 1],
    [[], 0],
  ]);
  library.collections.rate([a, 999], 3);
  library.collections.rate([a], 4);
  expect([rated(2), rated(4)]).toEqual([
    [['a', 'b'], 2],
    [['a'], 1],
  ]);
  library.collections.rate([b], 0);
  expect([rated(1), library.contents.find(b)?.details.rating]).toEqual([[['a'], 1], 0]);
});

test('stars that were given are told, taken back to those of the file, and given again as they were', () => {
  const [a, b, c] = [assetOf('/p/a') ?? 0, assetOf('/p/b') ?? 0, assetOf('/p/c') ?? 0];
  library.collections.rate([a, b], 4);
  library.collections.rate([c], 0);
  const before = library.collections.ratings([a, b, c, 999]);
  expect(before.toSorted((one, other) => (one.rating ?? -1) - (other.rating ?? -1))).toEqual([
    { rating: 0, assets: [c] },
    { rating: 4, assets: [a, b] },
  ]);
  expect([library.collections.rated(a), library.collections.rated(b)]).toEqual([{ file: 0 }, { file: 2 }]);
  library.collections.unrate([b, 999]);
  expect([library.contents.find(b)?.details.rating, library.collections.rated(b)]).toEqual([2, undefined]);
  expect(library.collections.ratings([b])).toEqual([{ assets: [b] }]);
  library.collections.rate([c], 5);
  for (const { rating, assets } of before) if (rating !== undefined) library.collections.rate(assets, rating);
  expect([rated(4), rated(5)]).toEqual([
    [['a', 'b'], 2],
    [[], 0],
  ]);
});

test('stars stay when a picture is read again, and when it is forgotten and comes back', () => {
  library.collections.rate([assetOf('/p/b') ?? 0], 5);
  fill(['/p/b']);
  expect(rated(5)).toEqual([['b'], 1]);
  library.files.forget(photos);
  library.vectors.dropUnused();
  expect(rated(5)).toEqual([[], 0]);
  fill(['/elsewhere/b']);
  expect(rated(5)).toEqual([['b'], 1]);
});

test('a collection is begun, filled, renamed and forgotten, and no picture with it', () => {
  const { collections } = library;
  collections.make('Ägypten');
  const id = collections.find('ÄGYPTEN') ?? 0;
  const [a, b] = [assetOf('/p/a') ?? 0, assetOf('/p/b') ?? 0];
  expect([collections.add(id, [a, b]), collections.add(id, [b, 999])]).toEqual([2, 0]);
  expect(collections.list()).toEqual([{ name: 'Ägypten', count: 2 }]);
  collections.takeOut(id, [a]);
  collections.rename(id, 'Nil');
  expect(collected('nil')).toEqual(['/p/b']);
  collections.remove(id);
  expect([collections.list(), library.assets.list().assets.length]).toEqual([[], 3]);
});

test('what is gone is not counted, and is in again as soon as it is back', () => {
  const { collections, files } = library;
  collections.make('x');
  const id = collections.find('x') ?? 0;
  collections.add(id, [assetOf('/p/a') ?? 0]);
  collections.setFavourites([assetOf('/p/a') ?? 0], true);
  files.forget(photos);
  library.vectors.dropUnused();
  expect([collections.list(), collections.favourites()]).toEqual([[{ name: 'x', count: 0 }], []]);
  fill(['/elsewhere/a']);
  expect(collected('x')).toEqual(['/elsewhere/a']);
  expect(collections.favourites()).toHaveLength(1);
});

test('a damaged library that is made anew keeps what a person made of the pictures', () => {
  library.collections.make('x');
  library.collections.add(library.collections.find('x') ?? 0, [assetOf('/p/b') ?? 0]);
  library.collections.setFavourites([assetOf('/p/a') ?? 0], true);
  library.collections.rate([assetOf('/p/c') ?? 0], 3);
  library.close();
  const file = join(folder, 'library.sqlite');
  const database = openDatabase(file);
  const root = "SELECT rootpage AS page FROM sqlite_schema WHERE name = 'content'";
  const { page } = database.prepare(root).get() as { page: number };
  database.close();
  writeFileSync(file, readFileSync(file).fill(0, (page - 1) * pageSize, page * pageSize));
  suspect(folder);
  const anew = openLibraryToWrite(folder);
  library = anew;
  expect(anew.replaced?.aside).toContain('damaged-');
  expect(library.collections.list()).toEqual([{ name: 'x', count: 0 }]);
  fill(['/p/a', '/p/b', '/p/c']);
  expect(collected('x')).toEqual(['/p/b']);
  expect(library.collections.favourites()).toEqual([assetOf('/p/a')]);
  expect(rated(3)).toEqual([['c'], 1]);
});
