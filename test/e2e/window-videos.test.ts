import { spawnSync } from 'node:child_process';
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { plain } from '../fixtures/pictures.ts';
import { ffmpeg, makeVideo, missingFfmpeg, runFfmpeg } from '../fixtures/videos.ts';
import { chromiumPath, missingChromium, startChromium } from './chromium.ts';
import { openWindow } from './open-window.ts';
import { makeWorld, polylens, type World } from './program.ts';

const missing = [...(chromiumPath ? [] : [missingChromium]), ...(ffmpeg ? [] : [missingFfmpeg])];
if (missing.length > 0) process.stderr.write(`tests of videos in the window did not run: ${missing.join('; ')}\n`);

/** How FFmpeg writes what phones do, where it can. */
const encoders = String(spawnSync(ffmpeg?.ffmpeg ?? 'ffmpeg', ['-hide_banner', '-encoders']).stdout);
const hevc = encoders.includes('libx265')
  ? ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'keyint=10:log-level=none', '-tag:v', 'hvc1']
  : undefined;

let browser: Browser;
let world: World;
let page: Page;
let faults: string[];
let close: () => Promise<void>;

beforeAll(async () => {
  if (chromiumPath) browser = await startChromium();
});
afterAll(() => browser?.close());

beforeEach(async () => {
  world = await makeWorld();
  const scenes = (['yellow', 'red', 'blue', 'red'] as const).map((colour) => ({ colour, seconds: 4 }));
  makeVideo(join(world.photos, 'holiday.webm'), scenes, { output: ['-c:v', 'libvpx', '-g', '10', '-b:v', '200k'] });
  await plain('green').jpeg().toFile(join(world.photos, 'green.jpg'));
  await polylens(world, ['index', world.photos]);
  ({ page, faults, close } = await openWindow(browser, world));
});
afterEach(() => close());

type Film = { currentTime: number; readyState: number };
const state = (name: keyof Film) =>
  page.locator('video').evaluate((video, wanted) => (video as unknown as Film)[wanted], name);
const seconds = () => state('currentTime');

/** The scene that the player stands in: from 0 to 3. */
const scene = async () => Math.floor((await seconds()) / 4);

/** A file's length in seconds. */
function lengthOf(path: string): number {
  const args = ['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', path];
  return Number(String(spawnSync(ffmpeg?.ffprobe ?? 'ffprobe', args).stdout));
}

/** The mean colour of the picture that a cell of the grid shows. */
async function shownBy(cell: Locator): Promise<{ r: number; g: number; b: number }> {
  const address = (await cell.locator('img').getAttribute('src')) ?? '';
  const { channels } = await sharp(await (await page.request.get(new URL(address, page.url()).href)).body()).stats();
  const [r = 0, g = 0, b = 0] = channels.map(({ mean }) => mean);
  return { r, g, b };
}

