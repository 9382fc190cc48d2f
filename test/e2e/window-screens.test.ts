import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { writeColours } from '../fixtures/pictures.ts';
import { barriersIn } from './barriers.ts';
import { chromiumPath } from './chromium.ts';
import { windowForAll } from './open-window.ts';

const here = windowForAll(async ({ photos }) => {
  await writeColours(photos);
  writeFileSync(join(photos, 'broken.jpg'), '');
});

const dialog = () => here.page.getByRole('dialog');
const grid = () => here.page.getByRole('listbox');
const button = (name: string) => here.page.getByRole('button', { name, exact: true });
const focused = () => here.page.evaluate<string>(`document.activeElement?.getAttribute('aria-label') ?? ''`);

afterEach(async () => {
  if (!chromiumPath) return;
  for (let left = 3; left > 0; left -= 1) await here.page.keyboard.press('Escape');
});

/** Opens a dialog by a button, looks at it, and closes it: the keyboard is back at the button. */
async function lookAt(opener: string): Promise<void> {
  await button(opener).click();
  await dialog().waitFor();
  expect(await barriersIn(here.page), opener).toEqual([]);
  await here.page.keyboard.press('Escape');
  await expect.poll(() => dialog().count()).toBe(0);
  await expect.poll(focused, { message: opener }).toBe(opener);
}

describe.skipIf(!chromiumPath)('each screen of the window', () => {
  test('has no barrier in any dialog, light or dark, and gives the keyboard back to what opened it', async () => {
    const { page } = here;
    await grid().getByRole('option').first().waitFor();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const opener of ['Collections', 'Add a folder', 'Settings', 'Keys']) await lookAt(opener);
    }
    await button('Files set aside').click();
    await dialog().getByText('broken.jpg').waitFor();
    expect(await barriersIn(page)).toEqual([]);
    expect(here.faults).toEqual([]);
  });

  test('has none with filters, a selection, its dialogs and the languages open', async () => {
    const { page } = here;
    await button('Filters').click();
    await page.getByRole('form', { name: 'Filters' }).waitFor();
    await page.getByRole('searchbox').fill('red');
    const chip = page.getByRole('button', { name: / · .*%$/ });
    await chip.click();
    await page.getByRole('heading', { name: 'Language of the search' }).waitFor();
    expect(await barriersIn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await grid().focus();
    await page.keyboard.press('Space');
    await page.getByText('1 selected').first().waitFor();
    expect(await barriersIn(page)).toEqual([]);
    for (const opener of ['Add to a collection', 'Export']) {
      await button(opener).click();
      await dialog().waitFor();
      expect(await barriersIn(page), opener).toEqual([]);
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('Escape');
    await button('Filters').click();
    expect(here.faults).toEqual([]);
  });

  test('a folder takes rules, what is none is refused beside it, and the settings are set back once one says so', async () => {
    const { page } = here;
    await button('Settings').click();
    await dialog().getByText('Leave out', { exact: true }).click();
    const rules = dialog().getByLabel(/^Left out of/);
    await rules.fill('/');
    await dialog().getByRole('button', { name: 'Apply' }).click();
    await dialog().getByRole('alert').getByText('That rule is not understood.').waitFor();
    expect(await barriersIn(page)).toEqual([]);
    await rules.fill('red.*');
    await dialog().getByRole('button', { name: 'Apply' }).click();
    await page.getByText('6 found = 5 searchable + 0 waiting + 1 set aside').waitFor();
    await rules.fill('');
    await dialog().getByRole('button', { name: 'Apply' }).click();
    await page.getByText('7 found = 6 searchable + 0 waiting + 1 set aside').waitFor();
    await dialog().getByText('Dark', { exact: true }).click();
    const theme = () => page.locator('html').getAttribute('data-theme');
    await expect.poll(theme).toBe('dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await dialog().getByRole('button', { name: 'Reset the settings' }).click();
    expect([await barriersIn(page), await theme()]).toEqual([[], 'dark']);
    await dialog().getByRole('button', { name: 'Reset', exact: true }).click();
    await dialog().getByText('All settings are as at first.').waitFor();
    await expect.poll(theme).toBe('light');
    expect(here.faults).toEqual([]);
  });

  test('a photo that is shown large is copied as it is, and its show ends when one says so', async () => {
    const { page } = here;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await grid().getByRole('option').first().click();
    await dialog().waitFor();
    await page.keyboard.press('Control+c');
    await dialog().getByText('Copied', { exact: true }).waitFor();
    const kinds = () =>
      page.evaluate<string[]>(`navigator.clipboard.read().then((items) => items.flatMap(({ types }) => types))`);
    expect(await kinds()).toEqual(['image/png']);
    await page.keyboard.press('w');
    await dialog().getByRole('button', { name: 'Slide show', pressed: true }).waitFor();
    await dialog().getByText('2 of 6').waitFor();
    await page.keyboard.press('w');
    await dialog().getByRole('button', { name: 'Slide show', pressed: false }).waitFor();
    expect(await barriersIn(page)).toEqual([]);
    expect(here.faults).toEqual([]);
  });

  test('a photo that is double-clicked opens whole, and is larger after a double click there', async () => {
    const scale = () =>
      dialog()
        .getByRole('img')
        .evaluate(({ style }) => Number(/scale\(([\d.]+)\)/.exec(style.transform)?.[1]));
    await grid().getByRole('option').first().dblclick();
    await dialog().waitFor();
    expect(await scale()).toBe(1);
    await dialog().getByRole('img').dblclick();
    await expect.poll(scale).toBeGreaterThan(1);
    expect(here.faults).toEqual([]);
  });

  test('is closed by the browser’s way back, the one on top first, and the photos stay', async () => {
    const { page } = here;
    await grid().getByRole('option').first().click();
    await dialog().waitFor();
    await page.keyboard.press('c');
    await expect.poll(() => dialog().count()).toBe(2);
    await page.goBack();
    await expect.poll(() => dialog().count()).toBe(1);
    await page.goBack();
    await expect.poll(() => dialog().count()).toBe(0);
    await grid().getByRole('option').first().click();
    await page.keyboard.press('Escape');
    await button('Settings').click();
    await dialog().waitFor();
    await page.goBack();
    await expect.poll(() => dialog().count()).toBe(0);
    await grid().getByRole('option').first().waitFor();
    expect(here.faults).toEqual([]);
  });
});
