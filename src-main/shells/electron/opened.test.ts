import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Opened } from './opened.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-opened-'));
  writeFileSync(join(folder, 'a b.JPG'), 'one');
  writeFileSync(join(folder, 'two.png'), 'two');
  writeFileSync(join(folder, 'notes.txt'), 'no picture');
  mkdirSync(join(folder, 'folder.jpg'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the picture among the arguments is handed over once', async () => {
  const opened = new Opened();
  expect(opened.note(['--lang=en', '.', 'folder.jpg', 'gone.jpg', 'a b.JPG'], folder)).toBe(true);
  const answer = await opened.answer();
  expect([answer.status, await answer.text()]).toEqual([200, 'one']);
  expect((await opened.answer()).status).toBe(404);
});

test('the last one that was opened counts, and what is no picture changes nothing', async () => {
  const opened = new Opened();
  expect(opened.note([join(folder, 'a b.JPG')], '/')).toBe(true);
  expect(opened.note(['two.png'], folder)).toBe(true);
  expect(opened.note(['notes.txt', '--library', folder], folder)).toBe(false);
  expect(await (await opened.answer()).text()).toBe('two');
});

test('a picture that has gone is no answer', async () => {
  const opened = new Opened();
  opened.note(['two.png'], folder);
  rmSync(join(folder, 'two.png'));
  expect((await opened.answer()).status).toBe(404);
});

test('a picture that a desktop names by its address is one', async () => {
  const opened = new Opened();
  const { href } = pathToFileURL(join(folder, 'a b.JPG'));
  expect(opened.note(['file://%zz', 'file://elsewhere/a.jpg', href], '/')).toBe(true);
  expect(await (await opened.answer()).text()).toBe('one');
});
