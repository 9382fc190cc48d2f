import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { writeCalibratedPack } from '../fixtures/fake-pack.ts';
import { colourNames, plain, takenAt } from '../fixtures/pictures.ts';
import { chromiumPath } from './chromium.ts';
import { close, goThrough, show, shows, type Screens } from './letters.ts';
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

const dialog = () => here.page.getByRole('dialog');
const button = (name: string) => here.page.getByRole('button', { name, exact: true });
const search = (query: string) => here.page.getByRole('searchbox').fill(query);
const shown = (text: string) => here.page.getByText(text).first().waitFor();

async function opened(name: string): Promise<void> {
  await button(name).click();
  await dialog().waitFor();
}

const screens: Screens = [
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

afterEach(async () => {
  if (!chromiumPath) return;
  await close(here.page);
  await here.page.keyboard.press('Escape');
  await search('');
});

describe.skipIf(!chromiumPath)('where letters are twice as large', () => {
  test.for(shows)('every screen can be read and used: %s by %s', { timeout: 180_000 }, async ([language, way]) => {
    const say = await show(here.page, language, way);
    const wrong = await goThrough(here.page, screens, { say, way });
    expect(wrong).toEqual({});
    expect(here.faults).toEqual([]);
  });
});
