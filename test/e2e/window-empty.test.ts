import { describe, expect, test } from 'vitest';
import { chromiumPath } from './chromium.ts';
import { windowForAll } from './open-window.ts';

const here = windowForAll(() => Promise.resolve());

describe.skipIf(!chromiumPath)('folders without photos', () => {
  test('are told with what to do, and none is promised', async () => {
    const { page, faults } = here;
    const main = page.getByRole('main');
    await main.getByRole('heading', { name: 'No photos or videos yet' }).waitFor();
    await main.getByRole('button', { name: 'Add a folder' }).click();
    await page.getByRole('dialog').getByLabel('Path of the folder').waitFor();
    expect(faults).toEqual([]);
  });
});
