import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeColours } from '../fixtures/pictures.ts';
import { makeWorld, polylens, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await writeColours(world.photos);
});
afterEach(() => world.remove());

const thisPicture = {
  asset: expect.any(Number),
  width: 48,
  height: 32,
  taken: expect.any(String),
  taken_from: 'modified',
};

test('the JSON of a search is the documented one, and goes to stdout alone', async () => {
  await polylens(world, ['index', world.photos]);
  const { out, ...rest } = await polylens(world, ['search', '--json', 'rot', '-k', '2', '--lang', 'de']);
  expect({ ...rest, lines: out.split('\n').length }).toEqual({ code: 0, talk: '', lines: 2 });
  expect(JSON.parse(out)).toEqual({
    query: 'rot',
    language: 'de',
    without: [],
    took_ms: expect.any(Number),
    hits: ['red.jpg', 'black.jpg'].map((name, at) => ({
      rank: at + 1,
      path: join(world.photos, name),
      score: expect.any(Number),
      ...thisPicture,
    })),
  });
});
