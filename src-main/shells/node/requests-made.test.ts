import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requestsMade } from './requests-made.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'polylens-requests-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('what was asked of other machines is counted, for models and for new versions, and is nothing at first', async () => {
  const [library, imported] = [join(folder, 'library'), join(folder, 'packs')];
  expect(await requestsMade({ library, imported })).toBe(0);
  expect(await requestsMade({ library })).toBe(0);
  for (const [at, lines] of [
    [join(library, 'updates'), '{"a":1}\n'],
    [imported, '{"a":1}\n{"a":2}\n'],
  ] as const) {
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'requests.jsonl'), lines);
  }
  expect(await requestsMade({ library, imported })).toBe(3);
  expect(await requestsMade({ library })).toBe(1);
});
