import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { cutOffIn } from './cut-off.ts';

/** Twice as large by the person's own letters, or by the browser's zoom, which halves the window. */
const ways = {
  letters: { font: '200%', width: 1280, height: 800 },
  zoom: { font: '', width: 640, height: 400 },
};
export type Way = keyof typeof ways;

/** A text of the window in its language, by its key. */
export type Say = (key: string) => string;

export const shows: [language: string, way: Way][] = [
  ['en', 'letters'],
  ['de', 'zoom'],
  ['ar', 'letters'],
  ['ar', 'zoom'],
];

/** Each screen, and how one comes to it from the one before. */
export type Screens = readonly [name: string, come: (say: Say) => Promise<unknown>][];

/** Shows the window twice as large, as it is. */
export async function enlarge(page: Page, way: Way): Promise<void> {
  const { font, width, height } = ways[way];
  await page.setViewportSize({ width, height });
  await page.evaluate(`document.documentElement.style.fontSize = '${font}'`);
}

/** Shows the window twice as large in a language, from its photos on. */
export async function show(page: Page, language: string, way: Way): Promise<Say> {
  await page.getByRole('option').first().waitFor();
  await page.getByRole('listbox').focus();
  await page.keyboard.press(',');
  await page.getByRole('dialog').locator('select:has(option[value=ar])').selectOption(language);
  await expect.poll(() => page.locator('html').getAttribute('lang')).toBe(language);
  await close(page);
  await enlarge(page, way);
  return textsIn(language);
}

export function textsIn(language: string): Say {
  const file = new URL(`../../src-renderer/texts/${language}.json`, import.meta.url);
  const texts = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  return (key) => texts[key] ?? '';
}

/** Back at the photos. Escape there would end the selection. */
export async function close(page: Page): Promise<void> {
  while ((await page.locator('[role=dialog], .languages').count()) > 0) {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(100);
  }
}

/** What cannot be read or used on what is shown now. */
export async function wrongOn(page: Page, way: Way): Promise<string[]> {
  // What moves in has come to rest.
  await page.waitForTimeout(200);
  return [...(await cutOffIn(page)), ...(way === 'letters' ? await smallLetters(page) : [])];
}

/** Letters that stay as they are: the smallest of all are of 12 pixels, which are 24 then. */
async function smallLetters(page: Page): Promise<string[]> {
  const all = `[...document.querySelectorAll('body, body *')].map((each) => parseFloat(getComputedStyle(each).fontSize))`;
  const smallest = await page.evaluate<number>(`Math.min(...${all})`);
  return smallest < 22 ? [`letters of ${smallest} pixels`] : [];
}

/** Goes from screen to screen; what is wrong on each of which something is. */
export async function goThrough(page: Page, screens: Screens, { say, way }: { say: Say; way: Way }) {
  const wrong: Record<string, string[]> = {};
  for (const [name, come] of screens) {
    await come(say);
    const found = await wrongOn(page, way);
    if (found.length > 0) wrong[name] = found;
    await close(page);
  }
  return wrong;
}
