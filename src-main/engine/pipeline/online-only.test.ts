import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isOnlineOnly } from './online-only.ts';
import type { Outcome, RunParts } from './outcome.ts';
import { run } from './run.ts';
import { look } from './scan.ts';

const { platform } = process;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-online-'));
});
afterEach(() => {
  Object.defineProperty(process, 'platform', { value: platform });
  rmSync(folder, { recursive: true, force: true });
});

/** A file that takes no room, as what is elsewhere does: a hole. */
function elsewhere(name: string): Buffer {
  const path = join(folder, name);
  writeFileSync(path, '');
  truncateSync(path, 1e6);
  expect(statSync(path).blocks).toBe(0);
  return Buffer.from(path);
}

test('only where there are clouds, a file that takes no room is online only; a small one may lie elsewhere on the disk', () => {
  const file = { size: 1e6, blocks: 0 };
  expect(['darwin', 'win32', 'linux'].map((each) => isOnlineOnly(file, each as typeof platform))).toEqual([
    true,
    true,
    false,
  ]);
  expect(isOnlineOnly({ ...file, blocks: 8 }, 'win32')).toBe(false);
  expect(isOnlineOnly({ ...file, size: 500 }, 'win32')).toBe(false);
});

test('a file that a cloud keeps is not fetched: it waits for being here, and what was read is found still', async () => {
  const files = ['new.jpg', 'read.jpg'].map((name, id) => {
    const path = elsewhere(name);
    const { size, mtimeMs } = statSync(path);
    return { id, path, size, modifiedMs: mtimeMs, wasRead: name === 'read.jpg' };
  });
  const outcomes: Outcome[] = [];
  const parts: Partial<RunParts> = {
    isLost: () => Promise.resolve(false),
    batchSize: () => 1,
    record: (batch) => void outcomes.push(...batch),
    onSetAside: () => undefined,
    onProgress: () => undefined,
    settleMs: 0,
    signal: new AbortController().signal,
  };
  Object.defineProperty(process, 'platform', { value: 'win32' });
  await run(files, parts as RunParts);
  const reason = { reason: 'file.unreadable', detail: 'online only', retryable: true };
  expect(outcomes).toEqual([{ kind: 'set-aside', fileId: 0, ...reason }]);
});

test('nor is one fetched to see whether it is a picture', () => {
  const path = elsewhere('report.docx');
  const asked: Uint8Array[] = [];
  const isMedia = (head: Uint8Array) => asked.push(head) > 0;
  const parts = { isMedia, onUnasked: () => expect.fail('it can be asked for') };
  Object.defineProperty(process, 'platform', { value: 'darwin' });
  expect(look(path, parts)).toBeUndefined();
  expect(asked).toEqual([]);
  Object.defineProperty(process, 'platform', { value: platform });
  expect(look(path, parts)?.size).toBe(1e6);
});
