import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withFile } from './picture-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-asked-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the file is there while it is worked with, and gone afterwards, also after a failure', async () => {
  expect(await withFile(folder, Buffer.from('x'), (path) => Promise.resolve(readFileSync(path, 'utf8')))).toBe('x');
  await expect(withFile(folder, Buffer.from('x'), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(readdirSync(folder)).toEqual([]);
});

test('what a killed engine left behind goes with the next one, what another works with stays', async () => {
  for (const name of ['asked-old', 'asked-new', 'library.sqlite']) writeFileSync(join(folder, name), '');
  utimesSync(join(folder, 'asked-old'), 0, 0);
  utimesSync(join(folder, 'library.sqlite'), 0, 0);
  await withFile(folder, Buffer.from('x'), () => Promise.resolve());
  expect(readdirSync(folder).toSorted()).toEqual(['asked-new', 'library.sqlite']);
});

test('where nothing can be written that is said', async () => {
  const work = () => Promise.resolve();
  await expect(withFile(join(folder, 'nowhere'), Buffer.from('x'), work)).rejects.toMatchObject({
    code: 'media.unavailable',
  });
});
