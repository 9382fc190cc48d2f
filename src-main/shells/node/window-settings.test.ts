import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keepSettings, readSettings } from './window-settings.ts';

let library: string;
beforeEach(() => {
  library = mkdtempSync(join(tmpdir(), 'polylens-settings-'));
});
afterEach(() => rmSync(library, { recursive: true, force: true }));

const defaults = { theme: 'system', recent: [] };

test('what was kept is read again, and nothing else is left behind', async () => {
  const settings = { theme: 'dark', language: 'ja', recent: ['犬'] } as const;
  keepSettings(library, { ...settings, recent: [...settings.recent] });
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

test('of many that are kept at once the last one stays', async () => {
  const file = { theme: 'system', recent: [] } as const;
  await Promise.all(
    Array.from({ length: 40 }, async (_, index) =>
      keepSettings(library, { ...file, recent: index === 39 ? [] : [`${index}`.repeat(1000)] }),
    ),
  );
  expect(await readSettings(library)).toEqual(file);
});
