import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plain } from '../fixtures/pictures.ts';
import { makeWorld, namesIn, polylens, type World } from './program.ts';

/** Ten shots of one second apart, one of an hour later, and two that were copied here at the same time. */
const burst = Array.from({ length: 10 }, (_, at) => `IMG_20190803_14050${at}.png`);
const later = 'IMG_20190803_150500.png';
const copies = ['copy-one.png', 'copy-two.png'];
let world: World;
beforeAll(async () => {
  world = await makeWorld();
  for (const [at, name] of [...burst, later, ...copies].entries()) {
    const background = { r: 220 - at, g: 20, b: 30 };
    await sharp({ create: { width: 48, height: 32, channels: 3, background } })
      .png()
      .toFile(join(world.photos, name));
  }
  await plain('blue').png().toFile(join(world.photos, 'IMG_20190803_140504.jpg'));
  await polylens(world, ['index', world.photos]);
});
afterAll(() => world.remove());

const search = (...args: string[]) => polylens(world, ['search', 'red', ...args]);

test('a burst is one hit with the number of the others; what looks otherwise or has no time of its own is not in it', async () => {
  const { out } = await search();
  const lines = out.trimEnd().split('\n');
  expect(lines).toHaveLength(5);
  expect(lines.filter((line) => / {2}\+9$/.test(line))).toEqual([expect.stringContaining('IMG_20190803_14050')]);
});

test('--json lists them, --all shows every one', async () => {
  const folded = await search('--json');
  const { hits } = JSON.parse(folded.out) as {
    hits: { path: string; asset: number; alike?: { path: string; score: number }[] }[];
  };
  const [best] = hits.filter(({ alike }) => alike);
  const shots = [best, ...(best?.alike ?? [])].map((hit) => hit?.path ?? '');
  expect(shots.toSorted()).toEqual(burst.map((name) => join(world.photos, name)));
  const all = namesIn(await search('--json', '--all'));
  expect(all.toSorted()).toEqual([...burst, later, ...copies, 'IMG_20190803_140504.jpg'].toSorted());
  expect(best?.path).toBe(join(world.photos, all.find((name) => burst.includes(name)) ?? ''));
});

test('as many hits come as were asked for, however large a burst is among them', async () => {
  const few = namesIn(await search('--json', '-k', '4'));
  expect(few).toHaveLength(4);
  expect(few.filter((name) => burst.includes(name))).toHaveLength(1);
});
