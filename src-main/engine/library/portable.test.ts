import { DatabaseSync } from '@photostructure/sqlite';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contentOf } from '../../../test/fixtures/rows.ts';
import { openLibrary, openLibraryToWrite, type Library } from './library.ts';
import { expectNoOther } from './writer-lock.ts';

const pageSize = 4096;
let world: string;
let drive: string;
let library: Library;
beforeEach(() => {
  world = realpathSync(mkdtempSync(join(tmpdir(), 'polylens-portable-')));
  drive = join(world, 'drive');
  mkdirSync(drive);
  library = openLibraryToWrite(join(drive, '.polylens'));
});
afterEach(() => {
  library.close();
  rmSync(world, { recursive: true, force: true });
});

const below = (...parts: string[]) => Buffer.from(join(drive, ...parts));
const met = (path: Buffer) => ({ path, size: 1, modifiedMs: 1, changedMs: 1 });
const everything = { folder: Buffer.from('/'), without: [] };
const all = ({ files }: Library) =>
  files.known(Buffer.from('/'), Buffer.from('0')).map(({ id, path }) => [id, path.toString()]);
const rows = (sql = 'SELECT path FROM file ORDER BY path') => {
  const database = new DatabaseSync(join(drive, '.polylens', 'library.sqlite'));
  const found = database.prepare(sql).all() as { path: Uint8Array }[];
  database.close();
  return found.map(({ path }) => Buffer.from(path).toString());
};

/** Two files and roots on the drive, one of each elsewhere, and a volume inside. */
function fill(): void {
  library.files.update([met(below('a', '1.jpg')), met(below('b.jpg')), met(Buffer.from('/home/c.jpg'))], []);
  for (const root of [below(), below('a'), Buffer.from('/home')]) library.roots.put(root);
  library.roots.rememberMounts([below('a', 'card')]);
}

test('what lies below the base goes with it, all else stays where it is', () => {
  fill();
  const before = all(library);
  library.portable.rebase(below());
  expect(rows()).toEqual(['./a/1.jpg', './b.jpg', '/home/c.jpg']);
  expect(rows('SELECT path FROM root ORDER BY path')).toEqual(['./', './a', '/home']);
  expect(rows('SELECT path FROM mount')).toEqual(['./a/card']);
  expect(all(library)).toEqual(before);
  library.close();
  renameSync(drive, join(world, 'elsewhere'));
  drive = join(world, 'elsewhere');
  library = openLibraryToWrite(join(drive, '.polylens'));
  expect(all(library).map(([, path]) => path)).toEqual(
    [join(drive, 'a', '1.jpg'), join(drive, 'b.jpg'), '/home/c.jpg'].toSorted(),
  );
  expect(library.roots.paths().map(String)).toEqual([drive, join(drive, 'a'), '/home'].toSorted());
  expect(library.roots.of(below('a', '1.jpg'))?.path.toString()).toBe(join(drive, 'a'));
  expect(library.roots.mounts({ folder: below(), without: [] }).map(String)).toEqual([join(drive, 'a', 'card')]);
  expect(library.files.count({ folder: below(), without: [below('a')] }, { met: true })).toBe(1);
  expect(library.files.count(everything, { met: true })).toBe(3);
});

test('another base, and files that are new, hidden or forgotten below it', () => {
  fill();
  library.portable.rebase(below());
  library.portable.rebase(Buffer.from(world));
  expect(rows()).toEqual(['./drive/a/1.jpg', './drive/b.jpg', '/home/c.jpg']);
  library.files.update([met(below('new.jpg')), { ...met(below('b.jpg')), size: 2 }], []);
  expect(rows()).toEqual(['./drive/a/1.jpg', './drive/b.jpg', './drive/new.jpg', '/home/c.jpg']);
  expect(library.files.forget({ folder: below('a'), without: [] })).toBe(1);
  library.roots.drop(below('a'));
  expect(library.roots.paths().map(String)).toEqual(['/home', drive].toSorted());
});

test('who reads it meanwhile is told to open it again', () => {
  fill();
  const reader = openLibrary(join(drive, '.polylens'));
  expect(reader.isReplaced()).toBe(false);
  library.portable.rebase(below());
  expect([reader.isReplaced(), library.isReplaced()]).toEqual([true, false]);
  reader.close();
});

test.skipIf(process.platform === 'win32')(
  'what Windows wrote is found, and written in order by the next writer',
  () => {
    fill();
    library.portable.rebase(below());
    library.close();
    const database = new DatabaseSync(join(drive, '.polylens', 'library.sqlite'));
    for (const table of ['file', 'root', 'mount'])
      database.exec(
        `UPDATE ${table} SET path = CAST(replace(CAST(path AS TEXT), '/', '\\') AS BLOB) WHERE path < X'2E30'`,
      );
    database.exec(
      `UPDATE file SET path = CAST('C:\\pictures\\c.jpg' AS BLOB) WHERE path = CAST('/home/c.jpg' AS BLOB)`,
    );
    database.close();
    const reader = openLibrary(join(drive, '.polylens'));
    expect(reader.files.count({ folder: below('a'), without: [] }, { met: true })).toBe(1);
    expect(reader.roots.paths().map(String)).toEqual(['/home', drive, join(drive, 'a')].toSorted());
    reader.close();
    library = openLibraryToWrite(join(drive, '.polylens'));
    expect(rows()).toEqual(['./a/1.jpg', './b.jpg', 'C:\\pictures\\c.jpg']);
    expect(rows('SELECT path FROM root ORDER BY path')).toEqual(['./', './a', '/home']);
    expect(rows('SELECT path FROM mount')).toEqual(['./a/card']);
  },
);

