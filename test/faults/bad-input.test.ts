import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countsIn, makeWorld, namesIn, polylens, type World } from '../e2e/program.ts';
import { broken, hugePng, plain } from '../fixtures/pictures.ts';

const mortal = { mortal: true };

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await plain('red').jpeg().toFile(join(world.photos, 'red.jpg'));
});
afterEach(() => {
  for (const name of readdirSync(world.photos))
    if (name.startsWith('locked')) chmodSync(join(world.photos, name), 0o700);
  world.remove();
});

const index = (options = {}) => polylens(world, ['index', world.photos, '--json'], options);
const search = (...args: string[]) => polylens(world, ['search', '--json', ...args]);
const lines = (text: string) => text.trimEnd().split('\n');

/** The one good photo is there whatever lies beside it. */
async function expectRedFound(): Promise<void> {
  expect(namesIn(await search('red', '-k', '1'))).toEqual(['red.jpg']);
}

test('a folder inside that may not be read is named, and the rest is indexed', async () => {
  const locked = join(world.photos, 'locked');
  mkdirSync(locked);
  await plain('blue').jpeg().toFile(join(locked, 'blue.jpg'));
  chmodSync(locked, 0);
  const { code, talk, ...ran } = await index(mortal);
  expect({ code, counts: countsIn({ code, talk, ...ran }) }).toEqual({
    code: 0,
    counts: { found: 1, searchable: 1, waiting: 0, aside: 0 },
  });
  expect(talk).toContain(`${locked}: cannot be read, all that was known of it is kept (EACCES)`);
});

test('photos known below a folder that became unreadable are kept', async () => {
  const locked = join(world.photos, 'locked');
  mkdirSync(locked);
  await plain('blue').jpeg().toFile(join(locked, 'blue.jpg'));
  expect(countsIn(await index(mortal)).found).toBe(2);
  chmodSync(locked, 0);
  expect(countsIn(await index(mortal))).toEqual({ found: 2, searchable: 2, waiting: 0, aside: 0 });
});

test('a folder asked for that may not be read or is not there fails by name, the others are indexed', async () => {
  const locked = join(world.photos, 'locked');
  mkdirSync(locked);
  chmodSync(locked, 0);
  const nowhere = join(world.root, 'nowhere');
  const { code, talk } = await polylens(world, ['index', locked, nowhere, world.photos], mortal);
  expect(code).toBe(3);
  expect(talk).toContain(`${locked}: cannot be read (EACCES)`);
  expect(talk).toContain(`${nowhere}: is not there (ENOENT)`);
  expect(talk).toContain('1 found = 1 searchable');
  // What could never be looked into does not become a folder of the library.
  const status = await polylens(world, ['status', '--json']);
  expect(JSON.parse(status.out)).toMatchObject({ folders: [world.photos] });
});

test('a file that may not be read is set aside and tried again when it may', async () => {
  const locked = join(world.photos, 'locked.jpg');
  await plain('blue').jpeg().toFile(locked);
  chmodSync(locked, 0);
  const first = await index(mortal);
  expect(countsIn(first)).toEqual({ found: 2, searchable: 1, waiting: 0, aside: 1 });
  expect(first.talk).toContain(`${locked}: cannot be read (EACCES)`);
  chmodSync(locked, 0o644);
  expect(countsIn(await index(mortal))).toEqual({ found: 2, searchable: 2, waiting: 0, aside: 0 });
});

test('an empty folder is said to hold no pictures, exit code 1', async () => {
  const empty = join(world.root, 'empty');
  mkdirSync(empty);
  const { code, talk } = await polylens(world, ['index', empty]);
  expect({ code, said: lines(talk) }).toEqual({
    code: 1,
    said: expect.arrayContaining([`${empty}: holds no pictures`]),
  });
});

const reasons: [file: keyof typeof broken, words: string][] = [
  ['empty', 'is empty'],
  ['text', 'holds no picture, whatever its name says'],
  ['half a jpeg', 'is damaged'],
  ['jpeg header alone', 'is damaged'],
  ['half a png', 'is damaged'],
  ['zip as webp', 'holds no picture, whatever its name says'],
];

test('broken files are each named with their reason, set aside, and the rest is indexed', async () => {
  for (const [file] of reasons) writeFileSync(join(world.photos, `${file}.jpg`), await broken[file]());
  const ran = await index();
  expect(ran.code).toBe(0);
  expect(countsIn(ran)).toEqual({ found: 7, searchable: 1, waiting: 0, aside: 6 });
  for (const [file, words] of reasons) expect(ran.talk).toContain(`${join(world.photos, file)}.jpg: ${words}`);
  await expectRedFound();
  expect((await index()).talk).not.toContain('is damaged');
});

test('a 100-megapixel PNG is indexed like any other picture', async () => {
  writeFileSync(join(world.photos, 'huge.png'), hugePng(10_000, 10_000));
  expect(countsIn(await index())).toEqual({ found: 2, searchable: 2, waiting: 0, aside: 0 });
  expect(namesIn(await search('black', '-k', '1'))).toEqual(['huge.png']);
  await expectRedFound();
});

