import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { completeFolder, likelyFolders } from './folders.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'polylens-home-'));
  for (const name of ['Pictures', 'Pictures/2019', 'pics', '.hidden', 'Bilder']) mkdirSync(join(home, name));
  writeFileSync(join(home, 'picture.jpg'), '');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const names = async (typed: string) =>
  (await completeFolder(typed, home)).map((folder) => folder.slice(home.length + 1));

test('folders go on from what was typed, whatever the case; files and hidden folders do not', async () => {
  expect(await names(join(home, 'pic'))).toEqual(['pics', 'Pictures']);
  expect(await names(`${home}/`)).toEqual(['Bilder', 'pics', 'Pictures']);
  expect(await names('~/Pictures/')).toEqual(['Pictures/2019']);
  expect(await names(join(home, '.h'))).toEqual(['.hidden']);
});

test('what leads nowhere has no completions', async () => {
  for (const typed of ['', 'Pictures', join(home, 'none/'), `${home}/picture.jpg/`, '\0']) {
    expect(await completeFolder(typed, home), typed).toEqual([]);
  }
});

test('folders that often hold pictures are suggested where they are', async () => {
  expect(await likelyFolders(home)).toEqual([join(home, 'Pictures'), join(home, 'Bilder')]);
});
