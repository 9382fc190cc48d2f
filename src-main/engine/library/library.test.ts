import { DatabaseSync } from '@photostructure/sqlite';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { embed, met } from '../../../test/fixtures/rows.ts';
import { PolylensError } from '../../contract/errors.ts';
import type { FailureReason } from '../values.ts';
import { openLibrary, openLibraryToWrite, type Library } from './library.ts';
import type { Territory } from './path-range.ts';
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

const photos: Territory = { folder: Buffer.from('/p'), without: [] };

function waiting(stageKey = key, folders = [photos]): string[] {
  const { files } = library;
  const { perhapsMoved, others } = files.waiting(folders, stageKey);
  return [...files.read([...perhapsMoved, ...others])].map(({ path }) => path.toString());
}

function idOf(name: string): number {
  const file = library.files.known(Buffer.from(name), Buffer.from(`${name}\0`))[0];
  if (!file) throw new Error(`${name} is not known`);
  return file.id;
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
  library.files.update([met('/p/a'), met('/p/b'), met('/p/c')], []);
  const [added] = library.vectors.record(key, [embed(idOf('/p/a'), 'A'), setAside(idOf('/p/b'), false)]);
  expect(library.files.counts(key)).toMatchObject({ found: 3, searchable: 1, waiting: 1, setAside: 1 });
  expect(waiting()).toEqual(['/p/c']);
  const label = added?.label ?? -1;
  expect(library.vectors.placeOf(label)?.path.toString()).toBe('/p/a');
  expect(library.vectors.embeddingOf(label)).toEqual(Float32Array.of(0.6, 0.8));
});

test('met again unchanged it stays; of another size or time it waits again', () => {
  library.files.update([met('/p/a', { size: 9 }), met('/p/b'), met('/p/c')], []);
  library.vectors.record(
    key,
    ['/p/a', '/p/b', '/p/c'].map((name) => embed(idOf(name), name)),
  );
  const changes = [met('/p/a', { size: 9, changedMs: 9 }), met('/p/b', { size: 11 }), met('/p/c', { modifiedMs: 9 })];
  library.files.update(changes, []);
  expect(waiting()).toEqual(['/p/c', '/p/b']);
});

test('what was set aside for good stays so until size, time or permissions change', () => {
  library.files.update([met('/p/a'), met('/p/b')], []);
  library.vectors.record(key, [setAside(idOf('/p/a'), false), setAside(idOf('/p/b'), false)]);
  library.files.update([met('/p/a'), met('/p/b', { changedMs: 9 })], []);
  library.files.retry([photos]);
  expect(waiting()).toEqual(['/p/b']);
});

const minute = 60_000;

/** Minutes at which a file that fails each time is tried, when a run comes every minute. */
function triedAt(reason: FailureReason, minutes: number, start = Date.now()): number[] {
  library.files.update([met('/p/a')], []);
  const tried: number[] = [];
  for (let at = 0; at <= minutes; at += 1) {
    library.files.retry([photos], start + at * minute);
    const [id] = library.files.waiting([photos], key).others;
    if (id === undefined) continue;
    tried.push(at);
    const outcome: Outcome = { kind: 'set-aside', fileId: id, reason, detail: '', retryable: true };
    library.vectors.record(key, [outcome], start + at * minute);
  }
  return tried;
}

test('a passing failure is tried again ever more rarely, but each day', () => {
  expect(triedAt('file.unreadable', 4 * 24 * 60)).toEqual([
    0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 2047, 3487, 4927,
  ]);
});

test.each<FailureReason>(['decoder.crashed', 'decoder.timeout', 'encoder.failed'])(
  'a file of which processes died twice (%s) is left alone until it changes',
  (reason) => {
    expect(triedAt(reason, 10_000)).toEqual([0, 1]);
    library.files.update([met('/p/a', { modifiedMs: 9 })], []);
    expect(waiting()).toEqual(['/p/a']);
  },
);

test('a clock that was set back does not put a try off for ever', () => {
  const now = Date.now();
  expect(triedAt('file.unreadable', 0, now + 1000 * 24 * 60 * minute)).toEqual([0]);
  library.files.retry([photos], now);
  expect(waiting()).toEqual(['/p/a']);
});

test('a file that is back is tried at once when it failed for a passing reason, else not', () => {
  library.files.update([met('/p/a'), met('/p/b')], []);
  library.vectors.record(key, [setAside(idOf('/p/a'), true), setAside(idOf('/p/b'), false)]);
  library.files.update([], [idOf('/p/a'), idOf('/p/b')]);
  library.files.update([met('/p/a'), met('/p/b')], []);
  expect(waiting()).toEqual(['/p/a']);
});

test('the same content in two places has one vector, also within one batch', () => {
  library.files.update([met('/p/b'), met('/p/a')], []);
  const added = library.vectors.record(key, [embed(idOf('/p/b'), 'same'), embed(idOf('/p/a'), 'same')]);
  expect(added).toHaveLength(1);
  expect(library.files.counts(key)).toMatchObject({ found: 2, searchable: 2, waiting: 0, setAside: 0 });
  expect(library.vectors.placeOf(added[0]?.label ?? -1)?.path.toString()).toBe('/p/a');
});

test('a content known under another name needs no second embedding', () => {
  library.files.update([met('/p/a'), met('/p/b')], []);
  library.vectors.record(key, [embed(idOf('/p/a'), 'A')]);
  const contentId = library.vectors.contentOf(Buffer.from('A'), key)?.id ?? -1;
  library.vectors.record(key, [{ kind: 'known', fileId: idOf('/p/b'), contentId }]);
  expect(library.files.counts(key).searchable).toBe(2);
  expect(library.vectors.contentOf(Buffer.from('A'), 'other@1/1')).toBeUndefined();
});

