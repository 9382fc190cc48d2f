import { mkdtempSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hollowFilm, layouts, red } from '../fixtures/motion-photos.ts';
import { plain } from '../fixtures/pictures.ts';
import { ffmpeg, makeVideo, missingFfmpeg } from '../fixtures/videos.ts';
import { chromiumPath, missingChromium } from './chromium.ts';
import { startHost } from './host.ts';
import { windowForAll } from './open-window.ts';
import { countsIn, makeWorld, polylens, type Ran, type World } from './program.ts';

const missing = [...(chromiumPath ? [] : [missingChromium]), ...(ffmpeg ? [] : [missingFfmpeg])];
if (missing.length > 0) process.stderr.write(`motion photos were not played in the window: ${missing.join('; ')}\n`);

/** Two seconds, coded so that no Chromium plays it as it is; without FFmpeg only the shape of a film. */
function makeFilm(): Buffer {
  if (!ffmpeg) return hollowFilm;
  const folder = mkdtempSync(join(tmpdir(), 'polylens-film-'));
  const path = join(folder, 'film.mp4');
  makeVideo(path, [{ colour: 'blue', seconds: 2 }]);
  const film = readFileSync(path);
  rmSync(folder, { recursive: true, force: true });
  return film;
}

const film = makeFilm();

async function fill({ photos }: World): Promise<void> {
  writeFileSync(join(photos, 'samsung.jpg'), await layouts["Samsung's trailer"](film));
  writeFileSync(join(photos, 'pixel.heic'), await layouts['a HEIC with a directory and a box'](film));
  writeFileSync(join(photos, 'plain.jpg'), await red());
}

describe('a motion photo', () => {
  let world: World;
  let ran: Ran;
  beforeAll(async () => {
    world = await makeWorld();
    await fill(world);
    ran = await polylens(world, ['index', world.photos, '--json']);
  });
  afterAll(() => world.remove());

  type Hit = { path: string; asset: number; companions?: object[] };
  async function hitOf(name: string): Promise<Hit> {
    const { out } = await polylens(world, ['search', 'red', '--json', '--all']);
    const { hits } = JSON.parse(out) as { hits: Hit[] };
    expect(hits.map(({ path }) => path).toSorted()).toEqual(
      ['pixel.heic', 'plain.jpg', 'samsung.jpg'].map((one) => join(world.photos, one)),
    );
    const hit = hits.find(({ path }) => path === join(world.photos, name));
    if (!hit) throw new Error(`${name} was not found`);
    return hit;
  }

  test('is one hit, and the JSON says where in its file the film lies', async () => {
    expect(countsIn(ran)).toEqual({ found: 3, searchable: 3, waiting: 0, aside: 0 });
    for (const name of ['samsung.jpg', 'pixel.heic']) {
      const { asset, path, companions } = await hitOf(name);
      const inside = { offset: readFileSync(path).indexOf(film), length: film.length };
      expect(companions, name).toEqual([{ path, asset, kind: 'video', inside }]);
    }
    expect(await hitOf('plain.jpg')).not.toHaveProperty('companions');
    const { out } = await polylens(world, ['search', 'red', '--all']);
    expect(out.split('\n').filter((line) => line === '            with a film inside')).toHaveLength(2);
  });

  test("gives its film, whole and in part, for as long as it is there; a plain picture's is nowhere", async () => {
    const [{ asset, path }, without] = [await hitOf('samsung.jpg'), await hitOf('plain.jpg')];
    const host = await startHost(world);
    try {
      const opened = await fetch(host.address, { redirect: 'manual' });
      const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
      const ask = (id: number, range?: string) =>
        fetch(`${host.origin}/media/${id}/film`, { headers: { cookie, ...(range === undefined ? {} : { range }) } });
      const whole = await ask(asset);
      expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'video/mp4']);
      expect(Buffer.from(await whole.arrayBuffer()).equals(film)).toBe(true);
      const part = await ask(asset, 'bytes=4-7');
      expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 4-7/${film.length}`]);
      expect(await part.text()).toBe('ftyp');
      expect((await ask(asset, `bytes=${film.length}-`)).status).toBe(416);
      expect((await ask(without.asset)).status).toBe(404);
      truncateSync(path, readFileSync(path).indexOf(film) + 20);
      expect((await ask(asset)).status).toBe(404);
    } finally {
      await host.end();
    }
  });
});

describe.skipIf(missing.length > 0)('in the window', () => {
  const { page, faults } = windowForAllOf();

  test.each(['pixel.heic', 'live.jpg'])(
    'the film of %s is played in its place, and the photo is there again',
    async (name) => {
      await page().getByRole('searchbox').fill('red');
      await page().getByRole('option', { name }).click();
      await page().getByRole('img', { name }).waitFor();
      await page().getByRole('button', { name: 'Play the short film' }).click();
      const video = page().locator('video');
      const time = () => video.evaluate((element) => (element as unknown as { currentTime: number }).currentTime);
      await expect.poll(time).toBeGreaterThan(0.2);
      await page().getByRole('img', { name }).waitFor();
      expect(await video.count()).toBe(0);
      await page().keyboard.press('k');
      await video.waitFor();
      await page().keyboard.press('k');
      await page().getByRole('img', { name }).waitFor();
      await page().keyboard.press('Escape');
      // The film as it is was tried first, and the browser says so.
      expect(faults().filter((fault) => !fault.includes('/media/'))).toEqual([]);
    },
  );

  test('a photo without one offers none, and the details of one with a film say so', async () => {
    await page().getByRole('searchbox').fill('red');
    await page().getByRole('option', { name: 'plain.jpg' }).click();
    await page().getByRole('img', { name: 'plain.jpg' }).waitFor();
    await page().keyboard.press('i');
    await page().getByText('Format', { exact: true }).waitFor();
    expect(await page().getByRole('button', { name: 'Play the short film' }).count()).toBe(0);
    await page().keyboard.press('Escape');
    await page().getByRole('option', { name: 'samsung.jpg' }).click();
    await page()
      .getByText(/^A short film inside the photo’s own file, /)
      .waitFor();
    await page().keyboard.press('Escape');
  });
});

/** With a Live Photo, too: its film lies beside it. */
function windowForAllOf() {
  const here = windowForAll(async (world) => {
    await fill(world);
    writeFileSync(join(world.photos, 'live.jpg'), await plain('red', { width: 60 }).jpeg().toBuffer());
    writeFileSync(join(world.photos, 'live.mov'), film);
    // None is of a burst, which would be one hit.
    const names = [['plain.jpg'], ['samsung.jpg'], ['pixel.heic'], ['live.jpg', 'live.mov']];
    for (const [hour, alike] of names.entries()) {
      for (const name of alike) utimesSync(join(world.photos, name), 1e9, 1e9 + 3600 * hour);
    }
  });
  return { page: () => here.page, faults: () => here.faults };
}
