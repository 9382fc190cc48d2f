import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isDue, keepWish, readWish } from './wish.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'polylens-wish-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const week = 7 * 24 * 3_600_000;

test('nothing is looked for until the person has said so, and then each week', () => {
  expect(isDue(readWish(folder), Date.now())).toBe(false);
  keepWish(join(folder, 'library'), { weekly: true, looked: 1000 });
  const wish = readWish(join(folder, 'library'));
  expect(isDue(wish, 999 + week)).toBe(false);
  expect(isDue(wish, 1000 + week)).toBe(true);
  // The clock was wrong when it was looked.
  expect(isDue(wish, 0)).toBe(true);
  expect(isDue({ ...wish, weekly: false }, 1000 + week)).toBe(false);
});

test.each(['', '{', '[]', 'null', '{"weekly":"yes","looked":"now"}', '{"weekly":1}'])(
  'what cannot be read (%s) is no consent',
  (text) => {
    writeFileSync(join(folder, 'updates.json'), text);
    expect(readWish(folder)).toEqual({ weekly: false, looked: 0 });
  },
);
