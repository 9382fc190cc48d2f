import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ThumbnailCache } from './thumbnail-cache.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-thumbnails-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const hash = (byte: number) => Buffer.alloc(32, byte);
const picture = Buffer.alloc(100, 1);
const filesIn = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name.slice(0, 2))
    .toSorted();

test('what is put is found, by content and size, and gone when the folder is', async () => {
  const cache = new ThumbnailCache(folder);
  const path = (await cache.put({ hash: hash(1), size: 256 }, picture)) ?? '';
  expect(readFileSync(path)).toEqual(picture);
  expect(await cache.find({ hash: hash(1), size: 256 })).toBe(path);
  expect(await cache.find({ hash: hash(1), size: 1024 })).toBeUndefined();
  expect(await cache.find({ hash: hash(2), size: 256 })).toBeUndefined();
  rmSync(folder, { recursive: true });
  expect(await cache.find({ hash: hash(1), size: 256 })).toBeUndefined();
  expect(await cache.put({ hash: hash(1), size: 256 }, picture)).toBe(path);
});

test('each moment of a video has one of its own', async () => {
  const cache = new ThumbnailCache(folder);
  const shown = { hash: hash(1), size: 256 } as const;
  const [poster, moment] = [await cache.put(shown, picture), await cache.put({ ...shown, atMs: 0 }, picture)];
  expect(moment).not.toBe(poster);
  expect(await cache.find({ ...shown, atMs: 0 })).toBe(moment);
  expect(await cache.find({ ...shown, atMs: 1 })).toBeUndefined();
});

test('above its limit, which counts what was there before, the least recently used go', async () => {
  const earlier = new ThumbnailCache(folder);
  for (const byte of [1, 2, 3, 4]) {
    const path = (await earlier.put({ hash: hash(byte), size: 256 }, picture)) ?? '';
    utimesSync(path, byte * 1000, byte * 1000);
  }
  const cache = new ThumbnailCache(folder, { limit: 420 });
  await cache.find({ hash: hash(1), size: 256 });
  await cache.put({ hash: hash(5), size: 256 }, picture);
  expect(filesIn()).toEqual(['01', '04', '05']);
  await cache.put({ hash: hash(6), size: 256 }, picture);
  expect(filesIn()).toHaveLength(4);
});

test('looking at a thumbnail again within a day writes nothing', async () => {
  const cache = new ThumbnailCache(folder);
  const path = (await cache.put({ hash: hash(1), size: 256 }, picture)) ?? '';
  const before = statSync(path).mtimeMs;
  await cache.find({ hash: hash(1), size: 256 }, before + 1000);
  expect(statSync(path).mtimeMs).toBe(before);
});

test('where nothing can be written nothing is kept, and nothing fails', async () => {
  writeFileSync(join(folder, 'file'), '');
  const cache = new ThumbnailCache(join(folder, 'file'));
  expect(await cache.put({ hash: hash(1), size: 256 }, picture)).toBeUndefined();
  expect(await cache.find({ hash: hash(1), size: 256 })).toBeUndefined();
});
