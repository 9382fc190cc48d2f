/** The machine's battery, as Linux tells of it, and what the command line makes of it. */
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeColours } from '../fixtures/pictures.ts';
import { countsIn, makeWorld, polylens, start, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await writeColours(world.photos);
  const supplies = join(world.root, 'power');
  mkdirSync(join(supplies, 'BAT0'), { recursive: true });
  writeFileSync(join(supplies, 'BAT0', 'type'), 'Battery\n');
  vi.stubEnv('POLYLENS_POWER_SUPPLY', supplies);
  battery('Discharging');
});
afterEach(() => {
  vi.unstubAllEnvs();
  world.remove();
});

function battery(status: string): void {
  writeFileSync(join(world.root, 'power', 'BAT0', 'status'), `${status}\n`);
}

const mode = (...args: string[]) => polylens(world, ['mode', ...args]);
const index = () => polylens(world, ['index', world.photos, '--json']);

test('a mode is chosen and told, and an unknown one refused with those there are', async () => {
  await index();
  expect(await mode()).toMatchObject({ code: 0, out: 'balanced: what you do goes first\n' });
  expect(await mode('mains')).toMatchObject({ code: 0, out: 'mains: as balanced, and nothing on the battery\n' });
  expect((await polylens(world, ['status'])).out).toContain('; mode mains\n');
  expect(await mode('fast')).toMatchObject({
    code: 2,
    talk: expect.stringContaining('there are full, balanced, gentle, mains'),
  });
});

test('on mains power alone nothing is made searchable on the battery, which is said, and all of it after', async () => {
  await polylens(world, ['roots', 'add', world.photos]);
  await mode('mains');
  const resting = await index();
  expect(countsIn(resting)).toEqual({ found: 6, searchable: 0, waiting: 6, aside: 0 });
  expect(resting.talk).toContain('on battery: nothing is made searchable now; it goes on with mains power');
  battery('Charging');
  expect(countsIn(await index())).toMatchObject({ searchable: 6 });
});

test('an engine without a window takes less on the battery, and says so to all who ask', async () => {
  await index();
  const serving = start(world, ['serve']);
  try {
    await vi.waitFor(
      async () => expect((await polylens(world, ['status'])).out).toContain('on battery: only what is idle'),
      { timeout: 60_000 },
    );
  } finally {
    serving.kill('SIGINT');
    await once(serving, 'close');
  }
});
