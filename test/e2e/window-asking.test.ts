import { mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { colourNames, plain } from '../fixtures/pictures.ts';
import { barriersIn } from './barriers.ts';
import { chromiumPath } from './chromium.ts';
import { windowForAll } from './open-window.ts';

const here = windowForAll(async ({ photos }) => {
  mkdirSync(join(photos, 'inside'));
  // One a year from 2015 on; the later three in a folder of their own.
  for (const [at, name] of colourNames.entries()) {
    const path = join(photos, at < 3 ? '' : 'inside', `${name}.jpg`);
    await plain(name).jpeg().toFile(path);
    const time = new Date(2015 + at, 5, 15);
    utimesSync(path, time, time);
  }
});

const filters = () => here.page.getByRole('form', { name: 'Filters' });
/** How many photos are shown, of which those out of sight are not in the page. */
const count = async () =>
  Number(await here.page.getByRole('listbox').getByRole('option').first().getAttribute('aria-setsize'));

async function opened(): Promise<void> {
  await here.page.reload();
  await expect.poll(count).toBe(6);
  await here.page.getByRole('button', { name: /^Filters/ }).click();
  await filters().waitFor();
}

describe.skipIf(!chromiumPath)('besides words', () => {
  test('all photos are kept to a time, a folder and a kind, alone and together', async () => {
    const { world, page, faults } = here;
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
    const { world, page, faults } = here;
    await opened();
    await page.getByRole('searchbox').fill('red');
    await page.getByText('6 photos, the nearest first').first().waitFor();
    await filters().getByRole('combobox', { name: 'Folder' }).selectOption(join(world.photos, 'inside'));
    await page.getByText('3 photos, the nearest first').first().waitFor();
    await page.getByRole('button', { name: /^Filters/ }).click();
    await expect.poll(() => filters().count()).toBe(0);
    await page.getByRole('searchbox').fill('blue');
    await page.getByText('3 photos, the nearest first').first().waitFor();
    await page.getByRole('searchbox').fill('');
    await expect.poll(count).toBe(3);
    expect(faults).toEqual([]);
  });

  test('a picture that is dropped or pasted finds photos like it, and one that cannot be read is said so', async () => {
    const { page, faults } = here;
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

  test('a stretch of time is chosen where its pictures are seen, by mouse and by keyboard', async () => {
    const { page, faults } = here;
    await opened();
    const bars = filters().getByRole('group', { name: 'How many there are by time' });
    await bars.getByRole('button', { name: 'June 2016 · 1' }).click();
    await expect.poll(count).toBe(1);
    await bars.getByRole('button', { name: 'June 2018 · 1' }).click({ modifiers: ['Shift'] });
    await expect.poll(count).toBe(3);
    expect(await filters().getByLabel('To', { exact: true }).inputValue()).toBe('2018-06-30');
    await page.keyboard.press('End');
    await page.keyboard.press('Enter');
    await expect.poll(count).toBe(1);
    expect(await filters().getByLabel('From', { exact: true }).inputValue()).toBe('2020-06-01');
    expect(await barriersIn(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect.poll(count).toBe(6);
    expect(faults).toEqual([]);
  });

  test('the timeline leads to a month by keyboard, by click and by drag, and tells where one is', async () => {
    const { page, faults } = here;
    // Too narrow for months side by side.
    await page.setViewportSize({ width: 420, height: 800 });
    await page.reload();
    await expect.poll(count).toBe(6);
    const line = page.getByRole('slider', { name: 'Timeline' });
    const atHand = async () => {
      const id = await page.getByRole('listbox').getAttribute('aria-activedescendant');
      return page.locator(`#${id}`).getAttribute('aria-label');
    };
    expect(await line.getAttribute('aria-valuetext')).toBe('June 2020 · 1');
    await line.focus();
    await page.keyboard.press('PageDown');
    await expect.poll(atHand).toContain('2019');
    await page.keyboard.press('End');
    await expect.poll(atHand).toContain('2015');
    await page.getByRole('option', { name: /2015/ }).waitFor();
    // The last months lie on one page: each is arrived at all the same, one after the other.
    const place = () => line.getAttribute('aria-valuetext');
    await page.keyboard.press('Home');
    for (const year of [2020, 2019, 2018, 2017, 2016, 2015]) {
      await expect.poll(place).toBe(`June ${year} · 1`);
      await expect.poll(atHand).toContain(`${year}`);
      await page.keyboard.press('ArrowDown');
    }
    await page.getByRole('option', { name: /2015/ }).hover();
    await page.mouse.wheel(0, -3000);
    await expect.poll(place).toBe('June 2020 · 1');
    const box = (await line.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
    await page.mouse.click(box.x + box.width / 2, box.y + 1);
    await expect.poll(atHand).toContain('2020');
    await expect.poll(() => line.getAttribute('aria-valuetext')).toBe('June 2020 · 1');
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
    await page.getByText('June 2017 · 1').waitFor();
    await page.mouse.up();
    await expect.poll(atHand).toContain('2017');
    const scrolled = () => page.getByRole('listbox').evaluate(({ scrollTop }) => scrollTop);
    // A month that was out of sight is read from its beginning.
    await page.setViewportSize({ width: 420, height: 330 });
    await line.focus();
    await page.keyboard.press('Home');
    await expect.poll(scrolled).toBe(0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const topOf = (part: Locator) => part.evaluate((it) => it.getBoundingClientRect().top);
    const below = async () =>
      (await topOf(page.getByText('June 2018', { exact: true }))) - (await topOf(page.getByRole('listbox')));
    await expect.poll(below).toBeCloseTo(0, 0);
    // What is found is read from its beginning, wherever one was.
    await page.keyboard.press('End');
    await expect.poll(scrolled).toBeGreaterThan(200);
    await page.getByRole('searchbox').fill('red');
    await expect.poll(() => line.count()).toBe(0);
    await expect.poll(scrolled).toBe(0);
    // All are there again where they were left.
    await page.getByRole('searchbox').fill('');
    await expect.poll(() => line.count()).toBe(1);
    await expect.poll(scrolled).toBeGreaterThan(200);
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(faults).toEqual([]);
  });
});
