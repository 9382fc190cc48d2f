import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type * as engineModule from '../../src-main/engine/engine.ts';
import { countsIn, makeWorld, namesIn, polylens, type World } from '../e2e/program.ts';
import { built } from '../fixtures/built.ts';
import { writeColours } from '../fixtures/pictures.ts';

const { Engine } = await built<typeof engineModule>('engine/engine');

const pageSize = 4096;
let world: World;
let file: string;
beforeEach(async () => {
  world = await makeWorld();
  file = join(world.library, 'library.sqlite');
  await writeColours(world.photos);
  await polylens(world, ['index', world.photos]);
  // All of it in the one file.
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = DELETE');
  database.close();
});
afterEach(() => world.remove());

const index = () => polylens(world, ['index', world.photos, '--json']);
const search = (...args: string[]) => polylens(world, ['search', '--json', ...args]);
const setAside = () => readdirSync(world.library).filter((name) => /^damaged-.*\.sqlite$/.test(name));
const lines = (text: string) => text.trimEnd().split('\n');

test('a file that is no database is kept aside, said in one line, and all is indexed anew, once', async () => {
  writeFileSync(file, 'my diary');
  expect(await search('red')).toMatchObject({ code: 3, talk: expect.stringMatching(/^polylens: .* is damaged .*\n$/) });
  const { code, talk, out } = await index();
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ embedded: 6, searchable: 6 });
  expect(lines(talk)[0]).toContain('the library was damaged and is made anew, the damaged file is kept as');
  expect(setAside().map((name) => readFileSync(join(world.library, name), 'utf8'))).toEqual(['my diary']);
  expect(namesIn(await search('red', '-k', '1'))).toEqual(['red.jpg']);
  const again = await index();
  expect(countsIn(again)).toMatchObject({ found: 6, searchable: 6, waiting: 0, aside: 0 });
  expect(again.talk).not.toContain('damaged');
});

test('doctor looks at every vector and every page, and what is damaged is made anew', async () => {
  const doctor = () => polylens(world, ['doctor']);
  expect(await doctor()).toMatchObject({
    code: 0,
    out: expect.stringContaining('library    6 vectors and every page'),
  });
  const database = new DatabaseSync(file);
  database.exec('UPDATE vector SET embedding = zeroblob(length(embedding)) WHERE id = 2');
  const root = "SELECT rootpage AS page FROM sqlite_schema WHERE name = 'file_content'";
  const { page } = database.prepare(root).get() as { page: number };
  database.close();
  expect(await doctor()).toMatchObject({ code: 3, out: expect.stringContaining('1 vectors are not of length 1') });
  writeFileSync(file, readFileSync(file).fill(0, (page - 1) * pageSize, page * pageSize));
  expect((await doctor()).code).toBe(3);
  expect(countsIn(await index())).toMatchObject({ found: 6, searchable: 6, waiting: 0, aside: 0 });
  expect(setAside()).toHaveLength(1);
  expect((await doctor()).code).toBe(0);
});

test('half a library is kept aside', async () => {
  truncateSync(file, statSync(file).size / 2);
  expect(countsIn(await index())).toMatchObject({ found: 6, searchable: 6, waiting: 0, aside: 0 });
  expect(setAside()).toHaveLength(1);
});

test('the folders a damaged library had are named where they can still be read', async () => {
  const database = new DatabaseSync(file);
  const { page } = database.prepare("SELECT rootpage AS page FROM sqlite_schema WHERE name = 'file'").get() as {
    page: number;
  };
  database.close();
  writeFileSync(file, readFileSync(file).fill(0, (page - 1) * pageSize, page * pageSize));
  expect(lines((await index()).talk)[0]).toMatch(
    new RegExp(`is kept as .*; it looked after ${world.photos}: polylens index looks through all of them again$`),
  );
});

test('whichever page is lost, what is found afterwards is right, and nothing ends in a loop', async () => {
  const pristine = join(world.root, 'pristine');
  cpSync(world.library, pristine, { recursive: true });
  const outcomes = new Set<string>();
  for (let page = 0; page < statSync(file).size / pageSize; page += 1) {
    rmSync(world.library, { recursive: true });
    cpSync(pristine, world.library, { recursive: true });
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0, page * pageSize, (page + 1) * pageSize));
    outcomes.add(await recovered(page));
    expect(setAside().length, `page ${page}`).toBeLessThanOrEqual(1);
  }
  // Damage is met while opening, while indexing or by a search, or is in a page that nothing reads.
  expect(outcomes).toContain('found by index');
  expect(outcomes).toContain('found by search');
});

/** A fresh engine searches, indexes and searches again: who met the damage? Afterwards all must be as it was. */
async function recovered(page: number): Promise<string> {
  const announced: string[] = [];
  const engine = new Engine({
    library: world.library,
    pack: world.pack,
    version: 'test',
    announce: (event) => void announced.push(event),
  });
  const call = { signal: new AbortController().signal, progress: () => undefined };
  const ask = () => engine.handlers['search.run']({ text: 'red', limit: 1 }, call);
  const red = [{ path: join(world.photos, 'red.jpg') }];
  try {
    const first = await ask().catch((thrown: unknown) => {
      if (!(thrown instanceof Error) || !thrown.message.startsWith('library.damaged')) throw thrown;
      return { hits: red };
    });
    expect(first.hits, `page ${page}`).toMatchObject(red);
    const met = existsSync(join(world.library, 'suspect'));
    const { counts } = await engine.handlers['library.index']({ folders: [world.photos], acceptMissing: false }, call);
    expect(counts, `page ${page}`).toMatchObject({ found: 6, searchable: 6, waiting: 0, setAside: 0 });
    expect((await ask()).hits, `page ${page}`).toMatchObject(red);
    const replaced = announced.includes('library.replaced');
    expect(replaced || !met, `page ${page}`).toBe(true);
    if (met) return 'found by search';
    return replaced ? 'found by index' : 'not met';
  } finally {
    await engine.close();
  }
}
