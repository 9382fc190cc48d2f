import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepPlace, readPlace } from './window-place.ts';

const screen = { x: 0, y: 0, width: 1920, height: 1080 };
const right = { ...screen, x: 1920 };
const usual = { bounds: { width: 1280, height: 860 }, isMaximized: false };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'polylens-place-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a window opens where it was closed', () => {
  const place = { bounds: { x: 2000, y: 10, width: 900, height: 700 }, isMaximized: true };
  keepPlace(join(folder, 'new'), place);
  expect(readPlace(join(folder, 'new'), [screen, right])).toEqual(place);
});

test('a window on a screen that is gone, or out of reach, opens in the middle with its size', () => {
  const size = { width: 900, height: 700 };
  for (const at of [
    { x: 2000, y: 10 },
    { x: -850, y: 10 },
    { x: 1900, y: 10 },
    { x: 10, y: -400 },
    { x: 10, y: 1070 },
  ]) {
    keepPlace(folder, { bounds: { ...at, ...size }, isMaximized: false });
    expect(readPlace(folder, [screen]), JSON.stringify(at)).toEqual({ bounds: size, isMaximized: false });
  }
});

test('what is not there or not whole means the usual place', () => {
  expect(readPlace(folder, [screen])).toEqual(usual);
  for (const text of ['', '{', '[]', '{"bounds":7}', '{"bounds":{"x":"1","y":0,"width":0,"height":9}}']) {
    writeFileSync(join(folder, 'window-place.json'), text);
    expect(readPlace(folder, [screen]), text).toEqual(usual);
  }
});
