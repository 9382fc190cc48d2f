import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { plain, writeColours } from '../fixtures/pictures.ts';
import { barriersIn } from './barriers.ts';
import { chromiumPath, missingChromium, startChromium } from './chromium.ts';
import type { RunningHost } from './host.ts';
import { openWindow } from './open-window.ts';
import { commandOf, family, isLoopback, isNobody, socketsOf } from './processes.ts';
import { makeWorld, type World } from './program.ts';

let browser: Browser;
let world: World;
let host: RunningHost;
let page: Page;
let faults: string[];
let close: () => Promise<void>;

if (!chromiumPath) process.stderr.write(`window tests did not run: ${missingChromium}\n`);

beforeAll(async () => {
  if (chromiumPath) browser = await startChromium();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  world = await makeWorld();
  await writeColours(world.photos);
  ({ host, page, faults, close } = await openWindow(browser, world));
});
afterEach(() => close());

const options = () => page.getByRole('option');
const firstFound = () => options().first().getAttribute('aria-label');

async function addFolder(folder: string): Promise<void> {
  await page.getByLabel('Path of the folder').fill(folder);
  await page.getByRole('button', { name: 'Start' }).click();
}

async function indexed(): Promise<void> {
  await addFolder(world.photos);
  await page.getByText('6 found = 6 searchable + 0 waiting + 0 set aside').waitFor();
}

const barriers = () => barriersIn(page);

