import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { plain } from '../fixtures/pictures.ts';
import { makeWorld, polylens, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());
test('status counts add up, by reason; doctor verifies the pack', async () => {
  await plain('red').jpeg().toFile(join(world.photos, 'red.jpg'));
  writeFileSync(join(world.photos, 'empty.jpg'), '');
  await polylens(world, ['index', world.photos]);
  const status = await polylens(world, ['status', '--json']);
  const counts = { found: 2, searchable: 1, waiting: 0, offline: 0 };
  expect(JSON.parse(status.out)).toEqual({
    library: world.library,
    pack: 'fake@1/1',
    ...counts,
    set_aside: 1,
    missing: 0,
    folders: [world.photos],
    roots: [
      {
        path: world.photos,
        counts: { ...counts, setAside: 1 },
        excluded: 0,
        held: 0,
        exclude: [],
        isNew: false,
        watch: 'off',
      },
    ],
    work: { state: 'resting', done: 0, total: 0, perSecond: 0, secondsLeft: 0 },
    reasons: [{ reason: 'file.empty', count: 1 }],
  });
  expect((await polylens(world, ['status'])).out).toContain('2 = 1 searchable + 0 waiting + 1 set aside');
  expect(await polylens(world, ['doctor'])).toMatchObject({
    code: 0,
    out: expect.stringContaining('test vectors agree'),
  });
});
