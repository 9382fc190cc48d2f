import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeFakePack } from '../fixtures/fake-pack.ts';
import { plain, writeColours, type ColourName } from '../fixtures/pictures.ts';
import { countsIn, makeWorld, namesIn, polylens, start, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

async function photo(name: string, colour: ColourName): Promise<string> {
  const path = join(world.photos, name);
  mkdirSync(join(path, '..'), { recursive: true });
  await plain(colour).jpeg().toFile(path);
  return path;
}

const sixColours = () => writeColours(world.photos);

const index = (...args: string[]) => polylens(world, ['index', world.photos, '--json', ...args]);
const search = (...args: string[]) => polylens(world, ['search', '--json', ...args]);

test('a folder is indexed and a sentence in several languages finds the photo', async () => {
  await sixColours();
  const indexed = await index();
  expect(indexed).toMatchObject({
    code: 0,
    talk: expect.stringContaining('6 found = 6 searchable + 0 waiting + 0 set aside'),
  });
  expect(JSON.parse(indexed.out)).toEqual({
    found: 6,
    searchable: 6,
    waiting: 0,
    set_aside: 0,
    embedded: 6,
    moved: 0,
    missing: 0,
    missing_kept: 0,
    stopped: false,
    paused: false,
    pack: 'fake@1',
    problems: [],
  });
  for (const word of ['red', 'rot', 'rouge', 'красный', '赤']) {
    expect(namesIn(await search(word, '-k', '1')), word).toEqual(['red.jpg']);
  }
});

test('plain output has rank, score and path on stdout and the language on stderr', async () => {
  await sixColours();
  await index();
  const { out, talk } = await polylens(world, ['search', 'grün', '-k', '1', '--lang', 'de']);
  expect(out).toMatch(/^ {2}1 {2}1\.000 {2}.*green\.jpg\n$/);
  expect(talk).toMatch(/\(de\), \d+ ms/);
});

test('--stdin answers a line with a line, in order, an empty one with its error', async () => {
  await sixColours();
  await index();
  const { out, code } = await polylens(world, ['search', '--stdin', '--json', '-k', '1'], { input: 'red\n\nblau\n' });
  const answers = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { query: string; error?: string; hits?: { path: string }[] });
  expect(answers.map(({ query, error, hits }) => [query, error ?? hits?.[0]?.path])).toEqual([
    ['red', join(world.photos, 'red.jpg')],
    ['', 'query.empty'],
    ['blau', join(world.photos, 'blue.jpg')],
  ]);
  expect(code).toBe(2);
});

test('a long session sees what other processes do to the library between two queries', async () => {
  await photo('red.jpg', 'red');
  await index();
  const child = start(world, ['search', '--stdin', '--json']);
  const ended = once(child, 'close');
  const answers = createInterface({ input: child.stdout ?? Readable.from([]) })[Symbol.asyncIterator]();
  const ask = async (query: string) => {
    child.stdin?.write(`${query}\n`);
    const { value } = (await answers.next()) as { value: string };
    return namesIn({ code: 0, out: value, talk: '' });
  };
  expect(await ask('blue')).toEqual(['red.jpg']);
  await photo('blue.jpg', 'blue');
  await index();
  expect(await ask('blue')).toEqual(['blue.jpg', 'red.jpg']);
  rmSync(join(world.photos, 'blue.jpg'));
  await index();
  expect(await ask('blue')).toEqual(['red.jpg']);
  await writeFakePack(join(world.root, 'other pack'), { version: '2' });
  await photo('green.jpg', 'green');
  await polylens({ ...world, pack: join(world.root, 'other pack') }, ['index', world.photos]);
  expect(await ask('green')).toEqual(['red.jpg']);
  writeFileSync(join(world.library, 'library.sqlite'), 'not a library any more');
  await index();
  expect(await ask('green')).toEqual(['green.jpg', 'red.jpg']);
  child.stdin?.end();
  await ended;
  expect(child.exitCode).toBe(0);
});

test('a second run embeds nothing; new, changed, moved and doubled files are told apart', async () => {
  await sixColours();
  await index();
  const embedded = async (...args: string[]) =>
    (JSON.parse((await index(...args)).out) as { embedded: number }).embedded;
  expect(await embedded()).toBe(0);
  const red = join(world.photos, 'red.jpg');
  mkdirSync(join(world.photos, 'moved'));
  renameSync(red, join(world.photos, 'moved', 'rosso.jpg'));
  copyFileSync(join(world.photos, 'blue.jpg'), join(world.photos, 'blue again.jpg'));
  await plain('black').jpeg().toFile(join(world.photos, 'green.jpg'));
  utimesSync(join(world.photos, 'green.jpg'), 1, 1);
  expect(await embedded()).toBe(0);
  expect(namesIn(await search('red', '-k', '1'))).toEqual(['rosso.jpg']);
  // Seven files, but the black picture is there twice and the blue one too: five contents.
  expect(namesIn(await search('red')).toSorted()).toEqual([
    'black.jpg',
    'blue again.jpg',
    'rosso.jpg',
    'white.jpg',
    'yellow.jpg',
  ]);
  expect(countsIn(await index())).toEqual({ found: 7, searchable: 7, waiting: 0, aside: 0 });
});

