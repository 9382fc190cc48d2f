import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { plain, writeColours } from '../fixtures/pictures.ts';
import { chromiumPath } from './chromium.ts';
import { windowForAll } from './open-window.ts';

const here = windowForAll(async ({ photos }) => {
  await writeColours(photos);
  writeFileSync(join(photos, 'broken.jpg'), '');
});

const dialog = () => here.page.getByRole('dialog');
const field = () => here.page.getByRole('searchbox');
const button = (name: string) => here.page.getByRole('button', { name, exact: true });
const focused = () =>
  here.page.evaluate<string>(
    `(({ ariaLabel, labels, textContent }) => ariaLabel ?? labels?.[0]?.textContent ?? textContent.trim())(document.activeElement)`,
  );

/** A key that an input method has, as browsers tell it. */
async function compose(key: string): Promise<void> {
  const init = JSON.stringify({ key, isComposing: true, keyCode: 229, bubbles: true, cancelable: true });
  await here.page.evaluate(`document.activeElement.dispatchEvent(new KeyboardEvent('keydown', ${init}))`);
}

afterEach(async () => {
  if (!chromiumPath) return;
  for (let left = 3; left > 0; left -= 1) await here.page.keyboard.press('Escape');
});

describe.skipIf(!chromiumPath)('the keyboard in the window', () => {
  test('belongs to an input method while that composes: nothing is left, cleared or closed', async () => {
    const { page } = here;
    await field().fill('あか');
    for (const key of ['ArrowDown', 'Enter', 'Escape']) await compose(key);
    expect([await focused(), await field().inputValue()]).toEqual(['Search your photos', 'あか']);
    await button('Collections').click();
    await dialog().getByRole('textbox', { name: 'New collection' }).fill('なつ');
    await compose('Escape');
    expect(await dialog().getByRole('textbox').inputValue()).toBe('なつ');
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog().count()).toBe(0);
    expect(here.faults).toEqual([]);
  });

  test('is in the search after Ctrl-F, from wherever one is', async () => {
    const { page } = here;
    await page.getByRole('option').first().waitFor();
    await field().fill('red');
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ControlOrMeta+f');
    await expect.poll(focused).toBe('Search your photos');
    await page.keyboard.type('blue');
    expect(await field().inputValue()).toBe('blue');
    await field().fill('');
  });

  test('is where a dialog asks for something', async () => {
    const { page } = here;
    await button('Add a folder').click();
    await dialog().waitFor();
    await expect.poll(focused).toBe('Path of the folder');
    await page.keyboard.press('Escape');
    for (const [name, expected] of [
      ['first', 'New collection'],
      ['second', 'first1'],
    ] as const) {
      await page.getByRole('listbox').focus();
      await page.keyboard.press('c');
      await dialog().waitFor();
      await expect.poll(focused).toBe(expected);
      await dialog().getByRole('textbox').fill(name);
      await page.keyboard.press('Enter');
      await expect.poll(() => dialog().count()).toBe(0);
      // It is at the photos again.
      await expect.poll(focused).toBe('Photos and videos');
    }
  });

  test('is at the photos again when nothing is selected any more', async () => {
    const { page } = here;
    await page.getByRole('listbox').focus();
    await page.keyboard.press('Space');
    await button('Clear the selection').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => button('Clear the selection').count()).toBe(0);
    await page.keyboard.press('Space');
    await page.getByText('1 selected').first().waitFor();
    await page.keyboard.press('Escape');
  });

  test('stays at the way to the next photo, which says when there is none', async () => {
    const { page } = here;
    await page.getByRole('option').first().click();
    await dialog().waitFor();
    const [previous, next] = ['Previous', 'Next'].map((name) => dialog().getByRole('button', { name }));
    const ways = () => Promise.all([previous?.getAttribute('aria-disabled'), next?.getAttribute('aria-disabled')]);
    expect(await ways()).toEqual(['true', 'false']);
    await next?.focus();
    for (let left = 5; left > 0; left -= 1) await page.keyboard.press('Enter');
    await dialog().getByText('6 of 6').waitFor();
    expect([await ways(), await focused()]).toEqual([['false', 'true'], 'Next']);
  });

  test('has a finger beside it: one that rests on a photo selects, and hits nothing that is not to be seen', async () => {
    const { page } = here;
    await page.mouse.move(0, 0);
    const hit = await page.evaluate<string>(`(({ x, y }) => document.elementFromPoint(x + 4, y + 4).tagName)(
      document.querySelector('[role=option] .heart').getBoundingClientRect())`);
    expect(hit).toBe('IMG');
    const held = `{ pointerType: 'touch', bubbles: true, cancelable: true }`;
    await page.evaluate(
      `document.querySelector('[role=option]').dispatchEvent(new PointerEvent('contextmenu', ${held}))`,
    );
    await page.getByText('1 selected').first().waitFor();
    await page.keyboard.press('Escape');
  });

  test('and a file that was set aside leaves its list when it has become a photo', async () => {
    await button('Files set aside').click();
    await dialog().getByText('broken.jpg').waitFor();
    await dialog()
      .getByRole('button', { name: /^empty/ })
      .click();
    await plain('red', { width: 60 }).jpeg().toFile(join(here.world.photos, 'broken.jpg'));
    await expect.poll(() => dialog().getByText('broken.jpg').count()).toBe(0);
    expect(here.faults).toEqual([]);
  });
});
