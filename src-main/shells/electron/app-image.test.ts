import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isSandboxLeftOut } from './app-image.ts';

let mounted = '';
beforeEach(() => {
  mounted = mkdtempSync(join(tmpdir(), 'polylens-app-image-'));
  mkdirSync(join(mounted, 'resources'));
});
afterEach(() => rmSync(mounted, { recursive: true }));

test('a sandbox that an AppImage’s launcher left out is noticed', () => {
  const env = { APPIMAGE: '/home/ana/Polylens.AppImage', APPDIR: mounted };
  const resources = join(mounted, 'resources');
  const started = (...args: string[]) => ({ argv: [join(mounted, 'polylens'), ...args], env, resources, uid: 1000 });
  expect(isSandboxLeftOut(started('--no-sandbox', '/home/ana/a.jpg'))).toBe(true);
  expect(isSandboxLeftOut(started('/home/ana/a.jpg'))).toBe(false);
  expect(isSandboxLeftOut({ ...started('--no-sandbox'), uid: 0 })).toBe(false);
  // Who types it to another installation has asked for it.
  expect(isSandboxLeftOut({ ...started('--no-sandbox'), env: {} })).toBe(false);
  expect(isSandboxLeftOut({ ...started('--no-sandbox'), resources: tmpdir() })).toBe(false);
});
