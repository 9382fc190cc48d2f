import type * as nodeFs from 'node:fs';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { scan } from './scan.ts';

/** As libuv lists on Windows what a driver stands behind (FILE_ATTRIBUTE_REPARSE_POINT): all of it as links. */
vi.mock('node:fs', async (importOriginal) => {
  const fs = await importOriginal<typeof nodeFs>();
  const aLink = { isFile: () => false, isDirectory: () => false, isSymbolicLink: () => true };
  const readdirSync = (folder: Buffer, options: { withFileTypes: true; encoding: 'buffer' }) =>
    fs.readdirSync(folder, options).map((entry) => Object.assign(entry, aLink));
  return { ...fs, readdirSync };
});

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polylens-placeholders-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('folders and files that are listed as links are walked and met, links to folders are not walked', () => {
  mkdirSync(join(root, '2019', 'Rom'), { recursive: true });
  for (const name of ['a.jpg', '2019/b.jpg', '2019/Rom/c.jpg']) writeFileSync(join(root, name), '');
  symlinkSync('..', join(root, '2019', 'up'));
  const parts = {
    isMedia: () => false,
    belongings: () => new Map<string, string[]>(),
    skip: [],
    base: Buffer.from(root),
    excludes: () => false,
    onExcluded: () => undefined,
    onUnlisted: () => expect.fail('a folder was not listed'),
    onMount: () => undefined,
  };
  const names = [...scan(Buffer.from(root), parts)].flat().map(({ name }) => name.slice(root.length + 1));
  expect(names).toEqual(['2019/Rom/c.jpg', '2019/b.jpg', 'a.jpg']);
});
