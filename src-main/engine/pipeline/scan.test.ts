import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scan, type Unlisted } from './scan.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polylens-scan-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function scanned(folder: string | Buffer = root, skip = '/nowhere') {
  const unlisted: Unlisted[] = [];
  const names: string[] = [];
  const parts = {
    isPicture: (head: Uint8Array) => Buffer.from(head).toString().startsWith('PICTURE'),
    skip: Buffer.from(skip),
    signal: new AbortController().signal,
    onUnlisted: (problem: Unlisted) => void unlisted.push(problem),
  };
  for await (const group of scan(Buffer.from(folder), parts)) {
    names.push(...group.map(({ path }) => path.toString('latin1').slice(root.length + 1)));
  }
  return { names, problems: unlisted.map(({ reason }) => reason) };
}

function put(name: string, content = ''): void {
  mkdirSync(join(root, name, '..'), { recursive: true });
  writeFileSync(join(root, name), content);
}

test('pictures are met by name or by content, in every folder, others are not', async () => {
  put('b.JPG');
  put('a/x.webp');
  put('a/deep/er/y.heic');
  put('named like a text.txt', 'PICTURE');
  put('a text.txt', 'text');
  put('no ending', 'PICTURE');
  expect((await scanned()).names).toEqual([
    'b.JPG',
    'named like a text.txt',
    'no ending',
    'a/x.webp',
    'a/deep/er/y.heic',
  ]);
});

test('hidden files and folders and the library itself are left out', async () => {
  put('.hidden.jpg');
  put('.thumbnails/a.jpg');
  put('library/a.jpg');
  put('kept.jpg');
  expect((await scanned(root, join(root, 'library'))).names).toEqual(['kept.jpg']);
});

test('links to files are followed, to folders not, and loops or dead ends are no files', async () => {
  put('real.jpg');
  mkdirSync(join(root, 'folder'));
  symlinkSync('real.jpg', join(root, 'link.jpg'));
  symlinkSync('..', join(root, 'folder', 'up'));
  symlinkSync('.', join(root, 'self'));
  symlinkSync('round.jpg', join(root, 'round.jpg'));
  symlinkSync('nowhere.jpg', join(root, 'dead.jpg'));
  expect(await scanned()).toEqual({ names: ['link.jpg', 'real.jpg'], problems: [] });
});

test.skipIf(process.platform !== 'linux')('a name that is not UTF-8 keeps its bytes', async () => {
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'caf')), Buffer.from([0xe9]), Buffer.from('.jpg')]), '');
  expect((await scanned()).names).toEqual(['caf\xe9.jpg']);
});

test('what cannot be listed is reported by its kind', async () => {
  put('a.jpg');
  expect((await scanned(join(root, 'nowhere'))).problems).toEqual(['folder.missing']);
  expect((await scanned(join(root, 'a.jpg'))).problems).toEqual(['folder.not-a-folder']);
});
