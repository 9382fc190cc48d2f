import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLibraryToWrite, type Library } from './library/library.ts';
import { Thumbnails } from './thumbnails.ts';
import type { ThumbnailOutcome } from './values.ts';

const hash = Buffer.alloc(32, 7);
let folder: string;
let library: Library;
let photo: string;
let asset: number;

/** A library in which one photo is searchable. */
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-asset-'));
  library = openLibraryToWrite(join(folder, 'library'));
  photo = join(folder, 'photo.jpg');
  writeFileSync(photo, 'a photo');
  const { size, mtimeMs: modifiedMs, ctimeMs: changedMs } = statSync(photo);
  library.files.update([{ path: Buffer.from(photo), size, modifiedMs, changedMs }], []);
  const content = { hash, width: 3, height: 2, format: 'jpeg', thumbhash: Uint8Array.of(1), details: {} };
  const [added] = library.vectors.record('k', [
    { kind: 'embedded', fileId: 1, content, embedding: Float32Array.of(1, 0) },
  ]);
  asset = library.vectors.placeOf(added?.label ?? 0)?.asset ?? 0;
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Makes the path's first bytes into a thumbnail, and counts how often. */
function thumbnails(outcome?: ThumbnailOutcome) {
  const made: string[] = [];
  const make = (
    path: Buffer,
    { size, atMs }: { size: number; atMs?: number | undefined },
  ): Promise<ThumbnailOutcome> => {
    made.push([path.toString(), size, ...(atMs === undefined ? [] : [`at ${atMs}`])].join(' '));
    return Promise.resolve(outcome ?? { ok: true, thumbnail: readFileSync(path) });
  };
  return { made, thumbnails: new Thumbnails(library.folder, make) };
}

/** A video of two moments; its id. */
function addVideo(path: string): number {
  writeFileSync(path, 'a video');
  const { size, mtimeMs: modifiedMs, ctimeMs: changedMs } = statSync(path);
  library.files.update([{ path: Buffer.from(path), size, modifiedMs, changedMs }], []);
  const video = { durationMs: 9000, posterMs: 700 };
  const shape = { width: 3, height: 2, format: 'mp4', thumbhash: Uint8Array.of(1), details: {} };
  const moments = [1000, 5000].map((timeMs) => {
    return { timeMs, startMs: 0, endMs: 9000, embedding: Float32Array.of(0, 1) };
  });
  const content = { ...shape, hash: Buffer.alloc(32, 8), video };
  const [added] = library.vectors.record('k', [{ kind: 'video', fileId: 2, content, moments }]);
  return library.vectors.placeOf(added?.label ?? 0)?.asset ?? 0;
}

const refusal = (why: string) => ({ code: 'media.unavailable', detail: { path: photo, why } });

test('a thumbnail is made once however often it is asked for, and again when it was deleted', async () => {
  const { made, thumbnails: all } = thumbnails();
  const ask = () => all.find(library, { asset, size: 1024 });
  const [{ path }] = await Promise.all([ask(), ask()]);
  expect(await ask()).toEqual({ path });
  expect(readFileSync(path, 'utf8')).toBe('a photo');
  expect(made).toEqual([`${photo} 1024`]);
  rmSync(join(library.folder, 'thumbnails'), { recursive: true });
  expect(await ask()).toEqual({ path });
  expect(made).toHaveLength(2);
});

test('what indexing has made need not be made, and is there while the photo is not', async () => {
  const { made, thumbnails: all } = thumbnails();
  await all.keep(hash, Buffer.from('small'));
  rmSync(photo);
  expect(readFileSync((await all.find(library, { asset, size: 256 })).path, 'utf8')).toBe('small');
  expect(made).toEqual([]);
  await expect(all.find(library, { asset, size: 1024 })).rejects.toMatchObject(refusal('the file is gone or changed'));
});

test('another photo put in its place is not shown as it', async () => {
  const { thumbnails: all } = thumbnails();
  writeFileSync(photo, 'another photo');
  await expect(all.find(library, { asset, size: 256 })).rejects.toMatchObject(refusal('the file is gone or changed'));
});

test('one that changes while it is read is not shown either', async () => {
  const make = () => {
    writeFileSync(photo, 'another photo');
    return Promise.resolve<ThumbnailOutcome>({ ok: true, thumbnail: Buffer.from('x') });
  };
  const all = new Thumbnails(library.folder, make);
  await expect(all.find(library, { asset, size: 256 })).rejects.toMatchObject(refusal('the file changed'));
});

test('a photo that cannot be decoded any more and an unknown asset are told', async () => {
  const { thumbnails: all } = thumbnails({ ok: false, reason: 'file.unreadable', detail: 'EIO', retryable: true });
  await expect(all.find(library, { asset, size: 256 })).rejects.toMatchObject(refusal('file.unreadable, EIO'));
  await expect(all.find(library, { asset: 99, size: 256 })).rejects.toMatchObject({ code: 'asset.unknown' });
});

test('of a video each moment that is known has one, and no other time', async () => {
  const path = join(folder, 'film.mp4');
  const film = addVideo(path);
  const { made, thumbnails: all } = thumbnails();
  const ask = async (at?: number) =>
    (await all.find(library, { asset: film, size: 256, ...(at === undefined ? {} : { at }) })).path;
  const early = await ask(0);
  expect([await ask(2999), await ask(1000)]).toEqual([early, early]);
  const late = await ask(8000);
  const poster = await ask();
  expect(new Set([early, late, poster]).size).toBe(3);
  expect(made).toEqual([`${path} 256 at 1000`, `${path} 256 at 5000`, `${path} 256 at 700`]);
});

test('of a video that cannot be read now what stands for it is shown', async () => {
  const path = join(folder, 'film.mp4');
  const film = addVideo(path);
  const { thumbnails: all } = thumbnails();
  await all.keep(Buffer.alloc(32, 8), Buffer.from('poster'));
  rmSync(path);
  const { path: shown } = await all.find(library, { asset: film, size: 256, at: 5000 });
  expect(readFileSync(shown, 'utf8')).toBe('poster');
});
