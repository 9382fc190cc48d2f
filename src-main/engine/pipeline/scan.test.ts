import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { excluder } from './exclude.ts';
import { scan, type Unlisted } from './scan.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polylens-scan-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

type Rules = { skip?: string[]; exclude?: string[]; base?: string };

/** `a.txt` belongs to `a.jpg`. */
function belongings(paths: readonly string[]): Map<string, string[]> {
  const texts = paths.filter((path) => path.endsWith('.txt'));
  return new Map(texts.map((path) => [path.replace(/txt$/, 'jpg'), [path]]));
}

function scanned(folder: string | Buffer = root, { skip = [], exclude = [], base }: Rules = {}) {
  const unlisted: Unlisted[] = [];
  let excluded = 0;
  const mounts: Buffer[] = [];
  const names: string[] = [];
  const beside: number[] = [];
  const parts = {
    isMedia: (head: Uint8Array) => Buffer.from(head).toString().startsWith('PICTURE'),
    belongings,
    skip: skip.map((path) => Buffer.from(path)),
    base: Buffer.from(base ?? folder),
    excludes: excluder(exclude),
    onExcluded: () => void (excluded += 1),
    onMount: (path: Buffer) => void mounts.push(path),
    onUnlisted: (problem: Unlisted) => void unlisted.push(problem),
  };
  for (const group of scan(Buffer.from(folder), parts)) {
    names.push(...group.map(({ name }) => name.slice(root.length + 1)));
    beside.push(...group.map((found) => found.beside));
  }
  return { names, beside, problems: unlisted.map(({ reason }) => reason), excluded, mounts: mounts.map(String) };
}

function put(name: string, content = ''): void {
  mkdirSync(join(root, name, '..'), { recursive: true });
  writeFileSync(join(root, name), content);
}

test('pictures are met by name or by content, in every folder, others are not', () => {
  put('b.JPG');
  put('a/x.webp');
  put('a/deep/er/y.heic');
  put('named like a text.txt', 'PICTURE');
  put('a text.txt', 'text');
  put('no ending', 'PICTURE');
  expect(scanned().names).toEqual(['a/deep/er/y.heic', 'a/x.webp', 'b.JPG', 'named like a text.txt', 'no ending']);
});

test('pictures come in the order of the bytes of their whole paths', () => {
  for (const name of ['a', 'a.b', 'a-b', 'ab', 'a0', 'Z', 'ä']) {
    put(`${name}.jpg`);
    put(`${name}/x.jpg`);
    put(`${name}/a/x.jpg`);
  }
  const { names } = scanned();
  const bytes = names.map((name) => Buffer.from(name, 'latin1'));
  expect(names).toHaveLength(21);
  expect(bytes.toSorted((one, other) => one.compare(other))).toEqual(bytes);
});

test('hidden files and folders, and folders to be skipped, are left out', () => {
  put('.hidden.jpg');
  put('.thumbnails/a.jpg');
  put('library/a.jpg');
  put('kept.jpg');
  expect(scanned(root, { skip: [join(root, 'library')] }).names).toEqual(['kept.jpg']);
});

test('what a rule leaves out is counted: pictures and folders, not other files', () => {
  put('.DS_Store');
  put('._kept.jpg');
  put('kept.jpg');
  put('Schirm/a.jpg');
  put('Büro/Schirm/a.jpg');
  put('Büro/b.png');
  put('2019/b.png');
  const { names, excluded } = scanned(root, { exclude: ['Schirm', 'Büro/*.png'] });
  expect(names).toEqual(['2019/b.png', 'kept.jpg']);
  expect(excluded).toBe(4);
  expect(scanned(join(root, 'Büro'), { exclude: ['Büro/*.png'], base: root }).names).toEqual(
    ['Büro/Schirm/a.jpg'].map((name) => Buffer.from(name).toString('latin1')),
  );
});

test.skipIf(process.platform !== 'linux')('volumes inside are told', () => {
  // The volumes that Linux always mounts below the root of its file system.
  const { mounts } = scanned('/', { exclude: ['/*/*'], base: '/' });
  expect(mounts).toContain('/proc');
});

test('links to files are followed, to folders not, and loops or dead ends are no files', () => {
  put('real.jpg');
  mkdirSync(join(root, 'folder'));
  symlinkSync('real.jpg', join(root, 'link.jpg'));
  symlinkSync('..', join(root, 'folder', 'up'));
  symlinkSync('.', join(root, 'self'));
  symlinkSync('round.jpg', join(root, 'round.jpg'));
  symlinkSync('nowhere.jpg', join(root, 'dead.jpg'));
  expect(scanned()).toMatchObject({ names: ['link.jpg', 'real.jpg'], problems: [] });
});

test.skipIf(process.platform !== 'linux')('a name that is not UTF-8 keeps its bytes', () => {
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'caf')), Buffer.from([0xe9]), Buffer.from('.jpg')]), '');
  expect(scanned().names).toEqual(['caf\xe9.jpg']);
});

test('what cannot be listed is reported by its kind', () => {
  put('a.jpg');
  expect(scanned(join(root, 'nowhere')).problems).toEqual(['folder.missing']);
  expect(scanned(join(root, 'a.jpg')).problems).toEqual(['folder.not-a-folder']);
  // Of which not even its volume can be asked, as of a mount whose other end is gone.
  symlinkSync('round', join(root, 'round'));
  expect(scanned(join(root, 'round')).problems).toEqual(['folder.unreadable']);
});

test('a file of which the system does not tell whether it is there is reported, not passed over', () => {
  put('a.jpg');
  // What a failing disk or missing rights say cannot be had for sure, as root: that a name is too long can.
  symlinkSync('x'.repeat(300), join(root, 'b.jpg'));
  symlinkSync('x'.repeat(300), join(root, 'claims nothing'));
  expect(scanned()).toMatchObject({ names: ['a.jpg'], problems: ['subfolder.unreadable'] });
});

test('what lies beside a picture is told by one number that changes with it', () => {
  put('a.jpg');
  put('deep/b.jpg');
  put('deep/b.txt', 'words');
  const [none, one] = scanned().beside;
  expect([none, one]).toEqual([0, expect.any(Number)]);
  expect(one).toBeGreaterThan(0);
  expect(scanned(join(root, 'deep')).beside).toEqual([one]);
  put('deep/b.txt', 'other words');
  expect(scanned().beside[1]).not.toBe(one);
  rmSync(join(root, 'deep/b.txt'));
  symlinkSync('b.txt', join(root, 'deep/b.txt'));
  expect(scanned().beside[1]).toBeGreaterThan(0);
  rmSync(join(root, 'deep/b.txt'));
  expect(scanned().beside).toEqual([0, 0]);
});