test('a run over unchanged folders writes nothing in the library but its log', async () => {
  await sixColours();
  writeFileSync(join(world.photos, 'empty.jpg'), '');
  await index();
  const entries = readdirSync(world.library, { recursive: true, withFileTypes: true });
  // SQLite's own are left out (memory that processes share, and its log, empty after a run), and the log of what was done.
  const files = entries.filter((entry) => entry.isFile() && !/-(shm|wal)$|^engine\.jsonl$/.test(entry.name));
  const state = () =>
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path, statSync(path).mtimeMs, createHash('sha256').update(readFileSync(path)).digest('hex')];
    });
  const before = state();
  expect(before.length).toBeGreaterThan(2);
  expect((await index()).code).toBe(0);
  expect(state()).toEqual(before);
});

test('a photo that vanished is no longer found, and found again when it is back, with nothing embedded anew', async () => {
  await sixColours();
  await index();
  const red = join(world.photos, 'red.jpg');
  const aside = join(world.root, 'red.jpg');
  renameSync(red, aside);
  expect(JSON.parse((await index()).out)).toMatchObject({ missing: 1, found: 5, searchable: 5 });
  expect(namesIn(await search('red'))).not.toContain('red.jpg');
  renameSync(aside, red);
  expect(JSON.parse((await index()).out)).toMatchObject({ missing: 0, found: 6, embedded: 0 });
  expect(namesIn(await search('red', '-k', '1'))).toEqual(['red.jpg']);
});

test('a folder that is suddenly empty or gone keeps all its photos', async () => {
  await sixColours();
  await index();
  const away = join(world.root, 'away');
  renameSync(world.photos, away);
  const gone = await index();
  expect(gone).toMatchObject({ code: 3, talk: expect.stringContaining('is not there') });
  mkdirSync(world.photos);
  const empty = await index();
  expect(empty).toMatchObject({ code: 3, talk: expect.stringContaining('all is kept') });
  expect(countsIn(empty)).toEqual({ found: 6, searchable: 6, waiting: 0, aside: 0 });
  expect(namesIn(await search('red', '-k', '1'))).toEqual(['red.jpg']);
  expect(JSON.parse((await index('--accept-missing')).out)).toMatchObject({ found: 0, missing: 6 });
});

test('a new pack is told, re-embeds on the next index, and the old vectors are never mixed in', async () => {
  await sixColours();
  await index();
  await writeFakePack(world.pack, { version: '2' });
  expect(await search('red')).toMatchObject({ code: 3, talk: expect.stringContaining('another model pack') });
  expect(JSON.parse((await index()).out)).toMatchObject({ embedded: 6, searchable: 6 });
  expect(namesIn(await search('red', '-k', '1'))).toEqual(['red.jpg']);
});

test('the search index is a cache: thrown away or spoilt, it is made again from the library', async () => {
  await sixColours();
  await index();
  const before = namesIn(await search('red'));
  const cache = join(world.library, 'index');
  expect(existsSync(cache)).toBe(true);
  rmSync(cache, { recursive: true });
  const remade = await search('red');
  expect(namesIn(remade)).toEqual(before);
  expect(remade.talk).toBe('making the search index again for 6 pictures\n');
  expect((await search('red')).talk).toBe('');
  for (const entry of readdirSync(cache, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) writeFileSync(join(entry.parentPath, entry.name), 'spoilt');
  }
  expect(namesIn(await search('red'))).toEqual(before);
});

test('a library thrown away leaves nothing behind that a new one could take for its own', async () => {
  await sixColours();
  await index();
  rmSync(join(world.library, 'library.sqlite'));
  // The first label of the new library was another picture's in the old one.
  rmSync(join(world.photos, 'black.jpg'));
  rmSync(join(world.photos, 'blue.jpg'));
  expect(JSON.parse((await index()).out)).toMatchObject({ found: 4, embedded: 4 });
  for (const colour of ['red', 'green', 'white', 'yellow']) {
    expect(namesIn(await search(colour, '-k', '1')), colour).toEqual([`${colour}.jpg`]);
  }
});

test('help and version need no engine; misuse is answered with one line and 2', async () => {
  expect(await polylens(world, ['--help'])).toMatchObject({ code: 0, talk: '' });
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect((await polylens(world, ['--version'])).out).toBe(`${version}\n`);
  for (const args of [
    ['serch'],
    ['index'],
    ['search'],
    ['search', 'x', '-k', '0'],
    ['search', '--stdin'],
    ['status', 'x'],
  ]) {
    const { code, out, talk } = await polylens(world, args);
    expect({ code, out, lines: talk.split('\n').length }, args.join(' ')).toEqual({ code: 2, out: '', lines: 2 });
  }
});

test('a search in an empty library finds nothing, exit code 1', async () => {
  expect((await index()).code).toBe(1);
  const { code, out } = await search('red');
  expect({ code, hits: namesIn({ code, out, talk: '' }) }).toEqual({ code: 1, hits: [] });
});
