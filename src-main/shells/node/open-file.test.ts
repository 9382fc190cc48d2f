import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { answering } from '../../../test/fixtures/engine-double.ts';
import { openFileOf } from './open-file.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'polylens-open-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is opened when the picture lies at these names, of which those `there` exist. */
async function opened(names: readonly string[], { there = names, opens = true } = {}) {
  for (const name of there) writeFileSync(join(folder, name), '');
  const picture = { width: 1, height: 1, details: {}, format: 'jpeg', size: 1, time: 0 };
  const { client } = await answering({
    'asset.details': ({ asset }) =>
      Promise.resolve({ ...picture, asset, places: names.map((name) => ({ path: join(folder, name) })) }),
  });
  const asked: string[] = [];
  const open = (path: string) => Promise.resolve(asked.push(path) > 0 && opens);
  await openFileOf(client, open, 7);
  return asked;
}

test('the first file that is there is opened', async () => {
  expect(await opened(['gone.jpg', 'Photo.JPG'], { there: ['Photo.JPG'] })).toEqual([join(folder, 'Photo.JPG')]);
});

test.each(['photo.hif', 'photo.JXL', 'photo.x3f', 'film.mxf', 'film.3gpp'])(
  'whatever is indexed by its name is opened: %s',
  async (name) => {
    expect(await opened([name])).toEqual([join(folder, name)]);
  },
);

test.each(['photo.bat', 'photo.exe', 'photo.html', 'photo', 'photo.jpg.lnk', 'photo.desktop'])(
  'a picture that is called %s is not: the system might run it',
  async (name) => {
    await expect(opened([name])).rejects.toMatchObject({ code: 'shell.unsupported' });
  },
);

test('it is told when there is no file, or no program took it', async () => {
  await expect(opened(['gone.jpg'], { there: [] })).rejects.toMatchObject({ code: 'media.unavailable' });
  await expect(opened(['a.jpg'], { opens: false })).rejects.toMatchObject({ code: 'shell.unsupported' });
});
