import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PolylensError } from '../../contract/errors.ts';
import { openDatabase, useWriteAheadLog, type Database } from './database.ts';
import { Files } from './files.ts';
import { isOutdated, migrate } from './migrate.ts';
import { Vectors } from './vectors.ts';
import { takeWriterLock } from './writer-lock.ts';

/** The truth about a person's pictures: one SQLite file in a folder of its own. */
export type Library = {
  folder: string;
  files: Files;
  vectors: Vectors;
  /** Does `work` on the library's other files as their only writer; leaves it undone while another process writes. */
  alone(work: () => Promise<void>): Promise<void>;
  close(): void;
};

const databaseName = 'library.sqlite';

/**
 * Opens a library to read. Others may read and one may write at the same time. One of an older version is brought to
 * this one first.
 * @throws PolylensError library.missing, library.unusable, library.other-version, library.busy (an older one in use)
 */
export function openLibrary(folder: string): Library {
  const file = join(folder, databaseName);
  if (!existsSync(file)) throw new PolylensError('library.missing', { library: folder });
  const database = openDatabase(file);
  try {
    if (isOutdated(database, file)) {
      const release = takeWriterLock(folder);
      try {
        migrate(database, file);
      } finally {
        release();
      }
    }
    return { ...libraryOver(database, folder), alone: (work) => aloneIn(folder, work) };
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/**
 * Opens a library as its one writer; makes it when it is not there.
 * @throws PolylensError library.busy, library.unusable, library.other-version
 */
export function openLibraryToWrite(folder: string): Library {
  makeFolder(folder);
  const release = takeWriterLock(folder);
  let database: Database | undefined;
  try {
    const file = join(folder, databaseName);
    database = openDatabase(file);
    migrate(database, file);
    const library = libraryOver(database, folder);
    return {
      ...library,
      alone: (work) => work(),
      close() {
        library.close();
        release();
      },
    };
  } catch (thrown) {
    database?.close();
    release();
    throw thrown;
  }
}

function libraryOver(database: Database, folder: string): Omit<Library, 'alone'> {
  useWriteAheadLog(database);
  return { folder, files: new Files(database), vectors: new Vectors(database), close: () => database.close() };
}

async function aloneIn(folder: string, work: () => Promise<void>): Promise<void> {
  let release: () => void;
  try {
    release = takeWriterLock(folder);
  } catch (thrown) {
    if (thrown instanceof PolylensError && thrown.code === 'library.busy') return;
    throw thrown;
  }
  await work().finally(release);
}

function makeFolder(folder: string): void {
  try {
    makeWithParents(folder);
  } catch (thrown) {
    throw new PolylensError('library.unusable', { file: folder, why: String(thrown) }, { cause: thrown });
  }
}

/** Not `recursive: true`: that never returns where a folder exists but cannot hold another, as in /proc. */
function makeWithParents(folder: string): void {
  if (existsSync(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeWithParents(parent);
  mkdirSync(folder);
}
