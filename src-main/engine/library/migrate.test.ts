import { DatabaseSync } from '@photostructure/sqlite';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase, pragma, type Database } from './database.ts';
import { openLibrary, openLibraryToWrite } from './library.ts';
import { migrate } from './migrate.ts';
import { applicationId, steps } from './schema.ts';

const key = 'fake@1/1';
let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-migrate-'));
  file = join(folder, 'library.sqlite');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What a library of version 1 held: a searchable file, two set aside, one that waits, one that is missing. */
const firstRows = `
  INSERT INTO folder (path, scan) VALUES (CAST('/p' AS BLOB), 7);
  INSERT INTO content (hash, width, height, format) VALUES (x'01', 3, 2, 'jpeg'), (x'02', 3, 2, 'jpeg');
  INSERT INTO vector (stage_key, content_id, embedding)
    VALUES ('${key}', 1, x'0000803f00000000'), ('${key}', 2, x'000000000000803f');
  INSERT INTO file (path, size, modified_ms, changed_ms, scan, missing, content_id, reason, detail, retryable, attempts, tried_at)
    VALUES (CAST('/p/a' AS BLOB), 1, 1.5, 2, 7, 0, 1, NULL, NULL, NULL, 0, NULL),
           (CAST('/p/b' AS BLOB), 1, 1.5, 2, 7, 0, NULL, 'image.corrupt', 'x', 0, 1, 5),
           (CAST('/p/c' AS BLOB), 1, 1.5, 2, 7, 0, NULL, NULL, NULL, NULL, 0, NULL),
           (CAST('/p/d' AS BLOB), 1, 1.5, 2, 5, 1, 2, NULL, NULL, NULL, 0, NULL),
           (CAST('/p/e' AS BLOB), 1, 1.5, 2, 7, 0, NULL, 'file.unreadable', 'EIO', 1, 1, 5);`;

/** A library as the program of an earlier version left it. */
function libraryOf(version: number): void {
  const database = new DatabaseSync(file);
  for (const [at, step] of steps.slice(0, version).entries()) database.exec(at === 0 ? step + firstRows : step);
  database.exec(
    `PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${version}; PRAGMA journal_mode = WAL`,
  );
  database.close();
}

function tablesOf(database: Database): unknown[] {
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type IN ('table', 'index')").all();
  return (tables as { name: string }[]).map(({ name }) => [name, database.prepare(`PRAGMA table_info(${name})`).all()]);
}

const earlier = steps.map((_, at) => at).slice(1);