describe.skipIf(!chromiumPath)('the window', () => {
  test('first run: a folder is added, and a word in several languages finds its photo', async () => {
    await page.getByRole('heading', { name: 'Polylens finds your own photos' }).waitFor();
    await indexed();
    await expect.poll(() => options().count()).toBe(6);
    for (const word of ['red', 'rot', 'rouge', 'красный', '赤']) {
      await page.getByRole('searchbox').fill(word);
      await expect.poll(firstFound, { message: word }).toBe('red.jpg');
      await page.getByRole('searchbox').fill('');
      await expect.poll(() => page.locator('.month').count()).toBe(1);
    }
    expect(faults).toEqual([]);
  });

  test('a folder that is not there is said so, and typing suggests those that are', async () => {
    await addFolder(join(world.root, 'nowhere'));
    await page.getByRole('alert').getByText('There is no such folder').waitFor();
    await page.getByLabel('Path of the folder').fill(join(world.root, 'pho'));
    await expect
      .poll(() => page.locator('datalist option').evaluateAll((list) => list.map((item) => item.getAttribute('value'))))
      .toEqual([world.photos]);
  });

  test('a photo that comes or goes is shown or gone at once, and one that came without a window later', async () => {
    await indexed();
    await expect.poll(() => options().count()).toBe(6);
    const added = join(world.photos, 'new-red.jpg');
    await plain('red').png().toFile(added);
    await expect.poll(() => options().count(), { timeout: 15_000 }).toBe(7);
    rmSync(added);
    await expect.poll(() => options().count(), { timeout: 15_000 }).toBe(6);
    await page.goto('about:blank');
    await plain('blue').png().toFile(added);
    await page.goto(host.origin);
    await expect.poll(() => options().count(), { timeout: 15_000 }).toBe(7);
    expect(faults).toEqual([]);
  });

  test('files that cannot be read are counted and listed with their reason', async () => {
    writeFileSync(join(world.photos, 'broken.jpg'), '');
    await addFolder(world.photos);
    await page.getByText('7 found = 6 searchable + 0 waiting + 1 set aside').waitFor();
    await page.getByRole('button', { name: 'Files set aside' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('broken.jpg').waitFor();
    expect(await dialog.getByText('empty', { exact: false }).count()).toBeGreaterThan(0);
    expect(await barriers()).toEqual([]);
  });

  test('everything can be done with the keyboard alone', async () => {
    await page.getByLabel('Path of the folder').focus();
    await page.keyboard.type(world.photos);
    await page.keyboard.press('Enter');
    await page.getByText('6 found = 6 searchable').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('blue');
    await expect.poll(firstFound).toBe('blue.jpg');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByText('2 of 6').waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByRole('heading', { name: 'blue.jpg' }).waitFor();
    await page.keyboard.press('i');
    await page.getByText(join(world.photos, 'blue.jpg')).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Space');
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByText('1 selected').count()).toBe(0);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('searchbox').inputValue()).toBe('');
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Go to the search').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press(',');
    await page
      .getByRole('dialog')
      .getByText('nothing, but requests for models and new versions that you asked for')
      .waitFor();
    expect(faults).toEqual([]);
  });

  test('a search that led to a photo is remembered, across browsers, until it is forgotten', async () => {
    await indexed();
    await page.getByRole('searchbox').fill('green');
    await expect.poll(firstFound).toBe('green.jpg');
    await options().first().click();
    await page.getByRole('dialog').waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'green' }).click();
    await expect.poll(firstFound).toBe('green.jpg');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Forget them' }).click();
    await expect.poll(() => readFileSync(join(world.library, 'window.json'), 'utf8')).not.toContain('green');
    await page.reload();
    await options().first().waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'green' }).count()).toBe(0);
  });

  test('what a search keeps out, and asks for besides, is shown, and pictures like one are found', async () => {
    await indexed();
    const field = page.getByRole('searchbox');
    await field.fill('blue -red -red');
    await page.getByText('without red').waitFor();
    await page.getByRole('button', { name: 'No longer without red' }).click();
    await expect.poll(() => page.getByText('without red').count()).toBe(0);
    await expect.poll(() => field.inputValue()).toBe('blue');
    await field.fill('blue +"light grey" -red');
    await page.getByText('also light grey').waitFor();
    await page.getByRole('button', { name: 'No longer also light grey' }).click();
    await expect.poll(() => field.inputValue()).toBe('blue -red');
    await page.getByText('without red').waitFor();
    await expect.poll(firstFound).toBe('blue.jpg');
    await options().first().click();
    await page.keyboard.press('i');
    await page.getByRole('button', { name: 'More like this' }).click();
    await page.getByText('Like this picture').waitFor();
    await page.getByText('5 photos, the nearest first').first().waitFor();
    await page.getByRole('button', { name: 'Stop looking for what is like it' }).click();
    await expect.poll(() => options().count()).toBe(6);
    expect(faults).toEqual([]);
  });

  test('in Arabic the window reads from right to left, the arrow keys too', async () => {
    await indexed();
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Language', { exact: true }).selectOption('ar');
    await page.getByRole('heading', { name: 'الإعدادات' }).waitFor();
    const root = page.locator('html');
    expect([await root.getAttribute('dir'), await root.getAttribute('lang')]).toEqual(['rtl', 'ar']);
    await page.keyboard.press('Escape');
    const places = () => options().evaluateAll((list) => list.map((item) => item.getBoundingClientRect().left));
    await expect.poll(async () => (await places()).length).toBe(6);
    await expect.poll(places).toSatisfy(([first = 0, second = Infinity]) => first > second);
    await page.getByRole('listbox').focus();
    const active = () => page.getByRole('listbox').getAttribute('aria-activedescendant');
    const before = await active();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(active).not.toBe(before);
    await page.keyboard.press('Enter');
    await page.getByText('2 من 6').waitFor();
    expect(await barriers()).toEqual([]);
    expect(faults).toEqual([]);
  });

  test.skipIf(process.platform !== 'linux')(
    'an engine that is killed is replaced, and the window goes on',
    async () => {
      await indexed();
      const engine = () => family(host.child.pid ?? 0).find((pid) => commandOf(pid).includes('engine-process'));
      const killed = engine() ?? 0;
      process.kill(killed, 'SIGKILL');
      await expect.poll(engine).not.toBe(killed);
      await page.getByText('6 found = 6 searchable').waitFor();
      // Those asked for in the old one's last moment as well.
      await expect.poll(() => page.locator('img.loaded').count()).toBe(6);
      await page.getByRole('searchbox').fill('green');
      await expect.poll(firstFound).toBe('green.jpg');
      expect(faults).toEqual([]);
    },
  );

  test.skipIf(process.platform !== 'linux')('no process of Polylens is connected beyond this machine', async () => {
    await indexed();
    await page.getByRole('searchbox').fill('red');
    await expect.poll(firstFound).toBe('red.jpg');
    const sockets = socketsOf(family(host.child.pid ?? 0));
    // The page's own is among them, so an empty list would mean that nothing was looked at.
    expect(sockets.length).toBeGreaterThan(0);
    const stays = (remote: string) => isLoopback(remote) || isNobody(remote);
    expect(sockets.filter(({ local, remote }) => !isLoopback(local) || !stays(remote))).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('where one model is named for all, it is told and no other is offered', async () => {
    await indexed();
    await page.getByRole('button', { name: 'Settings' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('fake@1/1').waitFor();
    await dialog.getByText('Polylens was started with one model for everything (--pack).').waitFor();
    expect(await dialog.getByText('Stay in the tray').count()).toBe(0);
    await dialog.getByRole('button', { name: 'Other models' }).click();
    await dialog.getByRole('alert').getByText('(--pack)').waitFor();
    expect(await dialog.getByLabel('From an address').count()).toBe(0);
    expect(await barriers()).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('when Polylens is ended, the window says so', async () => {
    await indexed();
    expect(await host.end()).toBe(0);
    await page.getByRole('heading', { name: 'Polylens has ended' }).waitFor();
  });

  test('no screen has a serious barrier, light or dark', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      expect(await barriers(), `first run ${scheme}`).toEqual([]);
    }
    await indexed();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      expect(await barriers(), `photos ${scheme}`).toEqual([]);
      await page.getByRole('searchbox').fill('red');
      await page.getByText('6 photos, the nearest first').first().waitFor();
      expect(await barriers(), `results ${scheme}`).toEqual([]);
      for (const key of [',', '?']) {
        await page.getByRole('listbox').focus();
        await page.keyboard.press(key);
        await page.getByRole('dialog').waitFor();
        expect(await barriers(), `${key} ${scheme}`).toEqual([]);
        await page.keyboard.press('Escape');
      }
      await options().first().click();
      await page.keyboard.press('i');
      await page.getByRole('heading', { name: 'Details' }).waitFor();
      expect(await barriers(), `viewer ${scheme}`).toEqual([]);
      await page.keyboard.press('i');
      await page.keyboard.press('Escape');
      await page.getByRole('searchbox').fill('');
    }
  });
});
