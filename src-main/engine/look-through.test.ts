import { mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLibraryToWrite, type Library } from './library/library.ts';
import { isProven, volumeOf, type Looked } from './look-through.ts';
import { LostRoots } from './lost-roots.ts';

let world: string;
let photos: Buffer;
let library: Library;
beforeEach(() => {
  world = realpathSync(mkdtempSync(join(tmpdir(), 'polylens-look-')));
  photos = Buffer.from(join(world, 'photos'));
  mkdirSync(photos);
  library = openLibraryToWrite(join(world, 'library'));
  library.roots.put(photos);
});
afterEach(() => {
  library.close();
  rmSync(world, { recursive: true, force: true });
});

const inPhotos = (name: string) => Buffer.from(join(photos.toString(), name));
const device = () => String(statSync(photos).dev);
const root = () => library.roots.find(photos) ?? expect.fail('no root');

test('a root whose volume was kept without its machine is on it, and is not lost for a file that cannot be read', async () => {
  writeFileSync(inPhotos('a.jpg'), 'no picture');
  for (const kept of [device(), await volumeOf(photos)]) {
    library.roots.setState(photos, { offline: undefined, device: kept ?? '' });
    expect(await isProven(root())).toBe(true);
    expect(await new LostRoots(library).check(inPhotos('a.jpg'))).toBe(false);
  }
  for (const kept of [`1${device()}`, `another-machine ${device()}`]) {
    library.roots.setState(photos, { offline: undefined, device: kept });
    expect(await isProven(root())).toBe(false);
  }
});

test('a root whose volume has another number since the system started is not lost for a file that cannot be read', async () => {
  writeFileSync(inPhotos('a.jpg'), 'no picture');
  library.roots.setState(photos, { offline: undefined, device: `machine-of-before ${device()}` });
  const looked: Looked = {
    folder: photos,
    root: root(),
    territory: library.roots.territory(photos),
    whole: true,
    volume: await volumeOf(photos),
    met: 1,
    known: 1,
    excluded: 0,
    unlisted: [],
    offline: undefined,
    changed: false,
  };
  const lost = (one: Looked) => new LostRoots(library, [one]).check(inPhotos('a.jpg'));
  expect(await lost(looked)).toBe(false);
  expect(await lost({ ...looked, volume: `another ${device()}` })).toBe(true);
  expect(await lost({ ...looked, offline: 'folder.other-volume' })).toBe(true);
});
