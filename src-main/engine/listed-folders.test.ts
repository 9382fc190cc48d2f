import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ListedFolders } from './listed-folders.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-listed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const pathOf = (name: string) => Buffer.from(join(folder, name));
function put(...names: string[]): void {
  for (const name of names) writeFileSync(pathOf(name), '');
}

test('subtitles are heard for their videos, also when they are gone, and videos know theirs', async () => {
  put('film.mp4', 'film.de.srt', 'film.de.mp4', 'other.mp4', 'photo.jpg');
  const listed = new ListedFolders();
  const owners = await listed.withOwners(['film.de.srt', 'other.vtt', 'none.srt', 'photo.jpg'].map(pathOf));
  const heard = ['film.de.srt', 'other.vtt', 'none.srt', 'photo.jpg', 'film.de.mp4', 'other.mp4'];
  expect(owners.map(String).toSorted()).toEqual(heard.map((name) => join(folder, name)).toSorted());
  expect(await listed.belongingsOf(pathOf('film.de.mp4'))).toEqual([join(folder, 'film.de.srt')]);
  expect(await listed.belongingsOf(pathOf('film.mp4'))).toEqual([]);
});

test('a folder of many videos takes as long as its names, not their square', async () => {
  const names = Array.from({ length: 1500 }, (_, at) => [`film${at}.mp4`, `film${at}.srt`]).flat();
  put(...names);
  const listed = new ListedFolders();
  const begun = performance.now();
  for (const path of await listed.withOwners(names.map(pathOf))) await listed.belongingsOf(path);
  expect(performance.now() - begun).toBeLessThan(1500);
});

test('a name is there as it is listed, and others of its letters are found; of what cannot be listed nothing is said', async () => {
  put('caf\u00e9.jpg', 'a.jpg', 'A.JPG');
  const listed = new ListedFolders(true);
  const has = (name: string) => listed.has(pathOf(name));
  expect(await Promise.all(['caf\u00e9.jpg', 'CAFE\u0301.JPG', 'b.jpg'].map(has))).toEqual([true, false, false]);
  expect(await has('nowhere/b.jpg')).toBe(true);
  expect(await new ListedFolders(false).has(pathOf('b.jpg'))).toBe(true);
  const paths = ['CAFE\u0301.JPG', 'a.jpg', 'b.jpg'];
  const all = await listed.withOtherSpellings(paths.map(pathOf));
  expect(all.map(String)).toEqual([...paths, 'caf\u00e9.jpg'].map((name) => join(folder, name)));
});
