/** A drive with its library that may only be read, was pulled, or is used by another machine. */
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { countsIn, makeWorld, namesIn, polylens, type World } from '../e2e/program.ts';
import { writeColours } from '../fixtures/pictures.ts';

const pageSize = 4096;
const mortal = { mortal: true };

let world: World;
let drive: string;
let library: string;
beforeEach(async () => {
  world = await makeWorld();
  drive = join(world.root, 'drive');
  mkdirSync(join(drive, 'photos'), { recursive: true });
  await writeColours(join(drive, 'photos'));
  await onDrive(['library', 'portable', drive]);
  await onDrive(['index', join(drive, 'photos')]);
  mount('elsewhere');
});
afterEach(() => {
  protect(0o700);
  world.remove();
});

/** The command, on the library of the drive. */
function onDrive(args: readonly string[], options = {}) {
  return polylens({ ...world, library: drive }, args, options);
}

function mount(place: string): void {
  const next = join(world.root, place);
  renameSync(drive, next);
  drive = next;
  library = join(drive, '.polylens');
}

/** What folders on the drive may be used for. */
function protect(mode: number): void {
  const folders = readdirSync(drive, { recursive: true, withFileTypes: true }).filter((each) => each.isDirectory());
  for (const { parentPath, name } of folders) chmodSync(join(parentPath, name), mode);
  chmodSync(drive, mode);
}

const lines = (text: string) => text.trimEnd().split('\n');

test('on a drive that may only be read all is found, and what would write says so in one line', async () => {
  protect(0o500);
  const search = await onDrive(['search', 'red', '-k', '1', '--json'], mortal);
  expect(JSON.parse(search.out)).toMatchObject({ hits: [{ path: join(drive, 'photos', 'red.jpg') }] });
  expect(countsIn(await onDrive(['status', '--json'], mortal))).toMatchObject({ found: 6, searchable: 6 });
  for (const args of [['index'], ['library', 'portable', drive]]) {
    const { code, talk } = await onDrive(args, mortal);
    expect({ code, lines: lines(talk).length }).toEqual({ code: 3, lines: 1 });
    expect(talk).toContain(`the library ${library} cannot be written`);
  }
});

test('one that was pulled while it was written, and may only be read now, says what is wrong with it', async () => {
  // An open writer keeps the last of it in the log; the memory that goes with that does not come with a drive.
  const writer = new DatabaseSync(join(library, 'library.sqlite'));
  writer.exec(`PRAGMA journal_mode = WAL; INSERT INTO setting VALUES ('last', 'word')`);
  const pulled = join(world.root, 'pulled');
  cpSync(drive, pulled, { recursive: true, preserveTimestamps: true });
  writer.close();
  drive = pulled;
  library = join(drive, '.polylens');
  rmSync(join(library, 'library.sqlite-shm'));
  protect(0o500);
  const refused = await onDrive(['search', 'red'], mortal);
  expect({ code: refused.code, lines: lines(refused.talk).length }).toEqual({ code: 3, lines: 1 });
  expect(refused.talk).toContain('cannot be written (what was written to it last is not taken in yet');
  protect(0o700);
  expect(namesIn(await onDrive(['search', 'red', '-k', '1', '--json'], mortal))).toEqual(['red.jpg']);
});

test('a library that another machine writes names that machine and what to do', async () => {
  const lock = new DatabaseSync(join(library, 'writer.lock'));
  lock.exec('BEGIN EXCLUSIVE');
  writeFileSync(join(library, 'writer.txt'), 'process 4242 on laptop-of-ana');
  const { code, talk } = await onDrive(['index']);
  expect({ code, lines: lines(talk).length }).toEqual({ code: 3, lines: 1 });
  expect(talk).toContain('process 4242 on laptop-of-ana');
  expect(talk).toContain('another machine');
  lock.close();
  expect((await onDrive(['index'])).code).toBe(0);
});

test('a drive that is not there leaves no library in its place', async () => {
  const gone = join(world.root, 'gone');
  const { code, talk } = await polylens({ ...world, library: join(gone, '.polylens') }, ['search', 'red']);
  expect({ code, lines: lines(talk).length }).toEqual({ code: 3, lines: 1 });
  const refused = await polylens(world, ['library', 'copy', gone]);
  expect(refused.code).toBe(3);
  expect(() => readdirSync(gone)).toThrow('ENOENT');
});

test('a damaged one is begun anew with its folders, where the drive is now', async () => {
  writeFileSync(join(library, 'suspect'), '');
  const file = join(library, 'library.sqlite');
  const database = new DatabaseSync(file);
  const root = "SELECT rootpage AS page FROM sqlite_schema WHERE name = 'file_content'";
  const { page } = database.prepare(root).get() as { page: number };
  database.close();
  writeFileSync(file, readFileSync(file).fill(0, (page - 1) * pageSize, page * pageSize));
  const { code, talk } = await onDrive(['index']);
  expect(code).toBe(0);
  expect(talk).toContain(`it looked after ${join(drive, 'photos')}`);
  mount('third');
  expect(countsIn(await onDrive(['index', '--json']))).toEqual({ found: 6, searchable: 6, waiting: 0, aside: 0 });
});
