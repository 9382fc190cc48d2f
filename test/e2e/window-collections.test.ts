import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { writeColours } from '../fixtures/pictures.ts';
import { barriersIn } from './barriers.ts';
import { chromiumPath } from './chromium.ts';
import { windowForAll } from './open-window.ts';
import { namesIn, polylens } from './program.ts';

const here = windowForAll(({ photos }) => writeColours(photos));

const grid = () => here.page.getByRole('listbox');
const options = () => grid().getByRole('option');
const count = () => options().count();
const named = (name: string) => grid().getByRole('option', { name });
const dialog = () => here.page.getByRole('dialog');

/** Has the picture of this colour at hand, found by its word. */
async function atHand(word: string): Promise<void> {
  await here.page.getByRole('searchbox').fill(word);
  await expect.poll(() => options().first().getAttribute('aria-label')).toContain(`${word}.jpg`);
  await here.page.keyboard.press('Enter');
}

async function openFavourites(): Promise<void> {
  await here.page.getByRole('button', { name: 'Collections' }).click();
  await dialog()
    .getByRole('button', { name: /^Favourites/ })
    .click();
}

describe.skipIf(!chromiumPath)('what a person makes of the pictures', () => {
  beforeAll(() => options().first().waitFor());

  test('a heart by key, by click and in the viewer; favourites stay when files move, for the command line too', async () => {
    const { world, page, faults } = here;
    await atHand('red');
    await page.keyboard.press('f');
    await named('red.jpg, favourite').waitFor();
    await named('blue.jpg').hover();
    await named('blue.jpg').hover();
    await named('blue.jpg').locator('.heart').click();
    await named('blue.jpg, favourite').waitFor();
    await named('green.jpg').click();
    await dialog().waitFor();
    await page.keyboard.press('f');
    await expect
      .poll(() => dialog().getByRole('button', { name: 'Favourite' }).getAttribute('aria-pressed'))
      .toBe('true');
    await page.keyboard.press('Escape');
    mkdirSync(join(world.photos, 'moved'));
    renameSync(join(world.photos, 'red.jpg'), join(world.photos, 'moved', 'renamed.jpg'));
    await page.reload();
    await openFavourites();
    await expect.poll(count).toBe(3);
    await page.getByText('3 photos', { exact: true }).first().waitFor();
    // The move is heard of while the window is open.
    const found = async () => namesIn(await polylens(world, ['search', 'red', '--favourites', '--json'])).toSorted();
    await expect.poll(found).toEqual(['blue.jpg', 'green.jpg', 'renamed.jpg']);
    await grid().focus();
    await page.keyboard.press('f');
    await expect.poll(count).toBe(2);
    await page.getByRole('button', { name: 'Close Favourites' }).click();
    await expect.poll(count).toBe(6);
    expect(faults).toEqual([]);
  });

  test('stars are given by key and by click, kept to, and there after a restart; the file is as it was', async () => {
    const { world, page, faults } = here;
    await page.reload();
    await expect.poll(count).toBe(6);
    const file = readFileSync(join(world.photos, 'blue.jpg'));
    await atHand('blue');
    await named('blue.jpg').click();
    await dialog().waitFor();
    await page.keyboard.press('4');
    const star = (stars: string) => dialog().getByRole('button', { name: stars });
    const isGiven = (stars: string) => expect.poll(() => star(stars).getAttribute('aria-pressed')).toBe('true');
    await isGiven('4 stars');
    // AZERTY has its digits behind Shift.
    const azerty = `new KeyboardEvent('keydown', { key: '"', code: 'Digit3', bubbles: true })`;
    await page.evaluate(`document.activeElement.dispatchEvent(${azerty})`);
    await isGiven('3 stars');
    await star('5 stars').click();
    await isGiven('5 stars');
    expect(await barriersIn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.reload();
    await page.getByRole('button', { name: /^Filters/ }).click();
    await page.getByRole('combobox', { name: 'Rating' }).selectOption('★★★★★');
    await expect.poll(count).toBe(1);
    expect(namesIn(await polylens(world, ['search', 'red', '--rating', '5', '--json']))).toEqual(['blue.jpg']);
    await options().first().click();
    await isGiven('5 stars');
    await page.keyboard.press('0');
    await expect.poll(() => dialog().count()).toBe(0);
    expect(readFileSync(join(world.photos, 'blue.jpg')).equals(file)).toBe(true);
    expect(faults).toEqual([]);
  });

  test('stars and hearts of a whole selection, by key and by click, taken back as they were before', async () => {
    const { world, page, faults } = here;
    await page.reload();
    await expect.poll(count).toBe(6);
    const starred = async (least: number) => {
      const found = await polylens(world, ['search', 'red', '--rating', String(least), '--json']);
      return namesIn(found).toSorted();
    };
    await grid().focus();
    await page.keyboard.press('Control+a');
    await page.getByText('6 selected').waitFor();
    await page.keyboard.press('2');
    const notice = page.getByRole('status').filter({ hasText: '2 stars (6)' });
    await notice.waitFor();
    expect(await starred(2)).toHaveLength(6);
    expect(await barriersIn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await grid().focus();
    for (const key of ['Home', 'Space', 'ArrowRight', 'Space']) await page.keyboard.press(key);
    await page.getByRole('group', { name: 'Rating' }).getByRole('button', { name: '4 stars' }).click();
    await page.getByText('4 stars (2)').waitFor();
    expect(await starred(3)).toHaveLength(2);
    // The search's own way back is another one.
    await page.getByRole('searchbox').focus();
    await page.keyboard.press('Control+z');
    expect(await starred(3)).toHaveLength(2);
    await grid().focus();
    await page.keyboard.press('Control+z');
    await page.getByText('Undone (2)').waitFor();
    await expect.poll(() => starred(3)).toEqual([]);
    expect(await starred(2)).toHaveLength(6);
    await page.getByRole('group', { name: 'Rating' }).getByRole('button', { name: 'Stars as in the file' }).click();
    await page.getByText('Stars as in the files (2)').waitFor();
    expect(await starred(1)).toHaveLength(4);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => starred(2)).toHaveLength(6);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Close', exact: true }).click();
    expect(await page.getByText('Undone').count()).toBe(0);
    // Without a selection a digit is about the photo at hand, and only there.
    await page.getByRole('button', { name: 'Settings' }).focus();
    await page.keyboard.press('5');
    await grid().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('0');
    await page.getByText('No stars (1)').waitFor();
    expect(await starred(2)).toHaveLength(5);
    expect(await starred(5)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('own stars in the viewer are taken back to those of the file', async () => {
    const { page, faults } = here;
    await page.reload();
    await expect.poll(count).toBe(6);
    await options().nth(1).click();
    await dialog().waitFor();
    const own = dialog().getByRole('button', { name: 'Stars as in the file' });
    await own.waitFor();
    await own.click();
    await expect.poll(() => own.count()).toBe(0);
    expect(await dialog().locator('[aria-label$="stars"][aria-pressed="true"]').count()).toBe(0);
    await page.keyboard.press('Control+z');
    await own.waitFor();
    await expect
      .poll(() => dialog().getByRole('button', { name: '2 stars' }).getAttribute('aria-pressed'))
      .toBe('true');
    await page.keyboard.press('Escape');
    expect(faults).toEqual([]);
  });

  test('a collection is made of a selection, opened, searched in, renamed, thinned out and deleted; no file goes', async () => {
    const { world, page, faults } = here;
    await page.reload();
    await expect.poll(count).toBe(6);
    await grid().focus();
    for (const key of ['Space', 'ArrowRight', 'Space', 'ArrowRight', 'Space', 'c']) await page.keyboard.press(key);
    await dialog().getByLabel('New collection').waitFor();
    expect(await barriersIn(page)).toEqual([]);
    await page.keyboard.type('Été');
    await page.keyboard.press('Enter');
    await page.getByText('3 added to Été').waitFor();
    await page.getByRole('button', { name: 'Collections' }).click();
    await dialog().getByLabel('New collection').fill('été');
    await page.keyboard.press('Enter');
    await dialog().getByRole('alert').getByText('There is a collection of that name already').waitFor();
    await dialog().getByRole('button', { name: 'Rename Été' }).click();
    await page.keyboard.type('Summer');
    await page.keyboard.press('Enter');
    await dialog()
      .getByRole('button', { name: /^Summer 3/ })
      .waitFor();
    expect(await barriersIn(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await expect.poll(count).toBe(3);
    await page.getByRole('searchbox').fill('red');
    await page.getByText('3 photos, the nearest first').first().waitFor();
    const { code, talk } = await polylens(world, ['search', 'red', '--collection', 'winter']);
    expect([code, talk]).toEqual([3, 'polylens: there is no collection winter; there are: Summer\n']);
    expect(namesIn(await polylens(world, ['search', 'red', '--collection', 'summer', '--json']))).toHaveLength(3);
    await page.getByRole('searchbox').fill('');
    await grid().focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Take out of Summer' }).click();
    await expect.poll(count).toBe(2);
    await page.getByRole('button', { name: 'Collections' }).click();
    await dialog().getByRole('button', { name: 'Delete Summer' }).click();
    await dialog().getByRole('button', { name: 'Delete', exact: true }).click();
    await expect
      .poll(() =>
        dialog()
          .getByRole('button', { name: /^Summer/ })
          .count(),
      )
      .toBe(0);
    await page.keyboard.press('Escape');
    await expect.poll(count).toBe(6);
    expect(existsSync(join(world.photos, 'blue.jpg'))).toBe(true);
    expect(faults).toEqual([]);
  });

  test('what is selected is copied into a folder that is typed, with a list, and what came of it is told', async () => {
    const { world, page, faults } = here;
    await page.reload();
    await expect.poll(count).toBe(6);
    await grid().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Shift+ArrowRight');
    await page.getByRole('button', { name: 'Export' }).click();
    await dialog()
      .getByLabel('Folder for the copies')
      .fill(join(world.root, 'no', 'where'));
    await page.keyboard.press('Enter');
    await dialog().getByRole('alert').getByText('There is no such folder').waitFor();
    const target = join(world.root, 'copies');
    await dialog().getByLabel('Folder for the copies').fill(target);
    expect(await barriersIn(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await dialog().getByText(`2 copied to ${target}`).waitFor();
    expect(await barriersIn(page)).toEqual([]);
    expect(readdirSync(target)).toHaveLength(3);
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog().count()).toBe(0);
    expect(await page.getByText('copied to').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('what came of a copying is told when its panel was closed before the end', async () => {
    const { page, world, faults } = here;
    await page.getByRole('button', { name: 'Export' }).click();
    const target = join(world.root, 'copies');
    await dialog().getByLabel('Folder for the copies').fill(target);
    // In one go, for so few files are copied at once.
    await page.evaluate(`
      document.querySelector('[role=dialog] form').requestSubmit();
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    `);
    await expect.poll(() => dialog().count()).toBe(0);
    await page.getByRole('status').getByText(`2 copied to ${target}`).waitFor();
    expect(await barriersIn(page)).toEqual([]);
    await page.getByRole('button', { name: 'Details' }).click();
    await dialog().getByText(`2 copied to ${target}`).waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => dialog().count()).toBe(0);
    expect(await page.getByText('copied to').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('a search is saved with its filters, is there after a restart, and is given up again', async () => {
    const { page, faults } = here;
    await page.reload();
    await expect.poll(count).toBe(6);
    await page.getByRole('button', { name: /^Filters/ }).click();
    await page.getByRole('combobox', { name: 'Kind' }).selectOption('Photos');
    await page.getByRole('searchbox').fill('green');
    await page.getByRole('button', { name: 'Save this search' }).click();
    await page.reload();
    await expect.poll(count).toBe(6);
    await page.getByRole('button', { name: 'green', exact: true }).click();
    await expect.poll(() => options().first().getAttribute('aria-label')).toContain('green.jpg');
    expect(await page.getByRole('button', { name: /^Filters/ }).textContent()).toContain('1');
    expect(await page.getByRole('button', { name: 'Save this search' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: 'Collections' }).click();
    expect(await barriersIn(page)).toEqual([]);
    await dialog().getByRole('button', { name: 'Forget the search green' }).click();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('button', { name: 'Save this search' }).getAttribute('aria-pressed')).toBe('false');
    expect(faults).toEqual([]);
  });
});
