import { mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { colourNames, plain } from '../fixtures/pictures.ts';
import { chromiumPath, startChromium } from './chromium.ts';
import { openWindow } from './open-window.ts';
import { makeWorld, polylens, type World } from './program.ts';

let browser: Browser;
let world: World;
let page: Page;
let faults: string[];
let close: (() => Promise<void>) | undefined;

// What is missing the other window's tests say.
beforeAll(async () => {
  if (!chromiumPath) return;
  browser = await startChromium();
  world = await makeWorld();
  mkdirSync(join(world.photos, 'inside'));
  // One a year from 2015 on; the later three in a folder of their own.
  for (const [at, name] of colourNames.entries()) {
    const path = join(world.photos, at < 3 ? '' : 'inside', `${name}.jpg`);
    await plain(name).jpeg().toFile(path);
    const time = new Date(2015 + at, 5, 15);
    utimesSync(path, time, time);
  }
  await polylens(world, ['index', world.photos]);
  ({ page, faults, close } = await openWindow(browser, world));
});
afterAll(async () => {
  await close?.();
  await browser?.close();
});

const filters = () => page.getByRole('form', { name: 'Filters' });
/** How many photos are shown, of which those out of sight are not in the page. */
const count = async () =>
  Number(await page.getByRole('listbox').getByRole('option').first().getAttribute('aria-setsize'));

async function opened(): Promise<void> {
  await page.reload();
  await expect.poll(count).toBe(6);
  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await filters().waitFor();
}

describe.skipIf(!chromiumPath)('besides words', () => {
  test('all photos are kept to a time, a folder and a kind, alone and together', async () => {
    await opened();
    await filters().getByLabel('From', { exact: true }).fill('2016-01-01');
    await expect.poll(count).toBe(5);
    await filters().getByLabel('To', { exact: true }).fill('2018-06-15');
    await expect.poll(count).toBe(3);
    const folder = join(world.photos, 'inside');
    await filters().getByRole('combobox', { name: 'Folder' }).selectOption(folder);
    await expect.poll(count).toBe(1);
    await filters().getByLabel('From', { exact: true }).fill('');
    await filters().getByLabel('To', { exact: true }).fill('');
    await expect.poll(count).toBe(3);
    await filters().getByRole('combobox', { name: 'Kind' }).selectOption('Videos');
    await page.getByRole('heading', { name: 'Nothing passes these filters' }).waitFor();
    await page.getByRole('main').getByRole('button', { name: 'Clear the filters' }).click();
    await expect.poll(count).toBe(6);
    expect(faults).toEqual([]);
  });

  test('a search is kept to them, also when they are hidden', async () => {
    await opened();
    await page.getByRole('searchbox').fill('red');
    await page.getByText('6 photos, the nearest first').first().waitFor();
    await filters().getByRole('combobox', { name: 'Folder' }).selectOption(join(world.photos, 'inside'));
    await page.getByText('3 photos, the nearest first').first().waitFor();
    await page.getByRole('button', { name: 'Filters', exact: true }).click();
    await expect.poll(() => filters().count()).toBe(0);
    await page.getByRole('searchbox').fill('blue');
    await page.getByText('3 photos, the nearest first').first().waitFor();
    await page.getByRole('searchbox').fill('');
    await expect.poll(count).toBe(3);
    expect(faults).toEqual([]);
  });

  test('a picture that is dropped or pasted finds photos like it, and one that cannot be read is said so', async () => {
    await page.reload();
    await expect.poll(count).toBe(6);
    const bring = (how: 'drop' | 'paste', bytes: Buffer) =>
      page.evaluate(`(() => {
        const bytes = Uint8Array.from(atob('${bytes.toString('base64')}'), (letter) => letter.charCodeAt(0));
        const data = new DataTransfer();
        data.items.add(new File([bytes], 'brought.png', { type: 'image/png' }));
        window.dispatchEvent('${how}' === 'drop'
          ? new DragEvent('drop', { dataTransfer: data, cancelable: true })
          : new ClipboardEvent('paste', { clipboardData: data }));
      })()`);
    const first = () => page.getByRole('listbox').getByRole('option').first().getAttribute('aria-label');
    await bring('drop', await plain('green').png().toBuffer());
    await expect.poll(first).toBe('green.jpg');
    await bring('paste', await plain('blue').resize(3000, 2000).png().toBuffer());
    await expect.poll(first).toBe('blue.jpg');
    await page.getByText('Like this picture').waitFor();
    await bring('drop', Buffer.from('no picture'));
    await page.getByRole('alert').getByText('That picture cannot be read here').waitFor();
    await bring('drop', await plain('red').png().toBuffer());
    await expect.poll(first).toBe('red.jpg');
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByRole('button', { name: 'Stop looking for what is like it' }).click();
    await expect.poll(count).toBe(6);
    expect(faults).toEqual([]);
  });
});
