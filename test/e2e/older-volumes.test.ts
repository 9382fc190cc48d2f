/** Roots as programs kept them that did not note their machine. */
import { DatabaseSync } from '@photostructure/sqlite';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plain } from '../fixtures/pictures.ts';
import { engineForEach } from './world-with-engine.ts';

const here = engineForEach();

test('a root whose volume an older program kept is the same, though most of its files went', async () => {
  for (const colour of ['red', 'blue', 'green'] as const) {
    await plain(colour)
      .jpeg()
      .toFile(here.inPhotos(`${colour}.jpg`));
  }
  await here.index();
  const database = new DatabaseSync(join(here.world.library, 'library.sqlite'));
  database.prepare('UPDATE root SET device = ?').run(String(statSync(here.world.photos).dev));
  database.close();
  for (const name of ['blue.jpg', 'green.jpg']) rmSync(here.inPhotos(name));
  expect(await here.engine.call('library.index', { folders: [], acceptMissing: false })).toMatchObject({
    missing: 2,
    missingKept: 0,
    folders: [],
  });
});