test.skipIf(process.platform !== 'linux')(
  'a name that is not UTF-8 is indexed, and its bytes are in the answer',
  async () => {
    const path = Buffer.concat([Buffer.from(join(world.photos, 'caf')), Buffer.from([0xe9]), Buffer.from('.jpg')]);
    writeFileSync(path, await plain('blue').jpeg().toBuffer());
    expect(countsIn(await index()).searchable).toBe(2);
    const { out } = await search('blue', '-k', '1');
    expect(JSON.parse(out)).toMatchObject({ hits: [{ path: path.toString(), path_base64: path.toString('base64') }] });
  },
);

test('loops of links end', async () => {
  symlinkSync('..', join(world.photos, 'up'));
  symlinkSync('.', join(world.photos, 'self'));
  symlinkSync('round.jpg', join(world.photos, 'round.jpg'));
  expect(countsIn(await index())).toEqual({ found: 1, searchable: 1, waiting: 0, aside: 0 });
});

test('an unknown language is refused with those known, exit code 2', async () => {
  await index();
  const { code, out, talk } = await search('red', '--lang', 'xx');
  expect({ code, out, talk }).toEqual({
    code: 2,
    out: '',
    talk: 'polylens: unknown language xx; this pack knows: en, de, fr, es, ru, ja\n',
  });
});

test.each(['', '   ', '\t', '\u200B\u2060', '\uFEFF \u202E'])(
  'the query %j, in which nothing is seen, is refused, exit code 2',
  async (query) => {
    await index();
    const { code, out, talk } = await search(query);
    expect({ code, out, talk }).toEqual({
      code: 2,
      out: '',
      talk: 'polylens: the query is empty; say what to look for\n',
    });
  },
);

test('a query of 10,000 characters is answered', async () => {
  await index();
  const { code, out } = await search('red '.repeat(2500));
  expect(code).toBe(0);
  expect(namesIn({ code, out, talk: '' })).toEqual(['red.jpg']);
});

test('a library of another version is refused with both versions and the file, and left as it is', async () => {
  await index();
  const file = join(world.library, 'library.sqlite');
  const database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99; PRAGMA journal_mode = DELETE');
  database.close();
  const before = readFileSync(file);
  for (const args of [['search', 'red'], ['index', world.photos], ['status']]) {
    const { code, out, talk } = await polylens(world, args);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(lines(talk)).toEqual([
      expect.stringMatching(/library\.sqlite is a library of version 99, .* reads version \d+;/),
    ]);
  }
  expect(readFileSync(file).equals(before)).toBe(true);
});

test("another program's database is refused and left as it is", async () => {
  mkdirSync(world.library);
  const file = join(world.library, 'library.sqlite');
  const database = new DatabaseSync(file);
  database.exec('CREATE TABLE diary (day TEXT)');
  database.close();
  const before = readFileSync(file);
  const { code, talk } = await index();
  expect({ code, lines: lines(talk).length }).toEqual({ code: 3, lines: 1 });
  expect(talk).toContain(`${file} cannot be used`);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test.each(['vision.onnx', 'text.onnx', 'tokenizer.json', 'golden.json'])(
  'a pack with one flipped byte in %s is refused by that file',
  async (name) => {
    const file = join(world.pack, name);
    const bytes = readFileSync(file);
    const middle = bytes.length >> 1;
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    const { code, out, talk } = await index();
    expect({ code, out, lines: lines(talk).length }).toEqual({ code: 3, out: '', lines: 1 });
    expect(talk).toMatch(
      new RegExp(`damaged: ${name.replace('.', '\\.')} \\(expected sha256 [0-9a-f]{64}, found sha256 [0-9a-f]{64}\\)`),
    );
  },
);

test('no library, no pack: each says so and what to do', async () => {
  expect(await search('red')).toMatchObject({
    code: 3,
    talk: expect.stringContaining('make one with: polylens index'),
  });
  const lost = { ...world, pack: join(world.root, 'nowhere') };
  expect(await polylens(lost, ['index', world.photos])).toMatchObject({
    code: 3,
    talk: expect.stringContaining('no model pack'),
  });
});

test.skipIf(process.platform !== 'linux')('a library that cannot be made there is refused at once', async () => {
  const nowhere = { ...world, library: '/proc/polylens/library' };
  const { code, talk } = await polylens(nowhere, ['index', world.photos]);
  expect({ code, lines: lines(talk).length }).toEqual({ code: 3, lines: 1 });
  expect(talk).toContain('/proc/polylens/library cannot be used');
});

test('a library that may not be written is refused with its folder', async () => {
  const locked = join(world.photos, 'locked');
  mkdirSync(locked, { mode: 0o500 });
  const { code, talk } = await polylens(
    { ...world, library: join(locked, 'library') },
    ['index', world.photos],
    mortal,
  );
  expect({ code, lines: lines(talk).length }).toEqual({ code: 3, lines: 1 });
  expect(talk).toContain(`${join(locked, 'library')} cannot be written`);
});