test.each(earlier)('a library of version %i is brought to this one with all it held, backup first', (version) => {
  libraryOf(version);
  const library = openLibrary(folder);
  expect(library.files.counts(key)).toEqual({ found: 4, searchable: 1, waiting: 1, setAside: 2, offline: 0 });
  library.files.retry(library.roots.paths().map((path) => library.roots.territory(path)));
  expect(library.files.counts(key).waiting).toBe(2);
  expect(library.files.countMissing()).toBe(1);
  expect(library.roots.paths().map(String)).toEqual(['/p']);
  expect(library.vectors.labels(key)).toEqual([1, 2]);
  expect(library.vectors.placeOf(1)?.path.toString()).toBe('/p/a');
  expect(library.faults()).toEqual([]);
  library.close();

  const [backup = ''] = readdirSync(join(folder, 'backups'));
  const before = new DatabaseSync(join(folder, 'backups', backup));
  expect(pragma(before, 'user_version')).toBe(version);
  expect(before.prepare('SELECT count(*) AS count FROM file').get()).toEqual({ count: 5 });
  before.close();

  const migrated = openDatabase(file);
  expect(migrated.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  expect(migrated.prepare('PRAGMA foreign_key_check').all()).toEqual([]);
  const fresh = openDatabase(join(folder, 'fresh.sqlite'));
  migrate(fresh, 'fresh.sqlite');
  expect(tablesOf(migrated)).toEqual(tablesOf(fresh));
  fresh.close();
  migrated.close();
});

test('pictures that may move are read again, and found as they are until then', () => {
  libraryOf(steps.findIndex((step) => step.includes("format IN ('gif', 'webp')")));
  const database = new DatabaseSync(file);
  database.exec(
    "UPDATE content SET format = 'gif' WHERE id = 1; INSERT INTO details (content_id, rating) VALUES (1, 5)",
  );
  const [{ hash }] = database.prepare('SELECT hash FROM content WHERE id = 1').all() as [{ hash: Uint8Array }];
  database.close();
  const library = openLibrary(folder);
  expect(library.vectors.labels(key)).toEqual([1, 2]);
  expect(library.vectors.contentOf(Buffer.from(hash), key)).toEqual({ id: 1, described: false });
  expect(library.vectors.labelsWithin(key, { rating: 5 }, 9)).toEqual([1]);
  library.close();
});

/** What two steps were when they had what is to be read again lose what was known of it. */
const readAtOnce = [
  `INSERT INTO placement (label) SELECT vector.id FROM vector
     WHERE content_id IN (SELECT id FROM content WHERE format IN ('gif', 'webp')) ORDER BY vector.id;
   DELETE FROM vector WHERE content_id IN (SELECT id FROM content WHERE format IN ('gif', 'webp'));`,
  `CREATE TABLE cue (
     id INTEGER PRIMARY KEY,
     content_id INTEGER NOT NULL REFERENCES content (id) ON DELETE CASCADE,
     start_ms INTEGER NOT NULL,
     end_ms INTEGER NOT NULL,
     text TEXT NOT NULL
   );
   CREATE INDEX cue_content ON cue (content_id);
   CREATE VIRTUAL TABLE cue_words USING fts5 (
     words, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
   );
   CREATE TRIGGER cue_gone AFTER DELETE ON cue BEGIN
     DELETE FROM cue_words WHERE rowid = OLD.id;
   END;
   DELETE FROM details WHERE content_id IN (SELECT id FROM content WHERE duration_ms IS NOT NULL);`,
];

test('what was read again at once, as two steps once had it, is not read a second time', () => {
  const first = steps.findIndex((step) => step.includes("format IN ('gif', 'webp')"));
  libraryOf(first);
  const database = new DatabaseSync(file);
  for (const step of readAtOnce) database.exec(step);
  database.exec(
    `UPDATE content SET format = 'gif', duration_ms = 9 WHERE id = 1; INSERT INTO details (content_id) VALUES (1);
     PRAGMA user_version = ${first + readAtOnce.length}`,
  );
  database.close();
  const library = openLibrary(folder);
  expect(library.vectors.contentOf(Buffer.of(1), key)).toEqual({ id: 1, described: true });
  library.close();
});

test('pictures of phones that make motion photos are read again, and found as they are until then', () => {
  libraryOf(steps.findIndex((step) => step.includes('film_offset')));
  const database = new DatabaseSync(file);
  database.exec(
    "INSERT INTO details (content_id, camera) VALUES (1, 'Google Pixel 7'), (2, 'NIKON D70'); UPDATE file SET gone = 0",
  );
  const rows = database.prepare('SELECT hash FROM content ORDER BY id').all() as { hash: Uint8Array }[];
  database.close();
  const library = openLibrary(folder);
  expect(library.vectors.labels(key)).toEqual([1, 2]);
  const described = rows.map(({ hash }) => library.vectors.contentOf(Buffer.from(hash), key)?.described);
  expect(described).toEqual([false, true]);
  library.close();
});

test('a label that was used before vectors had moments is not used again', () => {
  libraryOf(9);
  const old = new DatabaseSync(file);
  old.exec('DELETE FROM vector WHERE id = 2');
  old.close();
  const library = openLibraryToWrite(folder);
  library.files.update([{ path: Buffer.from('/p/new'), size: 1, modifiedMs: 1, changedMs: 1 }], []);
  const [file1] = library.files.known(Buffer.from('/p/new'), Buffer.from('/p/new1'));
  const content = { hash: Buffer.of(3), width: 1, height: 1, format: 'jpeg', thumbhash: Uint8Array.of(1), details: {} };
  const embedding = Float32Array.of(1, 0);
  const added = library.vectors.record(key, [{ kind: 'embedded', fileId: file1?.id ?? 0, content, embedding }]);
  expect(added.map(({ label }) => label)).toEqual([3]);
  library.close();
});

test('a new library and one of this version need no backup', () => {
  openLibraryToWrite(folder).close();
  openLibraryToWrite(folder).close();
  expect(readdirSync(folder)).not.toContain('backups');
});

test('a backup that cannot be removed keeps no library from being opened', () => {
  // As on Windows one that somebody has open: what lies there cannot be removed like a file.
  for (let day = 10; day < 30; day += 1) mkdirSync(join(folder, 'backups', `200001${day}T000000`), { recursive: true });
  libraryOf(1);
  openLibrary(folder).close();
  expect(readdirSync(join(folder, 'backups'))).toHaveLength(21);
});

test('fourteen backups are kept, the newest', () => {
  mkdirSync(join(folder, 'backups'));
  for (let day = 1; day <= 20; day += 1) {
    writeFileSync(join(folder, 'backups', `200001${String(day).padStart(2, '0')}T000000.000Z-version-1.sqlite`), '');
  }
  libraryOf(1);
  openLibraryToWrite(folder).close();
  const kept = readdirSync(join(folder, 'backups')).toSorted();
  expect(kept).toHaveLength(14);
  expect(kept[0]).toContain('20000108');
  expect(kept.at(-1)).not.toContain('2000');
});

test('a step that fails leaves the library as it was', () => {
  libraryOf(1);
  const database = openDatabase(file);
  database.exec('DROP INDEX file_scan');
  expect(() => migrate(database, file)).toThrow('file_scan');
  expect(pragma(database, 'user_version')).toBe(1);
  expect(database.prepare('SELECT count(*) AS count FROM file WHERE missing = 1').get()).toEqual({ count: 1 });
  database.close();
});

test('an older library in use by another writer is not touched', () => {
  openLibraryToWrite(folder).close();
  const writer = openLibraryToWrite(folder);
  const database = openDatabase(file);
  database.exec('PRAGMA user_version = 1');
  expect(() => openLibrary(folder)).toThrow('library.busy');
  database.exec(`PRAGMA user_version = ${steps.length}`);
  database.close();
  writer.close();
});
