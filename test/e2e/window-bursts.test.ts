import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { barriersIn } from './barriers.ts';
import { chromiumPath } from './chromium.ts';
import { windowForAll } from './open-window.ts';

/** Four shots of one second apart, and one of an hour later. */
const names = ['140501', '140502', '140503', '140504', '150500'].map((time) => `IMG_20190803_${time}.png`);

const here = windowForAll(async ({ photos }) => {
  for (const [at, name] of names.entries()) {
    const background = { r: 220 - at, g: 20, b: 30 };
    await sharp({ create: { width: 48, height: 32, channels: 3, background } })
      .png()
      .toFile(join(photos, name));
  }
});

describe.skipIf(!chromiumPath)('a burst that was found', () => {
  test('is one photo, unfolded and folded by click and by key, in the grid and in the viewer', async () => {
    const { page, faults } = here;
    const options = () => page.getByRole('listbox').getByRole('option');
    const count = () => options().count();
    const best = () => page.getByRole('option', { name: /burst of 4$/ });
    await options().first().waitFor();
    expect(await count()).toBe(5);
    await page.getByRole('searchbox').fill('red');
    await best().waitFor();
    expect(await count()).toBe(2);
    await best().getByTitle('Show every shot of this burst').click();
    await expect.poll(count).toBe(5);
    expect(await barriersIn(page)).toEqual([]);
    await page
      .getByRole('option', { name: /shot 3 of 4$/ })
      .getByTitle('Show only the best shot')
      .click();
    await expect.poll(count).toBe(2);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('b');
    await expect.poll(count).toBe(5);
    await page.keyboard.press('b');
    await best().waitFor();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Show every shot of this burst' }).waitFor();
    await dialog.getByText('of 2').waitFor();
    await page.keyboard.press('b');
    await dialog.getByText('of 5').waitFor();
    await page.keyboard.press('ArrowRight');
    expect(await barriersIn(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Show only the best shot of this burst' }).click();
    await dialog.getByText('of 2').waitFor();
    await page.keyboard.press('Escape');
    await best().waitFor();
    expect(faults).toEqual([]);
  });
});
