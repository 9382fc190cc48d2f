import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { holdsLock, windowData } from './window-data.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'polylens-window-data-'));
});
afterEach(() => rmSync(root, { recursive: true }));

test('what Chromium keeps lies with the library where that can hold its lock', () => {
  expect(windowData(join(root, 'library'), join(root, 'data'))).toBe(join(root, 'library', 'window'));
  expect(readdirSync(join(root, 'library', 'window'))).toEqual([]);
});

test('else on this machine, for each library by itself', () => {
  const data = (library: string) => windowData(library, '/data', () => false);
  expect(data('/media/drive/.polylens')).toMatch(/^[/\\]data[/\\]windows[/\\][0-9a-f]{16}$/);
  expect(data('/media/drive/.polylens')).toBe(data('/media/drive/.polylens'));
  expect(data('/media/drive/.polylens')).not.toBe(data('/media/other/.polylens'));
});

test('a place that takes nothing cannot hold it', () => {
  writeFileSync(join(root, 'file'), '');
  expect(holdsLock(join(root, 'file', 'window'))).toBe(false);
});
