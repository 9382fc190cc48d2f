import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { writeCalibratedPack } from '../fixtures/fake-pack.ts';
import { colourNames, plain, takenAt } from '../fixtures/pictures.ts';
import { chromiumPath } from './chromium.ts';
import { cutOffIn } from './cut-off.ts';
import { windowForAll } from './open-window.ts';

const here = windowForAll(async ({ photos, pack }) => {
  await writeCalibratedPack(pack);
  for (const [at, colour] of colourNames.entries()) {
    const exif = { ...takenAt(38.7 + at / 10, -9.1), IFD0: { Make: 'Apple', Model: `iPhone ${at}` } };
    await plain(colour)
      .withExif({ ...exif, IFD2: { DateTimeOriginal: `201${at}:08:03 14:05:09` } })
      .jpeg()
      .toFile(join(photos, `${colour}.jpg`));
  }
  writeFileSync(join(photos, 'broken.jpg'), '');
});

/** Twice as large by the person's own letters, or by the browser's zoom, which halves the window. */
const ways = {
  letters: { font: '200%', width: 1280, height: 800 },
  zoom: { font: '', width: 640, height: 400 },
};
type Way = keyof typeof ways;
type Say = (key: string) => string;

const dialog = () => here.page.getByRole('dialog');
const button = (name: string) => here.page.getByRole('button', { name, exact: true });
const search = (query: string) => here.page.getByRole('searchbox').fill(query);
const shown = (text: string) => here.page.getByText(text).first().waitFor();

async function opened(name: string): Promise<void> {
  await button(name).click();
  await dialog().waitFor();
}

/** Each screen, and how one comes to it from the one before. */
const screens: [name: string, come: (say: Say) => Promise<unknown>][] = [
  ['all by date', () => here.page.getByRole('option').first().waitFor()],
  ['filters', (say) => button(say('filter.title')).click()],
  ['no filters', (say) => button(say('filter.title')).click()],
  ['collections', (say) => opened(say('collection.title'))],
  ['a new folder', (say) => opened(say('folder.add'))],
  ['keys', (say) => opened(say('keys.title'))],
  ['files set aside', (say) => opened(say('aside.title'))],
  ['settings', (say) => opened(say('settings.title'))],
  ['rules of a folder', (say) => opened(say('settings.title')).then(() => dialog().locator('summary').first().click())],
  ['models', (say) => opened(say('settings.title')).then(() => opened(say('packs.manage')))],
  ['a search with what it keeps out', (say) => search('red -blue').then(() => shown(withWords(say('search.without'))))],
  ['a search with a time', (say) => search('red 2015').then(() => button(say('search.asWords')).waitFor())],
  ['a search', (say) => search('red').then(() => shown(say('results.weaker')))],
  ['languages', () => here.page.locator('.chip').first().click()],
  ['a selection', () => here.page.getByRole('listbox').press('Space')],
  ['the collection to add to', (say) => opened(say('collection.add'))],
  ['copies', (say) => opened(say('copy.action'))],
  ['a photo', () => here.page.getByRole('option').first().click()],
  ['its details', () => showDetails()],
];

async function showDetails(): Promise<void> {
  await here.page.getByRole('option').first().click();
  const details = dialog().getByRole('complementary');
  if ((await details.count()) === 0) await here.page.keyboard.press('i');
  await details.waitFor();
}

const withWords = (text: string) => text.replace('{{words}}', 'blue');

/** Back at the photos. Escape there would end the selection. */
async function close(): Promise<void> {
  while ((await here.page.locator('[role=dialog], .languages').count()) > 0) {
    await here.page.keyboard.press('Escape');
    await here.page.waitForTimeout(100);
  }
}

/** Letters that stay as they are: the smallest of all are of 12 pixels, which are 24 then. */
async function smallLetters(): Promise<string[]> {
  const all = `[...document.querySelectorAll('body, body *')].map((each) => parseFloat(getComputedStyle(each).fontSize))`;
  const smallest = await here.page.evaluate<number>(`Math.min(...${all})`);
  return smallest < 22 ? [`letters of ${smallest} pixels`] : [];
}

async function show(language: string, way: Way): Promise<Say> {
  const { page } = here;
  const { font, width, height } = ways[way];
  await page.getByRole('option').first().waitFor();
  await page.getByRole('listbox').focus();
  await page.keyboard.press(',');
  await dialog().locator('select:has(option[value=ar])').selectOption(language);
  await expect.poll(() => page.locator('html').getAttribute('lang')).toBe(language);
  await close();
  await page.setViewportSize({ width, height });
  await page.evaluate(`document.documentElement.style.fontSize = '${font}'`);
  const file = new URL(`../../src-renderer/texts/${language}.json`, import.meta.url);
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  return (key) => texts[key] ?? '';
}

afterEach(async () => {
  if (!chromiumPath) return;
  await close();
  await here.page.keyboard.press('Escape');
  await search('');
});

const shows: [language: string, way: Way][] = [
  ['en', 'letters'],
  ['de', 'zoom'],
  ['ar', 'letters'],
  ['ar', 'zoom'],
];

describe.skipIf(!chromiumPath)('where letters are twice as large', () => {
  test.for(shows)('every screen can be read and used: %s by %s', { timeout: 180_000 }, async ([language, way]) => {
    const say = await show(language, way);
    const wrong: Record<string, string[]> = {};
    for (const [name, come] of screens) {
      await come(say);
      // What moves in has come to rest.
      await here.page.waitForTimeout(200);
      const found = [...(await cutOffIn(here.page)), ...(way === 'letters' ? await smallLetters() : [])];
      if (found.length > 0) wrong[name] = found;
      await close();
    }
    expect(wrong).toEqual({});
    expect(here.faults).toEqual([]);
  });
});
