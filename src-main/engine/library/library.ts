import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PolylensError } from '../../contract/errors.ts';
import { Assets } from './assets.ts';
import { Changeovers } from './changeover.ts';
import { clear, faultsIn, isSound, isSuspect, setAside, type Replaced } from './damage.ts';
import { Choices } from './choices.ts';
import { Collections, putMarks, readMarks, type Marks } from './collections.ts';
import { Companions } from './companions.ts';
import { Contents } from './contents.ts';
import { Cues } from './cues.ts';
import {
  closeWritten,
  databaseName,
  openDatabase,
  openUnwritable,
  pragma,
  useWriteAheadLog,
  type Database,
} from './database.ts';
import { libraryFault } from './faults.ts';
import { recount } from './file-counts.ts';
import { Files } from './files.ts';
import { isOutdated, migrate } from './migrate.ts';
import { Moments } from './moments.ts';
import type { Territory } from './path-range.ts';
import { Paths } from './paths.ts';
import { Placements } from './placements.ts';
import { baseAt, keptBase, Portable, rebase, useOwnSeparators } from './portable.ts';
import { respell } from './respell.ts';
import { Roots } from './roots.ts';
import { Settings } from './settings.ts';
import { Spots } from './spots.ts';
import { Vectors } from './vectors.ts';
import { expectNoOther, takeWriterLock } from './writer-lock.ts';

/** The truth about a person's pictures: one SQLite file in a folder of its own. */
export type Library = {
  folder: string;
  /** Of this library alone: its labels mean nothing in another. */
  id: string;
  roots: Roots;
  files: Files;
  assets: Assets;
  choices: Choices;
  collections: Collections;
  companions: Companions;
  contents: Contents;
  vectors: Vectors;
  moments: Moments;
  cues: Cues;
  placements: Placements;
  changeovers: Changeovers;
  settings: Settings;
  spots: Spots;
  /** Does it go with a folder from machine to machine? */
  portable: Portable;
  /** Knows files again that another system, or a person, spells otherwise (`É` in one or two parts, capitals): how many. */
  respell(territory: Territory): number;
  /** A number that changes when another connection wrote. */
  version(): number;
  /** Is there another file in this one's place, or none, or do paths stand otherwise in it than when it was opened? */
  isReplaced(): boolean;
  /** What SQLite finds wrong in its file, looked at page by page; empty when all is well. */
  faults(): string[];
  /** Does `work` on the library's other files as their only writer; leaves it undone while that cannot be. */
  alone(work: () => Promise<void>): Promise<void>;
  close(): void;
};

/**
 * Opens a library to read. Others may read and one may write at the same time. One of an older version is brought to
 * this one first.
 * @throws PolylensError library.missing, library.damaged, library.unusable, library.other-version, library.busy (an
 * older one in use, or one that another machine uses)
 */
export function openLibrary(folder: string): Library {
  const file = join(folder, databaseName);
  if (!existsSync(file)) throw new PolylensError('library.missing', { library: folder });
  expectNoOther(folder);
  const database = isWritable(folder) ? openDatabase(file) : openUnwritable(file);
  try {
    if (isOutdated(database, file)) {
      const release = takeWriterLock(folder);
      try {
        migrate(database, file);
      } finally {
        release();
      }
    }
  } catch (thrown) {
    database.close();
    throw libraryFault(thrown, folder) ?? thrown;
  }
  return { ...libraryOver(database, folder), alone: (work) => aloneIn(folder, work) };
}

/**
 * Opens a library as its one writer; makes it when it is not there. A damaged one is set aside and a new one begun:
 * `replaced` tells.
 * @throws PolylensError library.busy, library.unusable, library.other-version, library.full, library.read-only
 */
