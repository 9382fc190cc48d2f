import { DatabaseSync } from '@photostructure/sqlite';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PolylensError } from '../../contract/errors.ts';
import { openLibrary, openLibraryToWrite, type Library } from './library.ts';
import type { Outcome } from './vectors.ts';

const key = 'fake@1/1';
let folder: string;
let library: Library;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-library-'));
  library = openLibraryToWrite(folder);
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

function met(name: string, change: { size?: number; modifiedMs?: number; changedMs?: number } = {}) {
  return { path: Buffer.from(name), size: 10, modifiedMs: 1.5, changedMs: 2, ...change };
}

function waiting(scan: number, stageKey = key): string[] {
  return [...library.files.waiting(scan, stageKey)].map(({ path }) => path.toString());
}

function idOf(scan: number, name: string): number {
  const file = [...library.files.waiting(scan, key)].find(({ path }) => path.toString() === name);
  if (!file) throw new Error(`${name} does not wait`);
  return file.id;
}

function embed(fileId: number, text: string): Outcome {
  const content = { hash: Buffer.from(text), width: 3, height: 2, format: 'jpeg' };
  return { kind: 'embedded', fileId, content, embedding: Float32Array.of(0.6, 0.8) };
}

function setAside(fileId: number, retryable: boolean): Outcome {
  return { kind: 'set-aside', fileId, reason: 'image.corrupt', detail: 'x', retryable };
}

function codeOf(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (thrown) {
    return thrown instanceof PolylensError ? thrown.code : thrown;
  }
}

test('a file goes from waiting to searchable, and the counts add up', () => {
  const scan = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(scan, [met('/p/a'), met('/p/b'), met('/p/c')]);
  const [added] = library.vectors.record(key, [embed(idOf(scan, '/p/a'), 'A'), setAside(idOf(scan, '/p/b'), false)]);
  expect(library.files.counts(key)).toEqual({ found: 3, searchable: 1, waiting: 1, setAside: 1 });
  expect(waiting(scan)).toEqual(['/p/c']);
  const label = added?.label ?? -1;
  expect(library.vectors.pathOf(label)?.toString()).toBe('/p/a');
  expect(library.vectors.embeddingOf(label)).toEqual(Float32Array.of(0.6, 0.8));
});

test('met again unchanged it stays; of another size or time it waits again', () => {
  const first = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(first, [met('/p/a'), met('/p/b'), met('/p/c')]);
  library.vectors.record(
    key,
    ['/p/a', '/p/b', '/p/c'].map((name) => embed(idOf(first, name), name)),
  );
  const second = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(second, [
    met('/p/a', { changedMs: 9 }),
    met('/p/b', { size: 11 }),
    met('/p/c', { modifiedMs: 9 }),
  ]);
  expect(waiting(second)).toEqual(['/p/b', '/p/c']);
});

test('what was set aside for good stays so until size, time or permissions change', () => {
  const first = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(first, [met('/p/a'), met('/p/b')]);
  library.vectors.record(key, [setAside(idOf(first, '/p/a'), false), setAside(idOf(first, '/p/b'), false)]);
  const second = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(second, [met('/p/a'), met('/p/b', { changedMs: 9 })]);
  library.files.retry(second);
  expect(waiting(second)).toEqual(['/p/b']);
});

test('a passing failure is tried once more, not at every start', () => {
  const tries: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const scan = library.files.startScan([Buffer.from('/p')]);
    library.files.meet(scan, [met('/p/a')]);
    library.files.retry(scan);
    const names = [...library.files.waiting(scan, key)];
    tries.push(names.length);
    library.vectors.record(
      key,
      names.map(({ id }) => setAside(id, true)),
    );
  }
  expect(tries).toEqual([1, 1, 0, 0]);
});

test('the same content in two places has one vector, also within one batch', () => {
  const scan = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(scan, [met('/p/b'), met('/p/a')]);
  const added = library.vectors.record(key, [embed(idOf(scan, '/p/b'), 'same'), embed(idOf(scan, '/p/a'), 'same')]);
  expect(added).toHaveLength(1);
  expect(library.files.counts(key)).toEqual({ found: 2, searchable: 2, waiting: 0, setAside: 0 });
  expect(library.vectors.pathOf(added[0]?.label ?? -1)?.toString()).toBe('/p/a');
});

test('a content known under another name needs no second embedding', () => {
  const scan = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(scan, [met('/p/a'), met('/p/b')]);
  library.vectors.record(key, [embed(idOf(scan, '/p/a'), 'A')]);
  const contentId = library.vectors.contentOf(Buffer.from('A'), key) ?? -1;
  library.vectors.record(key, [{ kind: 'known', fileId: idOf(scan, '/p/b'), contentId }]);
  expect(library.files.counts(key).searchable).toBe(2);
  expect(library.vectors.contentOf(Buffer.from('A'), 'other@1/1')).toBeUndefined();
});