test('a damaged one is begun anew with its base and its folders, also elsewhere', () => {
  fill();
  library.portable.rebase(below());
  library.close();
  renameSync(drive, join(world, 'elsewhere'));
  drive = join(world, 'elsewhere');
  writeFileSync(join(drive, '.polylens', 'suspect'), '');
  const file = join(drive, '.polylens', 'library.sqlite');
  const database = new DatabaseSync(file);
  const { page } = database.prepare("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'file_content'").get() as {
    page: number;
  };
  database.close();
  writeFileSync(file, readFileSync(file).fill(0, (page - 1) * pageSize, page * pageSize));
  const anew = openLibraryToWrite(join(drive, '.polylens'));
  library = anew;
  expect(anew.replaced?.folders.map(String).toSorted()).toEqual([drive, join(drive, 'a'), '/home'].toSorted());
  expect([anew.portable.base?.toString(), anew.files.counts('k').found]).toEqual([drive, 0]);
  expect(rows('SELECT path FROM root ORDER BY path')).toEqual(['./', './a', '/home']);
});

const spelled = (name: string, form: 'NFC' | 'NFD') => below('photos', name.normalize(form));

test('files that another system spells otherwise are known again', () => {
  library.files.update([met(spelled('Café.jpg', 'NFC')), { ...met(below('photos', 'B.JPG')), size: 2 }], []);
  const known = all(library).map(([id]) => Number(id));
  const embedding = Float32Array.of(0.6, 0.8);
  library.vectors.record(
    'k',
    known.map((fileId) => ({ kind: 'embedded', fileId, content: contentOf(`${fileId}`), embedding })),
  );
  library.files.update(
    [
      { ...met(spelled('Café.jpg', 'NFD')), changedMs: 9 },
      { ...met(below('photos', 'b.jpg')), size: 2 },
    ],
    known,
  );
  expect(library.respell({ folder: below('photos'), without: [] })).toBe(2);
  expect(new Map(all(library).map(([id, path]) => [path, id]))).toEqual(
    new Map([
      [spelled('Café.jpg', 'NFD').toString(), known[1]],
      [below('photos', 'b.jpg').toString(), known[0]],
    ]),
  );
  expect(library.files.counts('k')).toMatchObject({ found: 2, searchable: 2, waiting: 0, offline: 0 });
});

test('of another time or size, or spelled alike, it is another file', () => {
  library.files.update([met(below('photos', 'a.jpg')), met(below('photos', 'c.jpg'))], []);
  const known = all(library).map(([id]) => Number(id));
  const embedding = Float32Array.of(0.6, 0.8);
  library.vectors.record(
    'k',
    known.map((fileId) => ({ kind: 'embedded', fileId, content: contentOf(`${fileId}`), embedding })),
  );
  const others = ['C.jpg', 'C.JPG'].map((name) => met(below('photos', name)));
  library.files.update([{ ...met(below('photos', 'A.jpg')), modifiedMs: 2 }, ...others], known);
  expect(library.respell({ folder: below('photos'), without: [] })).toBe(0);
  expect(library.files.counts('k')).toMatchObject({ found: 5, waiting: 3, offline: 2 });
});

test.skipIf(process.platform === 'win32')('names of bytes that are no text are not taken for each other', () => {
  const named = (byte: number) => met(Buffer.concat([below('photos'), Buffer.from([0x2f, byte])]));
  library.files.update([named(0xe8)], []);
  const [fileId = 0] = all(library).map(([id]) => Number(id));
  const embedding = Float32Array.of(0.6, 0.8);
  library.vectors.record('k', [{ kind: 'embedded', fileId, content: contentOf('one'), embedding }]);
  library.files.update([named(0xe9)], [fileId]);
  expect(library.respell({ folder: below('photos'), without: [] })).toBe(0);
  expect(library.files.counts('k')).toMatchObject({ found: 2, waiting: 1, offline: 1 });
});

test('on a network drive nothing is opened while another machine says that it writes', () => {
  const says = (host: string) => writeFileSync(join(world, 'writer.txt'), `process 4242 on ${host}`);
  const open = (isShared: boolean) => () => expectNoOther(world, () => isShared);
  expect(open(true)).not.toThrow();
  says(hostname());
  expect(open(true)).not.toThrow();
  says('elsewhere.local');
  expect(open(true)).toThrow('"host":"elsewhere.local"');
  expect(open(false)).not.toThrow();
});
