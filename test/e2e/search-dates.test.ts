import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { plain } from '../fixtures/pictures.ts';
import { makeWorld, namesIn, polylens, type World } from './program.ts';

/** By their names these were taken on the day that they say. */
const names = ['IMG_20190703_120000.png', 'IMG_20191224_190000.png', 'IMG_20210803_120000.png'];
const [summer2019 = '', christmas2019 = '', august2021 = ''] = names;
let world: World;
beforeAll(async () => {
  world = await makeWorld();
  for (const [at, name] of names.entries()) {
    await plain('red', { width: 48 + 2 * at })
      .png()
      .toFile(join(world.photos, name));
  }
  await polylens(world, ['index', world.photos]);
});
afterAll(() => world.remove());

const found = async (...args: string[]) => namesIn(await polylens(world, ['search', '--json', ...args])).toSorted();

test.each([
  ['red in the summer of 2019', [summer2019]],
  ['rouge août 2021', [august2021]],
  ['rot Weihnachten 2019', [christmas2019]],
  ['red from 2018 to 2020', [summer2019, christmas2019]],
  ['red BMW 2002', names],
  ['2019年の赤', [summer2019, christmas2019]],
  ['rojo "verano de 2019"', names],
  ['2019', names],
])('%s finds what was taken then', async (query, expected) => {
  expect(await found(query)).toEqual(expected);
});

test('a time in words and one as option must both hold', async () => {
  expect(await found('red 2019', '--to', '2019-08')).toEqual([summer2019]);
  const none = await polylens(world, ['search', 'red 2019', '--from', '2021', '--json']);
  expect({ code: none.code, hits: namesIn(none) }).toEqual({ code: 1, hits: [] });
});

test('what was read as a time is told', async () => {
  const { talk } = await polylens(world, ['search', 'red in August 2021']);
  expect(talk).toContain('taken 2021-08-01 to 2021-08-31 (August 2021)\n');
  const { out } = await polylens(world, ['search', 'red in August 2021', '--json']);
  expect(JSON.parse(out)).toMatchObject({ period: { words: 'August 2021', from: '2021-08-01', to: '2021-08-31' } });
  const none = await polylens(world, ['search', 'red in August 2020']);
  expect(none).toMatchObject({
    code: 1,
    talk: expect.stringContaining('nothing found that was taken then; in quotes'),
  });
});
