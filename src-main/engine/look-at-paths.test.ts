import type * as nodeFsPromises from 'node:fs/promises';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openLibraryToWrite, type Library } from './library/library.ts';
import { ListedFolders } from './listed-folders.ts';
import { lookAtPaths } from './look-at-paths.ts';
import { volumeOf } from './look-through.ts';
import { amongOrBelow } from './settle-missing.ts';

/** Names that no folder lists any more. */
const renamed = vi.hoisted((): string[] => []);
vi.mock('node:fs/promises', async (importOriginal) => {
  const fs = await importOriginal<typeof nodeFsPromises>();
  const readdir = async (folder: Buffer, options: { withFileTypes: true; encoding: 'buffer' }) =>
    (await fs.readdir(folder, options)).filter((entry) => !renamed.includes(String(entry.name ?? entry)));
  return { ...fs, readdir };
});

let world: string;
let photos: Buffer;
let library: Library;
beforeEach(async () => {
  world = realpathSync(mkdtempSync(join(tmpdir(), 'polylens-paths-')));
  photos = Buffer.from(join(world, 'photos'));
  mkdirSync(photos);
  library = openLibraryToWrite(join(world, 'library'));
  library.roots.put(photos);
  library.roots.setState(photos, { offline: undefined, device: (await volumeOf(photos)) ?? '' });
});
afterEach(() => {
  library.close();
  rmSync(world, { recursive: true, force: true });
});

const inPhotos = (name: string) => Buffer.from(join(photos.toString(), name));
const notMet = () => library.files.gone(library.roots.territory(photos)).map(({ path }) => path.toString());

test('a file that is gone is not met, one that the system does not tell of is left as it is', async () => {
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) writeFileSync(inPhotos(name), name);
  const all = ['a.jpg', 'b.jpg', 'c.jpg'].map(inPhotos);
  await lookAtPaths(library, all);
  rmSync(inPhotos('b.jpg'));
  rmSync(inPhotos('c.jpg'));
  symlinkSync('x'.repeat(300), inPhotos('c.jpg'));
  await lookAtPaths(library, all);
  expect(notMet()).toEqual([inPhotos('b.jpg').toString()]);
});

test('what is among folders and files, or below them, is told from what is beside', () => {
  const isUnknown = amongOrBelow(['/p/a', '/p/b.jpg'].map((path) => Buffer.from(path)));
  const paths = ['/p/a', '/p/a/x/y.jpg', '/p/b.jpg', '/p/ab', '/p/b.jp', '/p', 'p/a'];
  expect(paths.filter((path) => isUnknown(Buffer.from(path)))).toEqual(['/p/a', '/p/a/x/y.jpg', '/p/b.jpg']);
  expect(amongOrBelow([Buffer.from('/')])(Buffer.from('/p/a'))).toBe(true);
  expect(amongOrBelow([])(Buffer.from('/p/a'))).toBe(false);
});

test('a name that the system takes for another one is not there twice', async () => {
  const [before, after] = ['CAFE\u0301.JPG', 'caf\u00e9.jpg'].map(inPhotos) as [Buffer, Buffer];
  const listed = () => new ListedFolders(true);
  writeFileSync(before, 'content');
  mkdirSync(inPhotos('ROM'));
  writeFileSync(inPhotos('ROM/a.jpg'), 'content');
  await lookAtPaths(library, [before, inPhotos('ROM/a.jpg')], listed());
  writeFileSync(after, 'content');
  mkdirSync(inPhotos('Rom'));
  // As where one name stands for both: the old one can still be asked for.
  renamed.push('CAFE\u0301.JPG', 'ROM');
  const { folders } = await lookAtPaths(library, [before, inPhotos('ROM')], listed());
  expect(folders.map(String)).toEqual([inPhotos('Rom').toString()]);
  expect(notMet()).toEqual([before, inPhotos('ROM/a.jpg')].map(String));
  const met = library.files.known(inPhotos('c'), inPhotos('d')).map(({ path, gone }) => [path.toString(), gone]);
  expect(met).toEqual([[after.toString(), false]]);
});
