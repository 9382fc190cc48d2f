/** A drive with its library, moved to other places as between machines. */
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DatabaseSync } from '@photostructure/sqlite';
import { openEngine, type OpenEngine } from '../fixtures/open-engine.ts';
import { colourNames, plain, writeColours } from '../fixtures/pictures.ts';
import { countsIn, makeWorld, namesIn, polylens, type World } from './program.ts';

let world: World;
let drive: string;
let engine: OpenEngine | undefined;
beforeEach(async () => {
  world = await makeWorld();
  drive = join(world.root, 'first', 'drive');
  mkdirSync(join(drive, 'photos'), { recursive: true });
  await writeColours(join(drive, 'photos'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await engine?.close();
  engine = undefined;
  world.remove();
});

/** The command, on the library of the drive. */
const onDrive = (...args: string[]) => polylens({ ...world, library: drive }, args);
const search = async (...args: string[]) => namesIn(await onDrive('search', '--json', '--all', ...args));
const index = async (...more: string[]) => {
  const { out, talk, code } = await onDrive('index', '--json', ...more);
  if (out === '') throw new Error(talk);
  return { code, talk, ...(JSON.parse(out) as Record<string, unknown>) };
};

/** Makes the library of the drive, with the pictures on it, and, where there are, some elsewhere. */
async function make(...elsewhere: string[]): Promise<void> {
  const { code, talk } = await onDrive('library', 'portable', drive);
  expect({ code, talk }).toEqual({ code: 0, talk: '' });
  expect(await index(join(drive, 'photos'), ...elsewhere)).toMatchObject({ code: 0, embedded: 6 + elsewhere.length });
}

/** As another machine does: elsewhere, and the old place is not there. */
function mountAt(...place: string[]): void {
  const next = join(world.root, ...place);
  mkdirSync(join(next, '..'), { recursive: true });
  renameSync(drive, next);
  drive = next;
}

/** Every row that must be the same wherever the drive is. */
function rows(library = join(drive, '.polylens')): unknown {
  const database = new DatabaseSync(join(library, 'library.sqlite'), { readOnly: true });
  const all = (sql: string) => database.prepare(sql).all();
  const kept = {
    files: all('SELECT id, CAST(path AS TEXT) AS path, size, content_id, gone FROM file ORDER BY id'),
    contents: all('SELECT id, hex(hash) AS hash FROM content ORDER BY id'),
    vectors: all('SELECT id, content_id, stage_key, hex(embedding) AS embedding FROM vector ORDER BY id'),
  };
  database.close();
  return kept;
}

/** What an engine on the drive answers to each colour, and whether it has a thumbnail to show. */
async function answers(): Promise<unknown> {
  const opened = openEngine({ library: join(drive, '.polylens'), pack: world.pack });
  engine = opened;
  const all = [];
  for (const text of colourNames) {
    const { hits } = await opened.call('search.run', { text, limit: 10 });
    all.push(hits.map(({ asset, score, path }) => [asset, score, basename(path)]));
  }
  const { assets } = await opened.call('asset.list', {});
  const thumbnails = assets.map((asset) => opened.call('media.thumbnail', { asset, size: 256 }));
  for (const { path } of await Promise.all(thumbnails)) expect(statSync(path).isFile()).toBe(true);
  await opened.close();
  engine = undefined;
  return all;
}

test('on another mount point all is found with the same ids, vectors and answers, and nothing is computed', async () => {
  await make();
  const answered = await answers();
  const before = rows();
  const thumbnails = readdirSync(join(drive, '.polylens', 'thumbnails', '256')).length;
  mountAt('another machine', 'media', 'Drive of Ana');
  expect(JSON.parse((await onDrive('search', 'red', '-k', '1', '--json')).out)).toMatchObject({
    hits: [{ path: join(drive, 'photos', 'red.jpg') }],
  });
  expect(await answers()).toEqual(answered);
  expect(await index()).toMatchObject({ code: 0, embedded: 0, moved: 0, missing: 0, missing_kept: 0, searchable: 6 });
  expect(rows()).toEqual(before);
  expect(readdirSync(join(drive, '.polylens', 'thumbnails', '256'))).toHaveLength(thumbnails);
  expect(await search('red', '--folder', join(drive, 'photos'), '-k', '1')).toEqual(['red.jpg']);
  expect(await onDrive('library')).toMatchObject({
    code: 0,
    out: expect.stringContaining(`all in ${drive} goes with it`),
  });
});

test('a picture that is added elsewhere is found where the drive was before', async () => {
  await make();
  mountAt('elsewhere');
  await plain('red', { width: 60 })
    .png()
    .toFile(join(drive, 'photos', 'new.png'));
  expect(await index()).toMatchObject({ embedded: 1, searchable: 7 });
  mountAt('first', 'drive');
  expect(await index()).toMatchObject({ embedded: 0, searchable: 7, missing: 0 });
  expect((await search('red', '-k', '2')).toSorted()).toEqual(['new.png', 'red.jpg']);
});

test('what does not lie on the drive is offline elsewhere, is kept, and back at home', async () => {
  const home = join(world.root, 'home');
  mkdirSync(home);
  await plain('red', { width: 60 }).png().toFile(join(home, 'own.png'));
  await make(home);
  const away = join(world.root, 'away');
  renameSync(home, away);
  mountAt('elsewhere');
  const there = await index();
  expect(there).toMatchObject({ embedded: 0, searchable: 7, missing: 0, missing_kept: 1 });
  expect(there.talk).toContain(`${home}: is not there`);
  expect(await onDrive('library')).toMatchObject({
    out: expect.stringContaining(`${home} does not: elsewhere it is offline`),
  });
  renameSync(away, home);
  mountAt('first', 'drive');
  expect(await index()).toMatchObject({ code: 0, embedded: 0, searchable: 7, missing_kept: 0 });
});

test('what lies at the path of a folder of another machine is another folder, until a person says so', async () => {
  const home = join(world.root, 'home');
  mkdirSync(home);
  await plain('red', { width: 60 }).png().toFile(join(home, 'own.png'));
  await make(home);
  rmSync(home, { recursive: true });
  mkdirSync(home);
  for (const name of ['red', 'blue'] as const)
    await plain(name, { width: 70 })
      .png()
      .toFile(join(home, `${name}.png`));
  vi.stubEnv('POLYLENS_MACHINE', 'another');
  mountAt('elsewhere');
  const there = await index();
  expect(there).toMatchObject({ embedded: 0, found: 7, searchable: 7, missing: 0, missing_kept: 1 });
  expect(there.talk).toContain(`${home}: is on another drive than before`);
  expect(there.talk).toContain('(of another machine)');
  expect((await onDrive('roots', 'add', home)).code).toBe(0);
  expect(await index()).toMatchObject({ embedded: 2, found: 8, missing: 1 });
});

test('a library that is there becomes portable, and a copy of it works alone', async () => {
  const counts = countsIn(await polylens(world, ['index', join(drive, 'photos'), '--json']));
  expect(counts).toEqual({ found: 6, searchable: 6, waiting: 0, aside: 0 });
  const copied = await polylens(world, ['library', 'copy', drive]);
  expect({ code: copied.code, out: copied.out.split('\n')[0] }).toEqual({
    code: 0,
    out: `${join(drive, '.polylens')} is a copy of your library`,
  });
  expect(await polylens(world, ['library', 'copy', drive])).toMatchObject({
    code: 3,
    talk: expect.stringContaining('is there already and is never written over'),
  });
  mountAt('elsewhere');
  expect(await index()).toMatchObject({ code: 0, embedded: 0, searchable: 6, missing: 0 });
  expect(readdirSync(drive).toSorted()).toEqual(['.polylens', 'photos']);
  // That of the machine is as it was, and its photos are offline.
  expect(countsIn(await polylens(world, ['status', '--json']))).toEqual(counts);
});

test('one that lies beside is refused, with where it would have to lie', async () => {
  const other = join(world.root, 'other');
  mkdirSync(other);
  await polylens(world, ['index', join(drive, 'photos')]);
  const refused = await polylens(world, ['library', 'portable', other, '--library', world.library]);
  expect(refused).toMatchObject({ code: 2, out: '', talk: expect.stringContaining(`does not lie in ${other}`) });
  expect(
    await polylens(world, ['library', 'portable', join(other, 'nowhere'), '--library', world.library]),
  ).toMatchObject({
    code: 3,
    talk: expect.stringContaining('is not a folder that is there'),
  });
  expect(readFileSync(join(world.library, 'library.sqlite')).length).toBeGreaterThan(0);
});

test('no drive is made where none is', async () => {
  const nowhere = join(world.root, 'nowhere');
  expect(await polylens({ ...world, library: nowhere }, ['library', 'portable', nowhere])).toMatchObject({
    code: 3,
    talk: expect.stringContaining('is not a folder that is there') as unknown,
  });
  expect(readdirSync(world.root)).not.toContain('nowhere');
});

test('names in another form of Unicode, and in capitals, are known again without being read', async () => {
  await make();
  const name = (form: 'NFC' | 'NFD') => join(drive, 'photos', 'Übermut café.jpg'.normalize(form));
  await plain('red', { width: 60 }).jpeg().toFile(name('NFC'));
  expect(await index()).toMatchObject({ embedded: 1, searchable: 7 });
  const before = rows() as { vectors: unknown };
  mountAt('elsewhere');
  renameSync(name('NFC'), name('NFD'));
  for (const colour of colourNames)
    renameSync(join(drive, 'photos', `${colour}.jpg`), join(drive, 'photos', `${colour.toUpperCase()}.JPG`));
  expect(await index()).toMatchObject({ code: 0, embedded: 0, moved: 0, missing: 0, found: 7, searchable: 7 });
  expect((rows() as { vectors: unknown }).vectors).toEqual(before.vectors);
  expect((await search('red', '-k', '2')).map((each) => each.normalize('NFC')).toSorted()).toEqual(
    ['RED.JPG', 'Übermut café.jpg'].toSorted(),
  );
});

test('a tree that is copied half is not taken for the whole: what lacks is held until a person says', async () => {
  await make();
  for (let at = 0; at < 60; at += 1)
    await plain('blue', { width: 50 + at })
      .jpeg()
      .toFile(join(drive, 'photos', `${at}.jpg`));
  expect(await index()).toMatchObject({ embedded: 60, searchable: 66 });
  const part = join(world.root, 'part');
  cpSync(drive, part, { recursive: true, preserveTimestamps: true });
  for (let at = 0; at < 59; at += 1) rmSync(join(part, 'photos', `${at}.jpg`));
  drive = part;
  expect(await index()).toMatchObject({ embedded: 0, searchable: 66, missing: 0, missing_kept: 59 });
  expect(rows()).toMatchObject({ files: { length: 66 } });
});

test('what another machine left on the drive when it was pulled stands in no way', async () => {
  await make();
  const at = (name: string) => join(drive, '.polylens', name);
  writeFileSync(at('writer.txt'), 'process 4242 on another-machine');
  writeFileSync(at('engine.json'), JSON.stringify({ address: '/media/gone/.polylens/engine.sock', process: 4242 }));
  mountAt('elsewhere');
  expect(await search('red', '-k', '1')).toEqual(['red.jpg']);
  expect(await index()).toMatchObject({ code: 0, embedded: 0, searchable: 6 });
});
