import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Settings } from '../../contract/index.ts';
import { keepSettings, readSettings } from './window-settings.ts';

let library: string;
beforeEach(() => {
  library = mkdtempSync(join(tmpdir(), 'polylens-settings-'));
});
afterEach(() => rmSync(library, { recursive: true, force: true }));

const none: Settings = { theme: 'system', recent: [] };
const defaults = { theme: 'system', recent: [] };

test('what was kept is read again, and nothing else is left behind', async () => {
  const settings = { theme: 'dark', language: 'ja', recent: ['犬'] } as const;
  keepSettings(library, { before: none, now: { ...settings, recent: [...settings.recent] } });
  expect(await readSettings(library)).toEqual(settings);
  expect(readdirSync(library)).toEqual(['window.json']);
});

test('a file that is not there, not JSON or not ours means the defaults', async () => {
  expect(await readSettings(join(library, 'none'))).toEqual(defaults);
  for (const text of ['', '{"theme":', '[]', '{"theme":"pink"}', '{"theme":"dark","recent":7}']) {
    writeFileSync(join(library, 'window.json'), text);
    expect(await readSettings(library), text).toEqual(defaults);
  }
});

test('of many that are kept at once each stays, the last one in front', async () => {
  let before = none;
  await Promise.all(
    Array.from({ length: 12 }, async (_, index) => {
      const now = { ...before, recent: [`${index}`, ...before.recent] };
      keepSettings(library, { before, now });
      before = now;
    }),
  );
  expect((await readSettings(library)).recent).toEqual(['11', '10', '9', '8', '7', '6', '5', '4', '3', '2', '1', '0']);
});

test('settings that cannot be read now are not replaced', () => {
  mkdirSync(join(library, 'window.json'));
  expect(() => keepSettings(library, { before: none, now: none })).toThrow('EISDIR');
});
