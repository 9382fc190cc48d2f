import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { writeCalibratedPack } from '../fixtures/fake-pack.ts';
import { plain, takenAt, type ColourName } from '../fixtures/pictures.ts';
import { barriersIn } from './barriers.ts';
import { chromiumPath } from './chromium.ts';
import { windowForAll } from './open-window.ts';

const places: [ColourName, number, number][] = [
  ['red', 38.7112, -9.1277],
  ['green', 38.8, -9.38],
  ['blue', 52.52, 13.405],
];

const here = windowForAll(async ({ photos, pack }) => {
  await writeCalibratedPack(pack);
  for (const [colour, ...position] of places) {
    const path = join(photos, `${colour}.jpg`);
    await plain(colour)
      .withExif(takenAt(...position))
      .jpeg()
      .toFile(path);
  }
  await plain('white').jpeg().toFile(join(photos, 'white.jpg'));
});

const dialog = () => here.page.getByRole('dialog');
const options = () => here.page.getByRole('listbox').getByRole('option');
const menu = () => here.page.getByRole('form', { name: 'Filters' }).getByLabel('Place');
const clear = () => here.page.getByRole('button', { name: 'Clear the filters' });

afterEach(async () => {
  if (!chromiumPath) return;
  await here.page.keyboard.press('Escape');
  await here.page.getByRole('searchbox').fill('');
});

describe.skipIf(!chromiumPath)('places in the window', () => {
  test('the menu tells countries, regions and towns with their counts, and keeps browsing and search to one', async () => {
    const { page, faults } = here;
    await options().first().waitFor();
    await page.getByRole('button', { name: 'Filters', exact: true }).click();
    const listed = await menu().getByRole('option').allTextContents();
    expect(listed.map((text) => text.replaceAll('\u2003', '-'))).toEqual([
      'Any',
      'Germany · 1',
      '-Berlin · 1',
      '--Mitte · 1',
      'Portugal · 2',
      '-Lisbon · 2',
      '--Alfama · 1',
      '--Sintra · 1',
    ]);
    await menu().selectOption({ label: 'Portugal · 2' });
    await expect.poll(() => options().count()).toBe(2);
    await page.getByRole('searchbox').fill('red');
    await page.getByText('2 photos, the nearest first').first().waitFor();
    expect(await options().count()).toBe(2);
    expect(await barriersIn(page)).toEqual([]);
    await clear().click();
    await expect.poll(() => options().count()).toBe(4);
    await page.getByRole('button', { name: 'Filters', exact: true }).click();
    expect(faults).toEqual([]);
  });

  test('the viewer says why a photo matched and where it was taken, which a click keeps the window to', async () => {
    const { page, faults } = here;
    await page.getByRole('searchbox').fill('red');
    await page.getByText('Weaker matches').waitFor();
    await options().first().click();
    await page.keyboard.press('i');
    await dialog()
      .getByText(/^Strong match: \d+% likely right$/)
      .waitFor();
    await page.keyboard.press('ArrowRight');
    await dialog()
      .getByText(/^Weak match: \d+% likely right, only among the nearest$/)
      .waitFor();
    await page.keyboard.press('ArrowLeft');
    await dialog().getByText('38.71120, -9.12770').waitFor();
    expect(await barriersIn(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Lisbon' }).click();
    await expect.poll(() => dialog().count()).toBe(0);
    await expect.poll(() => options().count()).toBe(2);
    await expect.poll(() => menu().inputValue()).toBe(JSON.stringify(['PT', 'Lisbon', '', '']));
    await clear().click();
    expect(faults).toEqual([]);
  });

  test('the keyboard stays at a place when what is known of the photo is read anew', async () => {
    const { page, faults } = here;
    await page.getByRole('searchbox').fill('red');
    await page.getByText('Weaker matches').waitFor();
    await options().first().click();
    const place = dialog().getByRole('button', { name: 'Lisbon' });
    if ((await place.count()) === 0) await page.keyboard.press('i');
    await place.focus();
    await page.keyboard.press('3');
    await dialog().getByText('3 stars').waitFor();
    // The details come after that.
    await page.waitForTimeout(300);
    expect(await page.locator(':focus').textContent()).toContain('Lisbon');
    await page.keyboard.press('0');
    expect(faults).toEqual([]);
  });
});
