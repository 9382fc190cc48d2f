import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeColours } from '../fixtures/pictures.ts';
import { makeWorld, polylens, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await writeColours(world.photos);
});
afterEach(() => world.remove());

test('scripts are told all of it as JSON', async () => {
  await polylens(world, ['index', world.photos]);
  const told = async (...args: string[]) => JSON.parse((await polylens(world, [...args, '--json'])).out) as unknown;
  expect(await told('mode', 'mains')).toEqual({ mode: 'mains', eased: false });
  expect(await told('pause')).toEqual({ paused: true });
  expect(await told('resume')).toEqual({ paused: false });
  expect(await told('provider')).toMatchObject({ provider: 'cpu', wish: 'auto', threads: expect.any(Number) });
  expect(await told('doctor')).toMatchObject({
    pack: expect.stringMatching(/^fake@/),
    worst_text: expect.closeTo(1, 2),
    library: { vectors: 6, asked: 6, found: 6, faults: [] },
  });
  expect(await told('library')).toEqual({ library: world.library, outside: [world.photos] });
});
