/** Models in the window: over the pack that ships with the program, and small ones that are brought. */
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inverted, writeFakePack } from '../fixtures/fake-pack.ts';
import { half, servePack, type PackServer } from '../fixtures/pack-server.ts';
import { writeColours } from '../fixtures/pictures.ts';
import { barriersIn } from './barriers.ts';
import { chromiumPath } from './chromium.ts';
import { windowForAll } from './open-window.ts';
import { polylens } from './program.ts';

const here = windowForAll(
  async ({ root, photos }) => {
    await writeColours(photos);
    await writeFakePack(join(root, 'source'), { id: 'other' }, inverted);
    await writeFakePack(join(root, 'far'), { id: 'far' }, inverted);
  },
  { chooses: true },
);

const dialog = () => here.page.getByRole('dialog');
const button = (name: string | RegExp) => dialog().getByRole('button', { name, exact: typeof name === 'string' });
const alert = (words: string | RegExp) => dialog().getByRole('alert').getByText(words).waitFor();
/** The entry of a model among those that are there besides the one in use. */
const entry = (name: string) => dialog().getByRole('listitem').filter({ hasText: name });

async function openModels(): Promise<void> {
  await here.page.getByRole('button', { name: 'Settings' }).click();
  await button('Other models').click();
  await dialog().getByRole('heading', { name: 'Models', exact: true }).waitFor();
}

const inRoot = (name: string) => join(here.world.root, name);
const chosen = (...args: string[]) => polylens(here.world, args, { chooses: true });

