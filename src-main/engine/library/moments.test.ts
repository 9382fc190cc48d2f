import { DatabaseSync } from '@photostructure/sqlite';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLibraryToWrite, type Library } from './library.ts';
import type { Territory } from './path-range.ts';
import type { Outcome } from './vectors.ts';

const key = 'fake@1/1';
const photos: Territory = { folder: Buffer.from('/p'), without: [] };
let folder: string;
let library: Library;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-moments-'));
  library = openLibraryToWrite(folder);
  library.files.update(
    ['/p/a', '/p/b', '/p/c'].map((name) => ({ path: Buffer.from(name), size: 10, modifiedMs: 1, changedMs: 1 })),
    [],
  );
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

function waiting(): string[] {
  const { perhapsMoved, others } = library.files.waiting([photos], key);
  return [...library.files.read([...perhapsMoved, ...others])].map(({ path }) => path.toString());
}

function idOf(name: string): number {
  const [file] = library.files.known(Buffer.from(name), Buffer.from(`${name}\0`));
  return file?.id ?? -1;
}

const content = { width: 3, height: 2, thumbhash: Uint8Array.of(7), details: {} };

function photo(fileId: number, text: string): Outcome {
  const hash = Buffer.from(text);
  return {
    kind: 'embedded',
    fileId,
    content: { ...content, hash, format: 'jpeg' },
    embedding: Float32Array.of(0.6, 0.8),
  };
}

/** A video with a vector for each of these times in seconds. */
function film(fileId: number, text: string, times: readonly number[]): Outcome {
  const video = { durationMs: 60_000, posterMs: 2100 };
  const moments = times.map((time) => {
    return { timeMs: 1000 * time, startMs: 0, endMs: 60_000, embedding: Float32Array.of(time, 1) };
  });
  return { kind: 'video', fileId, content: { ...content, hash: Buffer.from(text), format: 'mp4', video }, moments };
}

test.each([
  [{ length: { least: 60_000 } }, 1],
  [{ length: { least: 60_001 } }, 0],
  [{ length: { most: 60_000 } }, 1],
  [{ length: { most: 59_999 } }, 0],
  [{ length: { least: 0, most: 70_000 } }, 1],
  [{}, 2],
])('of a length of %o there are %i, and no photo has one', (filter, count) => {
  library.vectors.record(key, [film(idOf('/p/a'), 'A', [0, 2]), photo(idOf('/p/b'), 'B')]);
  expect(library.assets.list(filter).assets).toHaveLength(count);
});

test('a few of a video’s moments are spread over all of it, and a photo has none', () => {
  const [first] = library.vectors.record(key, [film(idOf('/p/a'), 'A', [0, 1, 2, 3, 4, 5, 6, 7])]);
  const [other] = library.vectors.record(key, [photo(idOf('/p/b'), 'B')]);
  const assetOf = (label = 0) => library.moments.assetsOf([label]).get(label) ?? 0;
  const asset = assetOf(first?.label);
  expect(library.moments.spread(asset, 3)).toEqual([0, 2000, 5000]);
  expect(library.moments.spread(asset, 100)).toHaveLength(8);
  expect(library.moments.spread(assetOf(other?.label), 3)).toEqual([]);
  expect([library.moments.nearestTo(asset, 4400), library.moments.nearestTo(asset, 99_000)]).toEqual([4000, 7000]);
  expect(library.moments.nearestTo(assetOf(other?.label), 0)).toBeUndefined();
});

test('a video is one file and one asset, however many moments it has', () => {
  const added = library.vectors.record(key, [film(idOf('/p/a'), 'A', [0, 2, 5]), photo(idOf('/p/b'), 'B')]);
  expect(library.files.counts(key)).toMatchObject({ found: 3, searchable: 2, waiting: 1, setAside: 0 });
  expect(waiting()).toEqual(['/p/c']);
  expect(library.assets.list().assets).toHaveLength(2);
  const assets = added.map(({ label }) => library.moments.assetsOf([label]).get(label) ?? 0);
  expect([new Set(assets.slice(0, 3)).size, assets.length]).toEqual([1, 4]);
  const asset = assets[0] ?? 0;
  expect(
    library.moments
      .of([asset], key)
      .get(asset)
      ?.map(({ timeMs, embedding }) => [timeMs, embedding[0]]),
  ).toEqual([
    [0, 0],
    [2000, 2],
    [5000, 5],
  ]);
  expect(library.moments.of([assets[3] ?? 0], key)).toEqual(new Map([[assets[3], []]]));
  expect(library.contents.find(asset)?.video).toEqual({ durationMs: 60_000, posterMs: 2100 });
  expect(library.vectors.embeddingOfAsset(asset, key)?.[0]).toBe(2);
});

test('the same video twice in one batch has its moments once, and they go together when its files went', () => {
  const added = library.vectors.record(key, [film(idOf('/p/a'), 'A', [0, 1]), film(idOf('/p/b'), 'A', [0, 1])]);
  expect(added).toHaveLength(2);
  library.files.markMissing([idOf('/p/a'), idOf('/p/b')]);
  for (const { label } of added) expect(library.placements.has(label, key)).toBe(false);
  expect(library.placements.changedAfter(0)).toEqual(expect.arrayContaining(added.map(({ label }) => label)));
  library.files.forget(photos);
  expect(library.vectors.dropUnused()).toEqual(added.map(({ label }) => label));
});

test('what was a still picture and has moments is found by these alone', () => {
  const [still] = library.vectors.record(key, [photo(idOf('/p/a'), 'A')]);
  const moving = library.vectors.record(key, [film(idOf('/p/a'), 'A', [0, 1])]);
  expect(library.vectors.labels(key)).toEqual(moving.map(({ label }) => label));
  expect(library.placements.changedAfter(0)).toContain(still?.label);
  expect(library.files.counts(key)).toMatchObject({ found: 3, searchable: 1 });
});

test('a filter that asks nothing of details needs none', () => {
  const [added] = library.vectors.record(key, [film(idOf('/p/a'), 'A', [0])]);
  const database = new DatabaseSync(join(folder, 'library.sqlite'));
  database.exec('DELETE FROM details');
  database.close();
  expect(library.vectors.labelsWithin(key, { kind: 'video' }, 9)).toEqual([added?.label]);
});

test('a search is kept to videos or to photos', () => {
  const added = library.vectors.record(key, [film(idOf('/p/a'), 'A', [0, 1]), photo(idOf('/p/b'), 'B')]);
  const labels = added.map(({ label }) => label);
  expect(library.vectors.labelsWithin(key, { kind: 'video' }, 9)).toEqual(labels.slice(0, 2));
  expect(library.vectors.labelsWithin(key, { kind: 'photo' }, 9)).toEqual(labels.slice(2));
  expect(library.vectors.placeOf(labels[0] ?? 0, { kind: 'photo' })).toBeUndefined();
});

test('files that need a program wait again at once when it is there', () => {
  const needs: Outcome = {
    kind: 'set-aside',
    fileId: idOf('/p/a'),
    reason: 'video.no-decoder',
    detail: '',
    retryable: true,
  };
  library.vectors.record(key, [
    needs,
    { ...needs, fileId: idOf('/p/b'), reason: 'file.unreadable' },
    photo(idOf('/p/c'), 'C'),
  ]);
  expect(waiting()).toEqual([]);
  library.files.tryAgain('video.no-decoder');
  expect(waiting()).toEqual(['/p/a']);
});
