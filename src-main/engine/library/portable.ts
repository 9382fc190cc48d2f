/**
 * Portable libraries: all below a folder, the base, in which the library itself lies, goes with it from machine to machine.
 * What is kept is how far above the library's folder the base is; where that is now tells each opening anew.
 */
import { realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { closeWritten, databaseName, openDatabase, transaction, type Database } from './database.ts';
import { covers, prefixRange } from './path-range.ts';
import { Paths } from './paths.ts';

/** The setting that names the base as seen from the library's folder: `..`, `../..` and so on. */
const setting = 'portable';

const tables = ['file', 'root', 'mount'];

/** Whether and how an open library goes with a folder, its base. */
export class Portable {
  readonly paths: Paths;
  readonly #database: Database;
  readonly #folder: string;
  #kept: string | undefined;

  constructor(database: Database, folder: string) {
    this.#database = database;
    this.#folder = folder;
    this.#kept = keptBase(database);
    this.paths = new Paths(baseAt(this.#kept, folder));
  }

  get base(): Buffer | undefined {
    return this.paths.base;
  }

  /** Keeps all below a folder in which the library lies relative to it from now on. */
  rebase(base: Buffer): void {
    rebase(this.#database, this.paths, { folder: this.#folder, base });
    this.#kept = keptBase(this.#database);
  }

  /** Has the library got another base since it was opened? */
  isOther(): boolean {
    try {
      return keptBase(this.#database) !== this.#kept;
    } catch {
      // Damage is told to whoever reads or writes.
      return false;
    }
  }

  /** Writes a portable copy, a library of its own, into a folder inside of `base`. Nothing else is done meanwhile. */
  copyTo(folder: string, base: Buffer): void {
    const file = join(folder, databaseName);
    this.#database.prepare('VACUUM INTO ?').run(file);
    const copy = openDatabase(file);
    try {
      // What is kept elsewhere by the library's id, as a window does, goes by labels of the one or the other.
      copy.exec('UPDATE identity SET id = randomblob(16)');
      rebase(copy, new Paths(this.base), { folder, base });
    } finally {
      closeWritten(copy);
    }
  }
}

/** The base as it is kept; undefined when the library is not portable. */
export function keptBase(database: Database): string | undefined {
  const row = database.prepare('SELECT value FROM setting WHERE name = ?').get(setting);
  return (row as { value: string } | undefined)?.value;
}

/** Where a base that was kept is now. */
export function baseAt(kept: string | undefined, folder: string): Buffer | undefined {
  return kept === undefined ? undefined : Buffer.from(resolve(realpathSync.native(folder), ...kept.split('/')));
}

/** Does what lies in `folder` go with `base`? */
export function goesWith(folder: string, base: Buffer): boolean {
  return covers(base, Buffer.from(realpathSync.native(folder)));
}

/** Makes a library portable, or gives it another base: all paths below that are kept by it from now on, all others absolute. */
export function rebase(database: Database, paths: Paths, { folder, base }: { folder: string; base: Buffer }): void {
  const kept = relative(realpathSync.native(folder), base.toString()).replaceAll(sep, '/');
  transaction(database, () => {
    if (paths.base) makeAbsolute(database, paths.base);
    makeRelative(database, base);
    const put =
      'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value';
    database.prepare(put).run(setting, kept === '' ? '.' : kept);
  });
  paths.setBase(base);
}

/** What another system wrote, in this one's separators: a writer compares paths in their order. */
export function useOwnSeparators(database: Database): void {
  const other = sep === '/' ? '\\' : '/';
  const range = [Buffer.from(`.${other}`), Buffer.from(`.${String.fromCharCode(other.charCodeAt(0) + 1)}`)];
  const foreign = tables.filter((table) =>
    database.prepare(`SELECT 1 FROM ${table} WHERE path >= ? AND path < ?`).get(...range),
  );
  if (foreign.length === 0) return;
  transaction(database, () => {
    for (const table of foreign) {
      database
        .prepare(
          `UPDATE ${table} SET path = CAST(replace(CAST(path AS TEXT), ?, ?) AS BLOB) WHERE path >= ? AND path < ?`,
        )
        .run(other, sep, ...range);
    }
  });
}

function makeRelative(database: Database, base: Buffer): void {
  const [from, to] = prefixRange(base);
  const here = Buffer.from(`.${sep}`);
  for (const table of tables) {
    database.prepare(`UPDATE ${table} SET path = ? WHERE path = ?`).run(here, base);
    database
      .prepare(`UPDATE ${table} SET path = CAST(? || substr(path, ?) AS BLOB) WHERE path >= ? AND path < ?`)
      .run(here, from.length + 1, from, to);
  }
}

function makeAbsolute(database: Database, base: Buffer): void {
  const [from, to] = prefixRange(Buffer.from(`.${sep}`));
  for (const table of tables) {
    database.prepare(`UPDATE ${table} SET path = ? WHERE path = ?`).run(base, from);
    database
      .prepare(`UPDATE ${table} SET path = CAST(? || substr(path, ?) AS BLOB) WHERE path >= ? AND path < ?`)
      .run(prefixRange(base)[0], from.length + 1, from, to);
  }
}
