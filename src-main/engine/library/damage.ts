import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PolylensError } from '../../contract/errors.ts';
import type { Database } from './database.ts';
import { countFaults } from './file-counts.ts';

/** A library file that was found damaged and set aside; `folders`: what it looked after, as far as it can be read. */
export type Replaced = { aside: string; folders: Buffer[] };

/** Says that this library gave wrong answers: its next writer has it checked. Checking every time would read it all. */
const mark = 'suspect';

/** Has the library in `folder` checked when it is next opened to be written. */
export function suspect(folder: string): void {
  try {
    writeFileSync(join(folder, mark), '');
  } catch {
    // A folder that cannot be written cannot be repaired either: the error that led here says enough.
  }
}

/** Is this library to be checked? */
export function isSuspect(file: string): boolean {
  return existsSync(join(dirname(file), mark));
}

/** It was checked. */
export function clear(file: string): void {
  rmSync(join(dirname(file), mark), { force: true });
}

/** Does SQLite find every page whole? */
export function isSound(database: Database): boolean {
  const found = database.prepare('PRAGMA integrity_check(1)').get() as { integrity_check: string };
  return found.integrity_check === 'ok';
}

/** What SQLite finds wrong when it looks at every page, rows that refer to nothing, and numbers that are not those of the rows. */
export function faultsIn(database: Database): string[] {
  const pages = database.prepare('PRAGMA integrity_check(10)').all() as { integrity_check: string }[];
  const references = database.prepare('PRAGMA foreign_key_check').all() as { table: string; parent: string }[];
  return [
    ...pages.map(({ integrity_check: found }) => found).filter((found) => found !== 'ok'),
    ...references.slice(0, 10).map(({ table, parent }) => `a row of ${table} refers to a ${parent} that is not there`),
    ...countFaults(database),
  ];
}

/**
 * Moves a damaged library file and its log to a dated name; returns that name. Nothing is thrown away.
 * @throws PolylensError library.busy where another program has it open and the system then moves no file (Windows)
 */
export function setAside(file: string): string {
  const stamp = new Date().toISOString().replaceAll(/[-:]/g, '');
  const aside = join(dirname(file), `damaged-${stamp}.sqlite`);
  const moved: string[] = [];
  try {
    // The log first: without its database it means nothing to the next one, which must not find it.
    for (const part of ['-wal', '-shm', ''].filter((each) => existsSync(file + each))) {
      renameSync(file + part, aside + part);
      moved.push(part);
    }
  } catch (thrown) {
    // A database without its log would pass for whole, and lack what was written last.
    for (const part of moved) renameSync(aside + part, file + part);
    throw new PolylensError('library.busy', { library: dirname(file), owner: 'another program' }, { cause: thrown });
  }
  clear(file);
  return aside;
}