// Where imported packs lie is said by XDG_DATA_HOME on Linux alone.
describe.skipIf(!chromiumPath || process.platform !== 'linux')('models in the window', () => {
  beforeAll(() => here.page.getByRole('option').first().waitFor());
  beforeEach(async () => {
    await here.page.reload();
    await here.page.getByRole('option').first().waitFor();
  });

  test('the one in use is told in the settings, with how well it knows the language of the window', async () => {
    const { page } = here;
    await page.getByRole('button', { name: 'Settings' }).click();
    await dialog().getByText('polylens-starter').waitFor();
    await dialog()
      .getByText(/^Version \d+ · .*MB · /)
      .waitFor();
    await dialog()
      .getByText(/^Search in English finds \d+% of/)
      .waitFor();
    await dialog()
      .getByText(/^Languages measured: \d+$/)
      .click();
    await dialog().getByText('Finnish').waitFor();
    await dialog().getByText('Can be found by it in this library: 6').waitFor();
    expect(await barriersIn(page)).toEqual([]);
    expect(here.faults).toEqual([]);
  });

  test('what the model runs on is told and chosen', async () => {
    const { page } = here;
    await page.getByRole('button', { name: 'Settings' }).click();
    const radio = (name: string) => dialog().getByRole('radio', { name });
    await expect.poll(() => radio('Automatic').isChecked()).toBe(true);
    await radio('Processor (CPU)').click();
    await expect.poll(() => radio('Processor (CPU)').isChecked()).toBe(true);
    await dialog().getByText('in use', { exact: true }).waitFor();
    await expect.poll(async () => (await chosen('provider')).out).toContain('by your choice');
    await radio('Automatic').click();
    await expect.poll(async () => (await chosen('provider')).out).not.toContain('by your choice');
    await expect.poll(() => radio('Automatic').isChecked()).toBe(true);
    expect(here.faults).toEqual([]);
  });

  test('one from a folder is prepared while the other answers, compared, switched to, left and removed', async () => {
    const { page } = here;
    await chosen('pause');
    // It is heard of while nothing else is done.
    await page.getByText('paused', { exact: true }).waitFor();
    await openModels();
    await dialog().getByLabel('From a folder').fill(inRoot('nowhere'));
    await page.keyboard.press('Enter');
    await alert('There is no such folder');
    await dialog().getByLabel('From a folder').fill(here.world.photos);
    await page.keyboard.press('Enter');
    await alert(/photos holds no model: pack\.json is not there\./);
    await dialog().getByLabel('From a folder').fill(inRoot('source'));
    await page.keyboard.press('Enter');
    await dialog().getByText('other@1 is here, checked and ready.').waitFor();
    await button('Not now').click();
    await entry('other').getByRole('button', { name: 'Switch to it' }).click();
    const way = dialog().getByText(/^other@1 is being prepared; until all is ready, polylens-starter@\d+ answers\.$/);
    await way.waitFor();
    await dialog().getByText('0 of 6 ready. It takes about').waitFor();
    expect(await barriersIn(page)).toEqual([]);
    await button(/^Stay with polylens-starter/).click();
    await way.waitFor({ state: 'detached' });
    await entry('other').getByRole('button', { name: 'Compare answers' }).click();
    await page.keyboard.type('red');
    await page.keyboard.press('Enter');
    await dialog().getByText('There is nothing yet that both know.').waitFor();
    await entry('other').getByRole('button', { name: 'Switch to it' }).click();
    await button('Go on').click();
    await entry('polylens-starter').waitFor();
    await way.waitFor({ state: 'detached' });
    await entry('polylens-starter').getByRole('button', { name: 'Compare answers' }).click();
    await page.keyboard.type('red');
    await page.keyboard.press('Enter');
    await dialog().getByText('The same: 6 of 6').waitFor();
    const [first, second] = [/^other@1$/, /^polylens-starter@/].map((name) => dialog().getByRole('region', { name }));
    expect(await first?.getByRole('img').first().getAttribute('alt')).toBe('red.jpg');
    expect(await second?.getByRole('img').count()).toBe(6);
    expect(await barriersIn(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox').fill('blau');
    await expect.poll(() => page.getByRole('option').first().getAttribute('aria-label')).toBe('blue.jpg');
    await page.getByRole('searchbox').fill('');
    await openModels();
    // All is there still, so that the way back takes no time.
    await entry('polylens-starter').getByRole('button', { name: 'Switch to it' }).click();
    await entry('other').getByRole('button', { name: 'Remove' }).click();
    await dialog().getByText('Remove other@1? Your photos stay as they are.').waitFor();
    await dialog().getByLabel('Also forget what was computed with it').check();
    expect(await barriersIn(page)).toEqual([]);
    await dialog().getByRole('group').getByRole('button', { name: 'Remove' }).click();
    await expect.poll(() => entry('other').count()).toBe(0);
    expect((await chosen('packs')).out).not.toContain('other@1');
    expect(here.faults).toEqual([]);
  });

  describe('from an address', () => {
    let server: PackServer;
    beforeAll(async () => {
      server = await servePack(inRoot('far'));
    });
    afterAll(() => server?.close());

    test('nobody is asked before a person says so; a download is stopped, cut and gone on with', async () => {
      const { page } = here;
      await openModels();
      const address = dialog().getByLabel('From an address');
      await address.fill('http://example.org/pack.json');
      expect(await button('See the offer').isDisabled()).toBe(true);
      const host = new URL(server.address('')).host;
      await address.fill(server.address('pack.json'));
      await dialog().getByText(`This computer will contact ${host} and read what is offered there.`).waitFor();
      expect(server.asked).toEqual([]);
      await page.keyboard.press('Enter');
      await dialog()
        .getByText(/^far@1: [\d.]+\s?kB, files: 6\.\s+Licence: Apache-2\.0\./)
        .waitFor();
      await dialog().getByText(`To download it, this computer will contact ${host}`).waitFor();
      expect(await barriersIn(page)).toEqual([]);
      await button('Not now').click();
      expect(server.asked.map(({ path }) => path)).toEqual(['pack.json']);
      server.odd.set('text.onnx', half('stalled'));
      await button('See the offer').click();
      await button('Download').click();
      await dialog().getByText('Downloading', { exact: true }).waitFor();
      await expect.poll(() => dialog().getByRole('progressbar', { name: 'Downloading' }).count()).toBe(1);
      expect(await barriersIn(page)).toEqual([]);
      // What is on its way goes on while the panel is closed.
      await page.keyboard.press('Escape');
      await openModels();
      await button('Stop').click();
      await alert('Stopped. What was downloaded is kept.');
      server.odd.set('text.onnx', (answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end('<html>'));
      await address.fill(server.address('pack.json'));
      await button('See the offer').click();
      await dialog()
        .getByText(/kB of it are here already\./)
        .waitFor();
      await button('Download').click();
      await alert(/text\.onnx/);
      server.odd.clear();
      await button('See the offer').click();
      await button('Download').click();
      await dialog().getByText('far@1 is here, checked and ready.').waitFor();
      await button('Switch to it').last().click();
      await dialog().getByRole('listitem').filter({ hasText: 'polylens-starter' }).waitFor();
      await chosen('packs', 'use', 'starter');
      expect(here.faults).toEqual([]);
    });
  });

  test('what others made is listed by language, with advice, and nobody is asked for it', async () => {
    const { page } = here;
    await openModels();
    await dialog().getByText('Models that others made').click();
    await dialog().getByLabel('Best first for').selectOption('German');
    await dialog()
      .getByText(/^Best for German: SigLIP 2, large .* 10 times as quick: SigLIP 2, base\.$/)
      .waitFor();
    await dialog()
      .getByText(/^Polylens does not download it, .* Get it from https:/)
      .first()
      .waitFor();
    expect(await barriersIn(page)).toEqual([]);
    expect(here.faults).toEqual([]);
  });

  test('in Arabic the models read from right to left, at a narrow width too', async () => {
    const { page } = here;
    await page.setViewportSize({ width: 520, height: 800 });
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.getByLabel('Language', { exact: true }).selectOption('ar');
    await button('نماذج أخرى').click();
    await dialog().getByText('نماذج صنعها آخرون').click();
    expect(await dialog().getAttribute('dir')).toBe('rtl');
    expect(await barriersIn(page)).toEqual([]);
    const content = dialog().locator('.content');
    expect(await content.evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
    await page.keyboard.press('Escape');
    await page.keyboard.press(',');
    await page.locator('#language').selectOption('');
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(here.faults).toEqual([]);
  });
});
