import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plain } from '../fixtures/pictures.ts';
import { chromiumPath } from './chromium.ts';
import { windowForAll } from './open-window.ts';

/** Elsewhere every name is text. */
const isLinux = process.platform === 'linux';

const here = windowForAll(async ({ photos }) => {
  if (!isLinux) return;
  const red = await plain('red').jpeg().toBuffer();
  // As text these are two files of one name, twice.
  for (const byte of [0xe8, 0xe9]) {
    const named = (name: string) => Buffer.concat([Buffer.from(join(photos, name)), Buffer.from([byte])]);
    writeFileSync(Buffer.concat([named('caf'), Buffer.from('.jpg')]), red);
    writeFileSync(Buffer.concat([named('broken'), Buffer.from('.jpg')]), '');
  }
});

describe.skipIf(!chromiumPath || !isLinux)('files whose names are no text', () => {
  test('are listed each, though they look alike, set aside and as places of a picture', async () => {
    const { page } = here;
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Files set aside' }).click();
    await expect.poll(() => dialog.getByText('broken\ufffd.jpg').count()).toBe(2);
    await page.keyboard.press('Escape');
    await page.getByRole('option').first().click();
    await page.keyboard.press('i');
    await expect.poll(() => dialog.getByText('/caf\ufffd.jpg').count()).toBe(2);
    expect(here.faults).toEqual([]);
  });
});