test('another pack makes everything wait again and keeps the old vectors', () => {
  const scan = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(scan, [met('/p/a')]);
  library.vectors.record(key, [embed(idOf(scan, '/p/a'), 'A')]);
  expect(library.files.counts('new@1/1')).toEqual({ found: 1, searchable: 0, waiting: 1, setAside: 0 });
  expect(waiting(scan, 'new@1/1')).toEqual(['/p/a']);
  expect(library.vectors.hasOtherThan('new@1/1')).toBe(true);
  expect(library.vectors.hasOtherThan(key)).toBe(false);
  expect(library.vectors.labels(key)).toHaveLength(1);
});

test('a missing file leaves the answers and comes back without embedding', () => {
  const first = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(first, [met('/p/a'), met('/p0'), met('/pp/x')]);
  const [added] = library.vectors.record(key, [embed(idOf(first, '/p/a'), 'A')]);
  const second = library.files.startScan([Buffer.from('/p')]);
  const gone = library.files.gone(Buffer.from('/p'), second);
  expect(gone.map(({ path, elsewhere }) => [path.toString(), elsewhere])).toEqual([['/p/a', false]]);
  library.files.markMissing(gone.map(({ id }) => id));
  expect(library.vectors.pathOf(added?.label ?? -1)).toBeUndefined();
  expect(library.files.counts(key)).toEqual({ found: 2, searchable: 0, waiting: 2, setAside: 0 });
  library.files.meet(library.files.startScan([Buffer.from('/p')]), [met('/p/a')]);
  expect(library.files.counts(key).searchable).toBe(1);
});

test('a gone file whose content was met under another name is told as moved', () => {
  const first = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(first, [met('/p/old')]);
  library.vectors.record(key, [embed(idOf(first, '/p/old'), 'A')]);
  const second = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(second, [met('/p/new')]);
  library.vectors.record(key, [embed(idOf(second, '/p/new'), 'A')]);
  expect(library.files.gone(Buffer.from('/p'), second).map(({ elsewhere }) => elsewhere)).toEqual([true]);
});

test('contents that no file names any more are dropped with their vectors, labels are never used again', () => {
  const first = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(first, [met('/p/a')]);
  const [old] = library.vectors.record(key, [embed(idOf(first, '/p/a'), 'before')]);
  const second = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(second, [met('/p/a', { size: 11 })]);
  expect(library.vectors.dropUnused()).toEqual([old?.label]);
  const [next] = library.vectors.record(key, [embed(idOf(second, '/p/a'), 'after')]);
  expect(next?.label).toBeGreaterThan(old?.label ?? Infinity);
});

test('a batch is stored wholly or not at all', () => {
  const scan = library.files.startScan([Buffer.from('/p')]);
  library.files.meet(scan, [met('/p/a')]);
  const bad: Outcome = { kind: 'known', fileId: idOf(scan, '/p/a'), contentId: 999 };
  expect(() => library.vectors.record(key, [embed(idOf(scan, '/p/a'), 'A'), bad])).toThrow('FOREIGN KEY');
  expect(library.vectors.labels(key)).toEqual([]);
  expect(waiting(scan)).toEqual(['/p/a']);
});

test('readers are welcome while one writes, a second writer is told who writes', () => {
  const reader = openLibrary(folder);
  expect(reader.files.counts(key).found).toBe(0);
  reader.close();
  expect(codeOf(() => openLibraryToWrite(folder))).toBe('library.busy');
  library.close();
  library = openLibraryToWrite(folder);
});

test('a library of another version, another program or no database at all is refused by its code', () => {
  library.close();
  const file = join(folder, 'library.sqlite');
  const alter = (sql: string) => {
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
  };
  alter('PRAGMA user_version = 99');
  expect(codeOf(() => openLibrary(folder))).toBe('library.other-version');
  alter('PRAGMA application_id = 1');
  expect(codeOf(() => openLibrary(folder))).toBe('library.unusable');
  writeFileSync(file, 'this is no database, only a long enough text to be looked at as one'.repeat(100));
  expect(codeOf(() => openLibrary(folder))).toBe('library.unusable');
  rmSync(file);
  expect(codeOf(() => openLibrary(folder))).toBe('library.missing');
  library = openLibraryToWrite(folder);
});

test.skipIf(process.platform !== 'linux')('a place that can hold no folder is refused at once', () => {
  expect(codeOf(() => openLibraryToWrite('/proc/polylens/library'))).toBe('library.unusable');
});
