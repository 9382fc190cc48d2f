import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { embed, met } from '../../../test/fixtures/rows.ts';
import { openLibraryToWrite, type Library } from './library.ts';
import type { Outcome } from './vectors.ts';

const key = 'fake@1/1';
const photos = { folder: Buffer.from('/p'), without: [] };
let folder: string;
let library: Library;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-changed-'));
  library = openLibraryToWrite(folder);
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

function idOf(name: string): number {
  return library.files.known(Buffer.from(name), Buffer.from(`${name}\0`))[0]?.id ?? -1;
}

function setAside(fileId: number, retryable: boolean): Outcome {
  return { kind: 'set-aside', fileId, reason: 'file.unreadable', detail: 'x', retryable };
}

test('of one size and time, what may have changed names is read again; copies are not', () => {
  const names = ['/p/a', '/p/b', '/p/copy', '/p/its copy'];
  const sizeOf = (name: string) => ({ size: name.includes('copy') ? 11 : 10 });
  library.files.update(
    names.map((name) => met(name, sizeOf(name))),
    [],
  );
  library.vectors.record(
    key,
    names.map((name) => embed(idOf(name), name.includes('copy') ? 'both' : name)),
  );
  library.files.update(
    names.map((name) => met(name, { ...sizeOf(name), changedMs: 9 })),
    [],
  );
  expect(library.files.waiting([photos], key).others).toEqual([idOf('/p/a'), idOf('/p/b')]);
});

test('what was never read and lies elsewhere in its size and time has moved', () => {
  const [read, fresh, gone] = [met('/p/read', { size: 9 }), met('/p/fresh'), met('/p/gone', { size: 11 })];
  library.files.update([read, fresh, gone], []);
  library.vectors.record(key, [embed(idOf('/p/read'), 'A')]);
  const moved = [read, fresh].map((file) => ({ ...file, path: Buffer.from(`${file.path.toString()} moved`) }));
  library.files.update(
    moved,
    [read, fresh, gone].map(({ path }) => idOf(path.toString())),
  );
  const elsewhere = library.files.gone(photos).map((file) => [file.path.toString(), file.elsewhere]);
  // What was read is known by its content, once that is read again.
  expect(Object.fromEntries(elsewhere)).toEqual({ '/p/read': false, '/p/fresh': true, '/p/gone': false });
});

test('what a file held is kept until it has been read again', () => {
  library.files.update([met('/p/a')], []);
  const [first] = library.vectors.record(key, [embed(idOf('/p/a'), 'A')]);
  for (const modifiedMs of [9, 10]) {
    library.files.update([met('/p/a', { modifiedMs })], []);
    expect(library.vectors.dropUnused()).toEqual([]);
    library.vectors.record(key, [setAside(idOf('/p/a'), true)]);
    expect(library.vectors.dropUnused()).toEqual([]);
  }
  library.vectors.record(key, [embed(idOf('/p/a'), 'another')]);
  expect(library.vectors.dropUnused()).toEqual([first?.label]);
  library.vectors.record(key, [setAside(idOf('/p/a'), false)]);
  expect(library.vectors.dropUnused()).toHaveLength(1);
});

test('what only got another time and was moved before it was read again has moved, whichever is heard of first', () => {
  const names = ['/p/first', '/p/later'];
  const move = (name: string, modifiedMs: number) => {
    library.files.update([met(name, { modifiedMs })], []);
    library.files.update([met(`${name} moved`, { modifiedMs })], [idOf(name)]);
  };
  library.files.update(
    names.map((name) => met(name)),
    [],
  );
  library.vectors.record(
    key,
    names.map((name) => embed(idOf(name), name)),
  );
  names.forEach((name, at) => move(name, 10 + at));
  library.files.markMissing([idOf('/p/first')]);
  for (const [at, name] of names.entries()) {
    const { id } = library.vectors.contentOf(Buffer.from(name), key) ?? { id: -1 };
    expect(id).toBe(at + 1);
    library.vectors.record(key, [{ kind: 'known', fileId: idOf(`${name} moved`), contentId: id }]);
  }
  expect(library.files.countMissing()).toBe(0);
  expect(library.files.gone(photos).map((file) => [file.path.toString(), file.elsewhere])).toEqual([
    ['/p/later', true],
  ]);
});

test('a copy of what leaves the library meanwhile waits to be read again', () => {
  library.files.update([met('/p/a'), met('/q/copy')], []);
  library.vectors.record(key, [embed(idOf('/p/a'), 'A')]);
  library.files.forget(photos);
  library.vectors.dropUnused();
  library.vectors.record(key, [{ kind: 'known', fileId: idOf('/q/copy'), contentId: 1 }]);
  const others = { folder: Buffer.from('/q'), without: [] };
  expect(library.files.waiting([others], key).others).toEqual([idOf('/q/copy')]);
});
