import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { plain } from '../fixtures/pictures.ts';
import { engineForEach } from './world-with-engine.ts';

const here = engineForEach();
const { inPhotos: below } = here;

const index = (...folders: string[]) => here.engine.call('library.index', { folders, acceptMissing: false });

async function found(text: string): Promise<string[]> {
  const { hits } = await here.engine.call('search.run', { text, limit: 9 });
  return hits.map(({ path }) => basename(path));
}

test('two of one size and time that swap names are told apart', async () => {
  const time = new Date(2020, 1, 1);
  for (const colour of ['red', 'blue'] as const) {
    await plain(colour)
      .tiff({ compression: 'none' })
      .toFile(below(`${colour}.tif`));
    utimesSync(below(`${colour}.tif`), time, time);
  }
  await index(here.world.photos);
  expect(await found('red')).toEqual(['red.tif', 'blue.tif']);
  renameSync(below('red.tif'), below('swap'));
  renameSync(below('blue.tif'), below('red.tif'));
  renameSync(below('swap'), below('blue.tif'));
  expect(await index()).toMatchObject({ embedded: 0, counts: { found: 2, searchable: 2 } });
  expect(await found('red')).toEqual(['blue.tif', 'red.tif']);
});

test('what only got another time is not embedded again, also when another folder was looked through first', async () => {
  for (const folder of ['a', 'b']) mkdirSync(below(folder));
  await plain('red').jpeg().toFile(below('a', 'red.jpg'));
  await plain('blue').jpeg().toFile(below('b', 'blue.jpg'));
  await index(below('a'), below('b'));
  utimesSync(below('a', 'red.jpg'), 1, 1);
  await here.engine.call('library.pause', {});
  expect((await index(below('a'))).counts).toMatchObject({ found: 2, searchable: 1, waiting: 1 });
  await here.engine.call('library.resume', {});
  await plain('green').jpeg().toFile(below('b', 'green.jpg'));
  await index(below('b'));
  expect(await index()).toMatchObject({ embedded: 0, counts: { found: 3, searchable: 3 } });
});

test('a folder that is renamed before its files were read is no loss', async () => {
  mkdirSync(below('old'));
  for (let at = 0; at < 60; at += 1) writeFileSync(below('old', `${at}.jpg`), `no picture ${at}`);
  await here.engine.call('library.pause', {});
  expect((await index(here.world.photos)).counts).toMatchObject({ found: 60, waiting: 60 });
  renameSync(below('old'), below('new'));
  await here.engine.call('library.resume', {});
  expect(await index()).toMatchObject({ missing: 0, missingKept: 0, counts: { found: 60, setAside: 60, offline: 0 } });
});
