import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isSuspect, setAside, suspect } from './damage.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-damage-'));
  file = join(folder, 'library.sqlite');
  for (const part of ['', '-wal', '-shm']) writeFileSync(file + part, `what is in ${part}`);
  suspect(folder);
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

test('a damaged library goes aside with its log, and is suspected no longer', () => {
  const aside = setAside(file);
  expect(readFileSync(`${aside}-wal`, 'utf8')).toBe('what is in -wal');
  expect(readFileSync(aside, 'utf8')).toBe('what is in ');
  expect(existsSync(file) || existsSync(`${file}-wal`) || isSuspect(file)).toBe(false);
});

test('where the system does not move it, as Windows what is open, it keeps its log and is checked again', () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ['Date'] });
  // No file takes the place of a folder.
  mkdirSync(join(folder, 'damaged-20260101T000000.000Z.sqlite'));
  expect(() => setAside(file)).toThrow('library.busy');
  expect(readdirSync(folder).toSorted()).toEqual([
    'damaged-20260101T000000.000Z.sqlite',
    'library.sqlite',
    'library.sqlite-shm',
    'library.sqlite-wal',
    'suspect',
  ]);
});
