import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { takeWriterLock } from './writer-lock.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a lock is given back though the name beside it cannot be removed, as on Windows while somebody reads it', () => {
  const release = takeWriterLock(folder);
  expect(() => takeWriterLock(folder)).toThrow('library.busy');
  rmSync(join(folder, 'writer.txt'));
  mkdirSync(join(folder, 'writer.txt'));
  release();
  takeWriterLock(folder)();
});
