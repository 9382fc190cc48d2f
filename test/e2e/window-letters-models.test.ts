/** What is seldom seen, with letters twice as large: the first run, models that are brought, and videos. */
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inverted, writeFakePack } from '../fixtures/fake-pack.ts';
import { servePack, type PackServer } from '../fixtures/pack-server.ts';
import { writeColours } from '../fixtures/pictures.ts';
import { ffmpeg, makeVideo } from '../fixtures/videos.ts';
import { chromiumPath, startChromium } from './chromium.ts';
import { startHost } from './host.ts';
import { close, enlarge, goThrough, show, shows, textsIn, wrongOn, type Say, type Screens } from './letters.ts';
import { windowForAll } from './open-window.ts';
import { makeWorld, polylens } from './program.ts';

/** One that the browser plays itself, and one that comes as a stream. */
const films = {
  'own.webm': ['-c:v', 'libvpx', '-g', '10', '-b:v', '200k'],
  'stream.avi': ['-c:v', 'mpeg4', '-g', '10'],
};

const here = windowForAll(
  async ({ root, photos }) => {
    await writeColours(photos);
    const scenes = (['yellow', 'red', 'blue', 'red'] as const).map((colour) => ({ colour, seconds: 3 }));
    if (ffmpeg) for (const [name, output] of Object.entries(films)) makeVideo(join(photos, name), scenes, { output });
    await writeFakePack(join(root, 'other'), { id: 'other' }, inverted);
    await writeFakePack(join(root, 'far'), { id: 'far' }, inverted);
  },
  { chooses: true },
);

const inRoot = (name: string) => join(here.world.root, name);
const chosen = (...args: string[]) => polylens(here.world, args, { chooses: true });
const dialog = () => here.page.getByRole('dialog');
const button = (name: string) => dialog().getByRole('button', { name, exact: true });
const shown = (text: string) => dialog().getByText(text).first().waitFor();
/** A text up to what is filled in. */
const start = (text: string) => text.replace(/^.*}}/, '').replace(/{{.*/, '').trim();
let server: PackServer;

async function openModels(say: Say): Promise<void> {
  await here.page.getByRole('button', { name: say('settings.title'), exact: true }).click();
  await button(say('packs.manage')).click();
  await shown(say('packs.add'));
}

async function askFor(path: string, say: Say): Promise<void> {
  await openModels(say);
  await dialog().getByLabel(say('packs.folder')).fill(path);
  await here.page.keyboard.press('Enter');
  await dialog().getByRole('alert').waitFor();
}

async function askOffer(say: Say): Promise<void> {
  await openModels(say);
  await dialog().getByLabel(say('packs.address')).fill(server.address('pack.json'));
  await here.page.keyboard.press('Enter');
  await button(say('packs.decline')).waitFor();
}

const models: Screens = [
  ['those that are there', (say) => openModels(say)],
  ['those of others', (say) => openModels(say).then(() => dialog().locator('summary').last().click())],
  ['no such folder', (say) => askFor(inRoot('nowhere'), say)],
  ['a folder without a model', (say) => askFor(here.world.photos, say)],
  ['comparing', (say) => openModels(say).then(() => button(say('packs.compare')).click())],
  ['removing', (say) => openModels(say).then(() => button(say('packs.remove')).click())],
  [
    'switching',
    (say) =>
      openModels(say)
        .then(() => button(say('packs.use')).click())
        .then(() => shown(start(say('packs.room')))),
  ],
  ['an offer', (say) => askOffer(say)],
];

async function openVideo(name: string): Promise<void> {
  await here.page.getByRole('searchbox').fill('red');
  await here.page.getByRole('option', { name: new RegExp(`^${name}`) }).click();
  await dialog().locator('video').waitFor();
}

const videos: Screens = [
  ['a video', () => openVideo('own.webm')],
  ['a stream', () => openVideo('stream.avi').then(() => dialog().getByRole('slider').waitFor())],
  [
    'its details',
    () =>
      openVideo('stream.avi')
        .then(() => here.page.keyboard.press('i'))
        .then(() => dialog().getByRole('complementary').waitFor()),
  ],
];

describe.skipIf(!chromiumPath || process.platform !== 'linux')('where letters are twice as large', () => {
  beforeAll(async () => {
    server = await servePack(inRoot('far'));
    await chosen('packs', 'import', inRoot('other'));
    await chosen('pause');
  });
  afterAll(() => server?.close());
  // An offer stays until it is declined.
  beforeEach(() => here.page.reload());

  test.for(shows)('models can be read and used: %s by %s', { timeout: 180_000 }, async ([language, way]) => {
    const say = await show(here.page, language, way);
    const wrong = await goThrough(here.page, models, { say, way });
    await chosen('packs', 'use', 'starter');
    expect(wrong).toEqual({});
    expect(here.faults).toEqual([]);
  });

  test.skipIf(!ffmpeg).for(shows)(
    'videos can be read and used: %s by %s',
    { timeout: 180_000 },
    async ([language, way]) => {
      const say = await show(here.page, language, way);
      const wrong = await goThrough(here.page, videos, { say, way });
      await here.page.keyboard.press('i');
      await here.page.getByRole('searchbox').fill('');
      expect(wrong).toEqual({});
      // The original is tried first, and the browser says so.
      expect(here.faults.filter((fault) => !fault.includes('/media/'))).toEqual([]);
    },
  );
});

describe.skipIf(!chromiumPath)('the first run with letters twice as large', () => {
  test.for(shows)('can be read and used: %s by %s', async ([language, way]) => {
    const [browser, world] = [await startChromium(), await makeWorld()];
    const host = await startHost(world);
    try {
      const page = await browser.newPage({ locale: language });
      await page.goto(host.address);
      await enlarge(page, way);
      const say = textsIn(language);
      await page.getByRole('heading', { name: say('app.tagline') }).waitFor();
      expect(await wrongOn(page, way)).toEqual([]);
      await page.getByLabel(say('folder.typed')).fill('/nowhere');
      await page.keyboard.press('Enter');
      await page.getByRole('alert').waitFor();
      expect(await wrongOn(page, way)).toEqual([]);
      await close(page);
    } finally {
      await host.end();
      await browser.close();
      world.remove();
    }
  });
});
