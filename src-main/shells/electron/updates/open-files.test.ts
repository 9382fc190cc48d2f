import { mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { expectFresh, seenFile } from './freshness.ts';
import { putInPlace } from './put-in-place.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-open-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Files that this process has open, in `folder` or the device that is always full. */
function openFiles(): string[] {
  const targets = readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(join('/proc/self/fd', fd))];
    } catch {
      // That of the listing itself.
      return [];
    }
  });
  return targets.filter((path) => path.startsWith(folder) || path === '/dev/full');
}

test.skipIf(process.platform !== 'linux')('a new program that cannot take its place is closed', async () => {
  const update = join(folder, 'update');
  writeFileSync(update, 'new');
  await expect(putInPlace(update, '', join(folder, 'program'))).rejects.toThrow('ENOENT');
  expect(openFiles()).toEqual([]);
});

test.skipIf(process.platform !== 'linux')('what a full disk does not keep of a list is closed', async () => {
  symlinkSync('/dev/full', join(folder, `${seenFile}.new`));
  const dates = { issued: 1, expires: 3 };
  await expect(expectFresh(dates, folder, 2)).rejects.toThrow('ENOSPC');
  expect(openFiles()).toEqual([]);
});
