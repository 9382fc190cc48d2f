/** Where in a picture or video a query is met, over the real engine. */
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEngine, type OpenEngine } from '../fixtures/open-engine.ts';
import { plain } from '../fixtures/pictures.ts';
import { makeWorld, type World } from './program.ts';

let world: World;
let engine: OpenEngine;
beforeAll(async () => {
  world = await makeWorld();
  const corner = await plain('red', { width: 200, height: 150 }).png().toBuffer();
  const blue = await plain('blue', { width: 600, height: 450 }).png().toBuffer();
  // Turned by its EXIF block: what is stored at the upper left is shown at the upper right.
  await sharp(blue)
    .composite([{ input: corner, left: 0, top: 0 }])
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toFile(join(world.photos, 'corner.jpg'));
  await plain('blue').png().toFile(join(world.photos, 'blue.png'));
  engine = openEngine(world);
  await engine.call('library.index', { folders: [world.photos], acceptMissing: false });
});
afterAll(async () => {
  await engine.close();
  world.remove();
});

async function assetOf(name: string): Promise<number> {
  const { hits } = await engine.call('search.run', { text: 'blue', limit: 9 });
  return hits.find(({ path }) => path.endsWith(name))?.asset ?? 0;
}

test('the warmest part of a picture is where it shows what was asked for, as it is seen upright', async () => {
  const asset = await assetOf('corner.jpg');
  const { columns, rows, heat } = await engine.call('search.where', { text: 'red', asset });
  expect(heat).toHaveLength(columns * rows);
  const warmest = heat.indexOf(Math.max(...heat));
  expect([warmest % columns >= columns / 2, Math.floor(warmest / columns) < rows / 2]).toEqual([true, true]);
  const elsewhere = await engine.call('search.where', { text: 'blue', asset });
  expect(elsewhere.heat[warmest]).toBeLessThan(0.2);
});

test('a picture that is the same all over is nowhere warmer', async () => {
  const { heat } = await engine.call('search.where', { text: 'red', asset: await assetOf('blue.png') });
  expect(Math.max(...heat) - Math.min(...heat)).toBeLessThan(0.01);
});

test('without words, or of a picture that is not there, it says so', async () => {
  const asset = await assetOf('blue.png');
  await expect(engine.call('search.where', { text: ' ', asset })).rejects.toMatchObject({ code: 'query.empty' });
  await expect(engine.call('search.where', { text: 'red', asset: 999 })).rejects.toMatchObject({
    code: 'asset.unknown',
  });
});
