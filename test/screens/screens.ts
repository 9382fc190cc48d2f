/** Every screen of the window, by how a person comes to it: without a word of its own, so that it is the same in all languages. */
import type { Locator, Page } from 'playwright-core';
import { ffmpeg } from '../fixtures/videos.ts';

/** `needsDrawn`: a person's own photos may have nothing to show there. */
export type Screen = { name: string; needsDrawn?: true; arrange: (page: Page) => Promise<unknown> };

const field = (page: Page) => page.getByRole('searchbox');
const grid = (page: Page) => page.getByRole('listbox');
const dialog = (page: Page) => page.getByRole('dialog').last();
const head = (page: Page, at: number) => page.locator('header > button').nth(at);
const filters = (page: Page) => head(page, 0);

/** Typing rests before it is asked; then what was found is there when nothing is asked any more. */
const restMs = 200;

async function search(page: Page, words: string): Promise<void> {
  await field(page).fill(words);
  await page.waitForTimeout(restMs);
  await page.locator('search[aria-busy=false]').waitFor();
}

async function open(opener: Locator, page: Page): Promise<void> {
  await opener.click();
  await dialog(page).waitFor();
}

/** Shows the photo that a search finds first. */
async function view(page: Page, words: string): Promise<void> {
  await search(page, words);
  await grid(page).getByRole('option').first().click();
  await dialog(page).waitFor();
}

async function select(page: Page): Promise<void> {
  await grid(page).focus();
  await page.keyboard.press('Space');
  for (let more = 3; more > 0; more -= 1) await page.keyboard.press('Shift+ArrowRight');
}

async function viewVideo(page: Page): Promise<void> {
  await search(page, 'city at night');
  await filters(page).click();
  await page
    .locator('form select')
    .filter({ has: page.locator('option[value=video]') })
    .selectOption('video');
  await filters(page).click();
  await grid(page).getByRole('option').first().click();
  await page.locator('video').waitFor();
}

async function collect(page: Page): Promise<void> {
  await select(page);
  await page.keyboard.press('f');
  await page.keyboard.press('c');
  await dialog(page).locator('input').fill('Summer 2024');
  await page.keyboard.press('Enter');
  await dialog(page).waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
}

async function saveSearches(page: Page): Promise<void> {
  for (const words of ['sunset at the sea', 'Berge im Nebel', '雪の中の木']) {
    await search(page, words);
    await grid(page).getByRole('option').first().click();
    await page.keyboard.press('Escape');
  }
  await page.locator('.above button[aria-pressed]').click();
  await field(page).fill('');
}

async function selectTo(page: Page, deed: (page: Page) => Promise<void>): Promise<void> {
  await select(page);
  await deed(page);
  await dialog(page).waitFor();
}

async function viewWith(page: Page, words: string, key: string): Promise<void> {
  await view(page, words);
  await page.keyboard.press(key);
}

async function searchLike(page: Page): Promise<void> {
  await viewWith(page, 'a boat', 'i');
  await page.locator('aside .deeds button').nth(1).click();
  await dialog(page).waitFor({ state: 'detached' });
}

async function openSettings(page: Page, from: number): Promise<void> {
  await open(head(page, 3), page);
  await page.locator('.dialog details summary').first().click();
  await page.locator('.dialog .content').evaluate((element, top) => element.scrollTo(0, top), from);
}

/** In this order: what one leaves behind the later ones show. */
export const screens: Screen[] = [
  { name: 'by-date', arrange: (page) => page.mouse.move(0, 0) },
  { name: 'at-hand', arrange: (page) => grid(page).press('ArrowRight') },
  { name: 'timeline', arrange: (page) => page.getByRole('slider').hover({ position: { x: 30, y: 250 } }) },
  { name: 'hover', arrange: (page) => grid(page).getByRole('option').nth(1).hover() },
  { name: 'search', arrange: (page) => search(page, 'Sonnenuntergang am Meer') },
  { name: 'search-signs', arrange: (page) => search(page, 'trees -snow -"a lake" +hills summer 2024') },
  { name: 'search-no-match', arrange: (page) => search(page, 'a crowded subway train with commuters') },
  { name: 'languages', arrange: (page) => search(page, 'sunset').then(() => page.locator('.chip.button').click()) },
  { name: 'collected', arrange: collect },
  { name: 'selection', arrange: select },
  { name: 'add-to', arrange: (page) => selectTo(page, () => page.keyboard.press('c')) },
  { name: 'copies', arrange: (page) => selectTo(page, () => page.locator('.bar > button').nth(2).click()) },
  { name: 'recent', arrange: saveSearches },
  { name: 'collections', arrange: (page) => open(head(page, 1), page) },
  {
    name: 'favourites',
    arrange: (page) => open(head(page, 1), page).then(() => page.locator('.entry').first().click()),
  },
  { name: 'filters', arrange: (page) => filters(page).click() },
  {
    name: 'filters-nothing',
    arrange: (page) =>
      filters(page)
        .click()
        .then(() => page.locator('input[type=date]').first().fill('2031-05-01')),
  },
  { name: 'viewer', arrange: (page) => view(page, 'mountains and a lake') },
  { name: 'viewer-details', arrange: (page) => viewWith(page, 'mountains and a lake', 'i') },
  {
    name: 'viewer-where',
    arrange: (page) => viewWith(page, 'mountains and a lake', 'e').then(() => page.locator('canvas').waitFor()),
  },
  ...(ffmpeg ? [{ name: 'viewer-video', needsDrawn: true as const, arrange: viewVideo }] : []),
  { name: 'like', arrange: searchLike },
  {
    name: 'burst',
    needsDrawn: true,
    arrange: (page) => search(page, 'a sailing boat summer 2024').then(() => page.locator('.burst').first().click()),
  },
  { name: 'add-folder', arrange: (page) => open(head(page, 2), page) },
  { name: 'settings', arrange: (page) => openSettings(page, 0) },
  { name: 'settings-middle', arrange: (page) => openSettings(page, 700) },
  { name: 'settings-end', arrange: (page) => openSettings(page, 9999) },
  {
    name: 'models',
    arrange: (page) =>
      openSettings(page, 0).then(() => page.locator('.dialog section').nth(5).locator('button').last().click()),
  },
  { name: 'keys', arrange: (page) => open(head(page, 4), page) },
  { name: 'set-aside', arrange: (page) => open(page.locator('footer button').first(), page) },
];
