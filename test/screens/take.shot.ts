/** Pictures of every screen, light and dark, in three widths, to be looked at: `npm run screens`. What a program can see is tested. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumPath, missingChromium, startChromium, watch } from '../e2e/chromium.ts';
import { cutOffIn } from '../e2e/cut-off.ts';
import { startHost, type RunningHost } from '../e2e/host.ts';
import { makeWorld, type World } from '../e2e/program.ts';
import { fill, prepareLibrary } from './prepare.ts';
import { screens, type Screen } from './screens.ts';
import { writeSheets } from './sheets.ts';

type Shown = { widths: readonly number[]; schemes: readonly ('light' | 'dark')[]; language: string };

const own = process.env['POLYLENS_SCREENS_PHOTOS'];
const only = process.env['POLYLENS_SCREENS_ONLY'] ?? '';
const folder = process.env['POLYLENS_SCREENS_FOLDER'] ?? 'screens';
const inEnglish: Shown = { widths: [640, 1280, 1920], schemes: ['light', 'dark'], language: 'en' };
/** Of these languages some screens, in two widths and one scheme. */
const others = { ar: 'light', ja: 'dark' } as const;
const inOthers = new Set([
  'by-date',
  'search-signs',
  'selection',
  'filters',
  'viewer-details',
  'collections',
  'keys',
  'settings',
]);
const heightOf = (width: number) => (width > 1280 ? 1080 : 800);
const settleMs = 350;
/** Pictures of earlier runs, and sheets of them. */
const isOurs = /^(?:sheet-.+|.+-\d{4}-(?:light|dark))\.png$/;

let browser: Browser;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  if (!chromiumPath) throw new Error(missingChromium);
  mkdirSync(folder, { recursive: true });
  // Nothing else: somebody's folder may be named.
  for (const name of readdirSync(folder).filter((one) => isOurs.test(one))) rmSync(join(folder, name));
  browser = await startChromium();
});
afterAll(async () => {
  for (const end of ends.toReversed()) await end();
  await browser?.close();
});

/** A host on a library of its own. */
async function begin(prepare: (world: World) => Promise<void>): Promise<{ world: World; host: RunningHost }> {
  const world = await makeWorld();
  ends.push(() => world.remove());
  await prepare(world);
  const host = await startHost(world, { chooses: true });
  ends.push(() => host.end());
  return { world, host };
}

/** A window of the host, in a browser that speaks this language. */
async function windowIn(address: string, options: BrowserContextOptions): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults = watch(page, new URL(address).origin);
  await page.goto(address);
  await page.locator('main').waitFor();
  return { page, faults };
}

const turnTo = (page: Page, width: number) => page.setViewportSize({ width, height: heightOf(width) });

/** One picture for each width and scheme, of what the page shows now; what of it cannot be read or reached. */
async function shoot(page: Page, name: string, { widths, schemes, language }: Shown): Promise<string[]> {
  for (const width of widths) {
    await turnTo(page, width);
    for (const colorScheme of schemes) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(settleMs);
      const file = [name, language, String(width).padStart(4, '0'), colorScheme].join('-');
      await page.screenshot({ path: join(folder, `${file}.png`) });
    }
  }
  // Looking scrolls.
  const found: string[] = [];
  for (const width of widths) {
    await turnTo(page, width);
    found.push(...(await cutOffIn(page)).map((fault) => `${name} in ${language}, ${width} wide: ${fault}`));
  }
  return found;
}

/** Comes to a screen from the photos as they are when the window is opened. */
async function take(page: Page, { name, arrange }: Screen, shown: Shown): Promise<string[]> {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.mouse.move(0, 0);
  await page.reload();
  await page.getByRole('option').first().waitFor();
  try {
    await arrange(page);
  } catch (error) {
    throw new Error(`the screen "${name}" was not come to`, { cause: error });
  }
  return shoot(page, name, shown);
}

const all = screens.filter(({ name, needsDrawn }) => !(needsDrawn && own) && name.includes(only));

test('every screen, and that of a program that has ended', async () => {
  const { host } = await begin((world) => prepareLibrary(world, own));
  const { page, faults } = await windowIn(host.address, { locale: 'en' });
  for (const screen of all) faults.push(...(await take(page, screen, inEnglish)));
  const storageState = await page.context().storageState();
  for (const [locale, scheme] of Object.entries(others)) {
    const other = await windowIn(host.origin, { locale, storageState });
    const shown = { widths: [640, 1280], schemes: [scheme], language: locale };
    for (const screen of all.filter(({ name }) => inOthers.has(name)))
      other.faults.push(...(await take(other.page, screen, shown)));
    faults.push(...other.faults);
  }
  expect(faults).toEqual([]);
  await host.end();
  expect(await shoot(page, 'ended', inEnglish)).toEqual([]);
});

test.skipIf(only !== '')('the first run, and a library that grows', async () => {
  const { world, host } = await begin((empty) => fill(empty, own));
  const { page, faults } = await windowIn(host.address, { locale: 'en' });
  await page.locator('section').waitFor();
  faults.push(...(await shoot(page, 'first-run', inEnglish)));
  await page.locator('form input').fill(join(world.photos, 'nowhere'));
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  faults.push(...(await shoot(page, 'first-run-refused', inEnglish)));
  await page.locator('form input').fill(own ?? world.photos);
  await page.keyboard.press('Enter');
  await page.locator('footer button').last().click();
  faults.push(...(await shoot(page, 'paused', inEnglish)));
  expect(faults).toEqual([]);
});

test('the sheets', async () => {
  expect(await writeSheets(folder)).toBeGreaterThan(0);
});