test('another pack makes everything wait again and keeps the old vectors', () => {
  library.files.update([met('/p/a')], []);
  library.vectors.record(key, [embed(idOf('/p/a'), 'A')]);
  expect(library.files.counts('new@1/1')).toMatchObject({ found: 1, searchable: 0, waiting: 1, setAside: 0 });
  expect(waiting('new@1/1')).toEqual(['/p/a']);
  expect(library.vectors.hasOtherThan('new@1/1')).toBe(true);
  expect(library.vectors.hasOtherThan(key)).toBe(false);
  expect(library.vectors.labels(key)).toHaveLength(1);
});

test('a missing file leaves the answers and comes back without embedding', () => {
  library.files.update([met('/p/a'), met('/p0'), met('/pp/x')], []);
  const [added] = library.vectors.record(key, [embed(idOf('/p/a'), 'A')]);
  library.files.update([], [idOf('/p/a')]);
  const gone = library.files.gone(photos);
  expect(gone.map(({ path, elsewhere }) => [path.toString(), elsewhere])).toEqual([['/p/a', false]]);
  library.files.markMissing(gone.map(({ id }) => id));
  expect(library.vectors.placeOf(added?.label ?? -1)).toBeUndefined();
  expect(library.files.counts(key)).toMatchObject({ found: 2, searchable: 0, waiting: 2, setAside: 0 });
  library.files.update([met('/p/a')], []);
  expect(library.files.counts(key).searchable).toBe(1);
});

test('a file that was not met is still found, and does not wait until it is met again', () => {
  library.files.update([met('/p/a'), met('/p/b')], []);
  const [added] = library.vectors.record(key, [embed(idOf('/p/a'), 'A')]);
  library.files.update([], [idOf('/p/a'), idOf('/p/b')]);
  expect(library.vectors.placeOf(added?.label ?? -1)?.path.toString()).toBe('/p/a');
  expect(library.files.counts(key)).toMatchObject({ found: 2, searchable: 1, waiting: 1, setAside: 0 });
  expect(waiting()).toEqual([]);
  library.files.update([met('/p/a'), met('/p/b')], []);
  expect(waiting()).toEqual(['/p/b']);
});

test('what waits is asked for by folder, each file once', () => {
  library.files.update([met('/p/a'), met('/p/q/b'), met('/r/c')], []);
  expect(waiting(key, [photos, { ...photos, folder: Buffer.from('/p/q') }])).toEqual(['/p/a', '/p/q/b']);
  expect(waiting(key, [{ ...photos, folder: Buffer.from('/r') }])).toEqual(['/r/c']);
  expect(waiting(key, [{ ...photos, without: [Buffer.from('/p/q')] }])).toEqual(['/p/a']);
});

test('the newest file is first in turn, whenever it was met', () => {
  library.files.update([met('/p/b', { modifiedMs: 2 }), met('/p/d', { modifiedMs: 4 })], []);
  library.files.update([met('/p/a', { modifiedMs: 1 }), met('/p/c', { modifiedMs: 3 })], []);
  expect(waiting()).toEqual(['/p/d', '/p/c', '/p/b', '/p/a']);
});

test('a gone file whose content was met under another name is told as moved', () => {
  library.files.update([met('/p/old')], []);
  library.vectors.record(key, [embed(idOf('/p/old'), 'A')]);
  library.files.update([met('/p/new')], [idOf('/p/old')]);
  library.vectors.record(key, [embed(idOf('/p/new'), 'A')]);
  expect(library.files.gone(photos).map(({ elsewhere }) => elsewhere)).toEqual([true]);
});

test('contents that no file names any more are dropped with their vectors, labels are never used again', () => {
  library.files.update([met('/p/a')], []);
  const [old] = library.vectors.record(key, [embed(idOf('/p/a'), 'before')]);
  library.files.update([met('/p/a', { size: 11 })], []);
  const [next] = library.vectors.record(key, [embed(idOf('/p/a'), 'after')]);
  expect(library.vectors.dropUnused()).toEqual([old?.label]);
  library.files.forget(photos);
  expect(library.vectors.dropUnused()).toEqual([next?.label]);
  library.files.update([met('/p/a')], []);
  const [last] = library.vectors.record(key, [embed(idOf('/p/a'), 'again')]);
  expect(last?.label).toBeGreaterThan(next?.label ?? Infinity);
});

test('a batch is stored wholly or not at all', () => {
  library.files.update([met('/p/a')], []);
  const bad = embed(idOf('/p/a'), 'B');
  if ('content' in bad) bad.content.width = Number.NaN;
  expect(() => library.vectors.record(key, [embed(idOf('/p/a'), 'A'), bad])).toThrow('NOT NULL');
  expect(library.vectors.labels(key)).toEqual([]);
  expect(waiting()).toEqual(['/p/a']);
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
  expect(codeOf(() => openLibrary(folder))).toBe('library.damaged');
  rmSync(file);
  expect(codeOf(() => openLibrary(folder))).toBe('library.missing');
  library = openLibraryToWrite(folder);
});

test.skipIf(process.platform !== 'linux')('a place that can hold no folder is refused at once', () => {
  expect(codeOf(() => openLibraryToWrite('/proc/polylens/library'))).toBe('library.unusable');
});
