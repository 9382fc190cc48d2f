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
  const make = (path: Buffer, { size, atMs }: { size: number; atMs?: number }): Promise<ThumbnailOutcome> => {
    made.push([path.toString(), size, ...(atMs === undefined ? [] : [`at ${atMs}`])].join(' '));
    return Promise.resolve(outcome ?? { ok: true, thumbnail: readFileSync(path) });
  };
  return { made, thumbnails: new Thumbnails(library.folder, make) };
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
