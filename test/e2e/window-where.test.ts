import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { plain } from '../fixtures/pictures.ts';
import { barriersIn } from './barriers.ts';
import { chromiumPath } from './chromium.ts';
import { windowForAll } from './open-window.ts';

/** A picture that is red on its left and blue elsewhere, and one that is red all over. */
const here = windowForAll(async ({ photos }) => {
  const red = await plain('red', { width: 200, height: 300 }).png().toBuffer();
  await plain('blue', { width: 600, height: 300 })
    .composite([{ input: red, left: 0, top: 0 }])
    .png()
    .toFile(join(photos, 'left.png'));
  await plain('red', { width: 600, height: 300 }).png().toFile(join(photos, 'all.png'));
});

/** How dark the mask is at the left and at the right end of its middle row, of 255. */
const darkness = `(() => {
  const canvas = document.querySelector('[role=dialog] canvas');
  const { width, height } = canvas;
  const row = canvas.getContext('2d').getImageData(0, Math.floor(height / 2), width, 1).data;
  return [row[3], row[4 * (width - 1) + 3]];
})()`;

describe.skipIf(!chromiumPath)('in a photo that is shown large', () => {
  test('a double click enlarges and selects nothing, for Ctrl-C would copy that in place of the photo', async () => {
    const { page } = here;
    await page.getByRole('option').first().click();
    const photo = page.getByRole('dialog').getByRole('img');
    await photo.waitFor();
    const { x = 0, y = 0, width = 0 } = (await photo.boundingBox()) ?? {};
    // Just above it, where the nearest words are those of the head.
    await page.mouse.dblclick(x + 10, y - 10);
    await expect.poll(async () => (await photo.boundingBox())?.width !== width).toBe(true);
    expect(await page.evaluate(`getSelection().isCollapsed`)).toBe(true);
    await page.keyboard.press('Escape');
  });

  test('where the words are met is lit, by click and by key, and hidden with the next photo', async () => {
    const { page, faults } = here;
    await page.getByRole('searchbox').fill('red');
    await page.getByText('2 photos, the nearest first').first().waitFor();
    await page.getByRole('option', { name: /left/ }).dblclick();
    const viewer = page.getByRole('dialog');
    const mask = viewer.locator('canvas');
    await viewer.getByRole('button', { name: 'Where it matches' }).click();
    await viewer.getByText('What matches is lit').waitFor();
    const [left = 255, right = 0] = await page.evaluate<number[]>(darkness);
    expect([left < 40, right > 120]).toEqual([true, true]);
    const drawn = (await viewer.getByRole('img', { name: 'left.png' }).boundingBox()) ?? undefined;
    expect(await mask.boundingBox()).toEqual(drawn);
    expect(await barriersIn(page)).toEqual([]);
    await page.keyboard.press('e');
    await expect.poll(() => mask.count()).toBe(0);
    await page.keyboard.press('e');
    await mask.waitFor();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => mask.count()).toBe(0);
    await page.keyboard.press('e');
    await viewer.getByText('No part of it stands out').waitFor();
    await page.keyboard.press('Escape');
    expect(faults).toEqual([]);
  });

  test('without words there is nothing to light', async () => {
    const { page } = here;
    await page.getByRole('searchbox').fill('');
    await expect.poll(() => page.getByText('the nearest first').count()).toBe(0);
    await page.getByRole('option').first().dblclick();
    const viewer = page.getByRole('dialog');
    await viewer.getByRole('button', { name: 'Details' }).waitFor();
    expect(await viewer.getByRole('button', { name: 'Where it matches' }).count()).toBe(0);
    await page.keyboard.press('Escape');
  });
});