describe.skipIf(missing.length > 0)('a video in the window', () => {
  test('has its length on it, and opens at the moment that was searched for', async () => {
    await page.getByRole('option', { name: /^Video of .*, 0:16$/ }).waitFor();
    await page.getByRole('searchbox').fill('blau');
    const found = page.getByRole('option', { name: /^holiday.webm, video, 0:(?:08|09|10|11) \/ 0:16$/ });
    await found.locator('img.loaded').waitFor();
    const { r, g, b } = await shownBy(found);
    expect(b).toBeGreaterThan(r + g);
    await found.click();
    await expect.poll(scene).toBe(2);
    expect(await page.getByRole('button', { name: /^Go to 0:/ }).count()).toBe(1);
    expect(faults).toEqual([]);
  });

  test('that is tall and narrow tells its moment in one line, within its picture', async () => {
    const output = ['-c:v', 'libvpx', '-g', '10', '-b:v', '200k'];
    makeVideo(join(world.photos, 'tall.webm'), [{ colour: 'blue', seconds: 12 }], { width: 48, height: 160, output });
    await page.getByRole('option', { name: /^Video of .*, 0:12$/ }).waitFor();
    await page.setViewportSize({ width: 640, height: 800 });
    await page.getByRole('searchbox').fill('blue');
    const cell = page.getByRole('option', { name: /^tall.webm/ });
    const badge = cell.locator('.length');
    await expect.poll(() => badge.textContent()).toMatch(/0:/);
    const [inner, outer] = [await badge.boundingBox(), await cell.boundingBox()];
    expect(inner?.x).toBeGreaterThanOrEqual(outer?.x ?? Infinity);
    expect(inner?.height).toBeLessThan(28);
    expect(faults).toEqual([]);
  });

  test('shows pictures of its scenes while the pointer rests on it', async () => {
    const cell = page.getByRole('option', { name: /^Video of .*, 0:16$/ });
    await cell.locator('img.loaded').waitFor();
    await cell.hover();
    const passing = () => cell.locator('img.passing').getAttribute('src', { timeout: 60_000 });
    const first = await passing();
    expect(first).toMatch(/^\/media\/\d+\/256\/\d+$/);
    await expect.poll(passing).not.toBe(first);
    await page.mouse.move(0, 0);
    await expect.poll(() => cell.locator('img.passing').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('is gone through by keyboard, from moment to moment and picture to picture', async () => {
    await page.getByRole('searchbox').fill('red');
    await page.getByRole('option', { name: 'holiday.webm' }).click();
    await expect.poll(async () => [1, 3].includes(await scene())).toBe(true);
    const first = await scene();
    await page.keyboard.press('n');
    await expect.poll(scene).toBe(4 - first);
    await page.keyboard.press('p');
    await expect.poll(scene).toBe(first);
    const before = await seconds();
    await page.keyboard.press('.');
    await expect.poll(async () => (await seconds()) - before).toBeCloseTo(0.04, 2);
    await page.keyboard.press('ArrowRight');
    await page.getByRole('img', { name: 'green.jpg' }).waitFor();
    expect(await page.locator('video').count()).toBe(0);
    expect(faults).toEqual([]);
  });

  test('is kept as a clip of its moment and as a picture, by key', async () => {
    await page.getByRole('searchbox').fill('blue');
    await page.getByRole('option', { name: 'holiday.webm' }).click();
    await expect.poll(scene).toBe(2);
    const clip = page.waitForEvent('download');
    await page.keyboard.press('x');
    expect((await clip).suggestedFilename()).toMatch(/^holiday 00\.00\.0[789]\.webm$/);
    // The scene, from the keyframe before on.
    expect(Math.abs(lengthOf(await (await clip).path()) - 4)).toBeLessThan(1.6);
    await page.getByText('Saved').waitFor();
    const picture = page.waitForEvent('download');
    await page.keyboard.press('s');
    expect((await picture).suggestedFilename()).toMatch(/^holiday 00\.00\.(?:08|09|10|11)\.jpg$/);
    const { channels } = await sharp(await (await picture).path()).stats();
    expect(channels.map(({ mean }) => Math.round(mean / 200))).toEqual([0, 0, 1]);
    // What was made to be sent is gone.
    expect(readdirSync(world.library).filter((name) => name.startsWith('asked-'))).toEqual([]);
    expect(faults).toEqual([]);
  });

  test('plays from where it stands', async () => {
    await page.getByRole('searchbox').fill('blue');
    await page.getByRole('option', { name: 'holiday.webm' }).click();
    await expect.poll(scene).toBe(2);
    const before = await seconds();
    await page.keyboard.press('k');
    await expect.poll(seconds).toBeGreaterThan(before + 0.2);
    const isPaused = () => page.locator('video').evaluate(({ paused }) => paused);
    await page.keyboard.press('Space');
    await expect.poll(isPaused).toBe(true);
    expect(faults).toEqual([]);
  });

  test.for([
    ['old.avi', ['-c:v', 'mpeg4', '-g', '10'], false],
    ['phone.mp4', hevc, false],
    // Its sound the browser can play.
    ['phone-with-sound.mp4', hevc, true],
  ] as const)(
    'that the browser cannot play (%s) comes as a stream, wherever one goes',
    async ([name, output, sound], { skip }) => {
      if (output === undefined) skip('this FFmpeg cannot write HEVC');
      const scenes = (['white', 'green'] as const).map((colour) => ({ colour, seconds: 3 }));
      makeVideo(join(world.photos, name), scenes, { sound, ...(output ? { output } : {}) });
      // It is heard of while the window is open.
      await page.getByRole('option', { name: /^Video of .*, 0:06$/ }).waitFor();
      await page.getByRole('searchbox').fill('green');
      await page.getByRole('option', { name }).click();
      const slider = page.getByRole('slider', { name: 'Time in the video' });
      await slider.waitFor();
      await expect.poll(() => state('readyState')).toBeGreaterThan(1);
      const at = Number(await slider.inputValue());
      expect(Math.floor(at / 3000)).toBe(1);
      // It is moved by the keys that go to another photo elsewhere.
      await slider.press('ArrowRight');
      await expect.poll(async () => Number(await slider.inputValue())).toBeGreaterThan(at + 10);
      await page.keyboard.press('j');
      await expect.poll(async () => Number(await slider.inputValue())).toBeLessThan(at);
      await page.getByRole('heading', { name }).waitFor();
      await page.keyboard.press('k');
      await expect.poll(() => state('currentTime')).toBeGreaterThan(0.2);
      // At its very end there is nothing to stream, or the last of its sound.
      await slider.press('End');
      await expect.poll(async () => Number(await slider.inputValue())).toBeLessThan(sound ? 6001 : 6000);
      await expect.poll(() => state('readyState')).toBeGreaterThan(1);
      // The original was tried first, and the browser says so.
      expect(faults.filter((fault) => !fault.includes('/media/'))).toEqual([]);
    },
  );

  test('cut out of a longer recording, with the times it had there, opens at the moment', async () => {
    const scenes = (['white', 'green', 'white'] as const).map((colour) => ({ colour, seconds: 4 }));
    const output = ['-c:v', 'libvpx', '-g', '10', '-b:v', '200k', '-output_ts_offset', '30'];
    makeVideo(join(world.root, 'cut.webm'), scenes, { output });
    // It is there as a whole: one that is still written says neither how long it is nor when it begins.
    renameSync(join(world.root, 'cut.webm'), join(world.photos, 'cut.webm'));
    await page.getByRole('option', { name: /^Video of .*, 0:12$/ }).waitFor();
    await page.getByRole('searchbox').fill('green');
    await page.getByRole('option', { name: 'cut.webm' }).click();
    await expect.poll(async () => Math.floor(((await seconds()) - 30) / 4)).toBe(1);
    await page.keyboard.press('n');
    await expect.poll(async () => Math.floor(((await seconds()) - 30) / 4)).toBe(1);
  });

  test('that is left for another picture loads no more, and what streams it ends', async () => {
    const source = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=10:d=300'];
    runFfmpeg([...source, '-c:v', 'mpeg4', join(world.photos, 'long.avi')]);
    const given: string[] = [];
    page.on('requestfailed', (request) => given.push(new URL(request.url()).pathname));
    await page.getByRole('option', { name: /^Video of .*, 5:00$/ }).click();
    await page.getByRole('slider', { name: 'Time in the video' }).waitFor();
    await expect.poll(() => state('readyState')).toBeGreaterThan(1);
    await page.keyboard.press('Escape');
    await expect.poll(() => given.some((path) => path.includes('/stream/'))).toBe(true);
  });
});