export function openLibraryToWrite(
  folder: string,
  replacing: Replacing = { closeOthers: () => undefined },
): Library & { replaced?: Replaced } {
  makeFolder(folder);
  const release = takeWriterLock(folder);
  try {
    const { database, ...how } = openOrReplace(join(folder, databaseName), replacing);
    const library = libraryOver(database, folder);
    return {
      ...library,
      ...how,
      alone: (work) => work(),
      close() {
        closeWritten(database);
        release();
      },
    };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

function openOrReplace(file: string, replacing: Replacing): { database: Database; replaced?: Replaced } {
  const database = replacing.kept ? undefined : openSound(file);
  if (database) return { database };
  replacing.closeOthers();
  const { folders, marks, base } = (replacing.kept ??= readKept(file));
  const replaced = { aside: setAside(file), folders };
  const fresh = openDatabase(file);
  migrate(fresh, file);
  const paths = new Paths();
  if (base) rebase(fresh, paths, { folder: dirname(file), base });
  for (const path of folders) new Roots(fresh, paths).put(path);
  putMarks(fresh, marks);
  return { database: fresh, replaced };
}

/** Undefined when the file is damaged. */
function openSound(file: string): Database | undefined {
  let database: Database | undefined;
  try {
    database = openDatabase(file);
    const suspected = isSuspect(file);
    if (suspected && !isSound(database)) {
      database.close();
      return undefined;
    }
    migrate(database, file);
    useOwnSeparators(database);
    if (suspected) {
      recount(database);
      clear(file);
    }
    return database;
  } catch (thrown) {
    database?.close();
    const fault = libraryFault(thrown, dirname(file)) ?? thrown;
    if (fault instanceof PolylensError && fault.code === 'library.damaged') return undefined;
    throw fault;
  }
}

type Kept = { folders: Buffer[]; marks: Marks; base?: Buffer | undefined };

/** How a damaged library is replaced. Windows moves no file that is open, so it may take more than one try. */
export type Replacing = {
  /** Ends what else this process has open of it. */
  closeOthers: () => void;
  /** What an earlier try read from it: it is not opened again. */
  kept?: Kept;
};

/** What a damaged library held that cannot be computed again, as far as it can be read. */
function readKept(file: string): Kept {
  const nothing = { folders: [], marks: { favourites: [], ratings: [], collections: [], collected: [] } };
  let database: Database;
  try {
    database = openDatabase(file);
  } catch {
    return nothing;
  }
  try {
    return { marks: readMarks(database), ...rootsIn(database, dirname(file)) };
  } catch {
    return { ...nothing, marks: readMarks(database) };
  } finally {
    database.close();
  }
}

/** Also of an older version: nothing of a damaged library is brought to this one. */
function rootsIn(database: Database, folder: string): Omit<Kept, 'marks'> {
  const has = (name: string) => database.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(name) !== undefined;
  const table = has('root') ? 'root' : 'folder';
  const rows = database.prepare(`SELECT path FROM ${table} ORDER BY path`).all() as { path: Uint8Array }[];
  const base = has('setting') ? baseAt(keptBase(database), folder) : undefined;
  const paths = new Paths(base);
  return { base, folders: rows.map(({ path }) => Buffer.from(paths.absolute(path))) };
}

function libraryOver(database: Database, folder: string): Omit<Library, 'alone'> {
  try {
    useWriteAheadLog(database);
    const { id } = database.prepare('SELECT hex(id) AS id FROM identity').get() as { id: string };
    const file = join(folder, databaseName);
    const { ino } = statSync(file);
    const portable = new Portable(database, folder);
    const { paths } = portable;
    const cues = new Cues(database, paths);
    const contents = new Contents(database, cues);
    return {
      folder,
      id,
      roots: new Roots(database, paths),
      files: new Files(database, paths),
      contents,
      assets: new Assets(database, contents, paths),
      choices: new Choices(database, paths),
      collections: new Collections(database),
      companions: new Companions(database, paths),
      vectors: new Vectors(database, contents, paths),
      moments: new Moments(database),
      cues,
      placements: new Placements(database),
      changeovers: new Changeovers(database),
      settings: new Settings(database),
      spots: new Spots(database),
      version: () => pragma(database, 'data_version'),
      faults: () => faultsIn(database),
      portable,
      respell: (territory) => respell(database, paths, territory),
      isReplaced: () => statSync(file, { throwIfNoEntry: false })?.ino !== ino || portable.isOther(),
      close: () => database.close(),
    };
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

async function aloneIn(folder: string, work: () => Promise<void>): Promise<void> {
  let release: () => void;
  try {
    release = takeWriterLock(folder);
  } catch (thrown) {
    if (thrown instanceof PolylensError && ['library.busy', 'library.read-only'].includes(thrown.code)) return;
    throw thrown;
  }
  await work().finally(release);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function makeFolder(folder: string): void {
  try {
    makeWithParents(folder);
  } catch (thrown) {
    throw (
      libraryFault(thrown, folder) ??
      new PolylensError('library.unusable', { file: folder, why: String(thrown) }, { cause: thrown })
    );
  }
}

/** Not `recursive: true`: that never returns where a folder exists but cannot hold another, as in /proc. */
function makeWithParents(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeWithParents(parent);
  mkdirSync(folder);
}
