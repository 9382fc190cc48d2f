import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PolylensError } from '../../contract/errors.ts';
import { openDatabase } from './database.ts';
import { Files } from './files.ts';
import { Vectors } from './vectors.ts';
import { takeWriterLock } from './writer-lock.ts';

/** The truth about a person's pictures: one SQLite file in a folder of its own. */
export type Library = { folder: string; files: Files; vectors: Vectors; close(): void };

const databaseName = 'library.sqlite';

/**
 * Opens a library to read. Others may read and one may write at the same time.
 * @throws PolylensError library.missing, library.unusable, library.other-version
 */
export function openLibrary(folder: string): Library {
  if (!existsSync(join(folder, databaseName))) throw new PolylensError('library.missing', { library: folder });
  return open(folder);
}

/**
 * Opens a library as its one writer; makes it when it is not there.
 * @throws PolylensError library.busy, library.unusable, library.other-version
 */
export function openLibraryToWrite(folder: string): Library {
  makeFolder(folder);
  const release = takeWriterLock(folder);
  try {
    const library = open(folder);
    return {
      ...library,
      close() {
        library.close();
        release();
      },
    };
  } catch (thrown) {
    release();
    throw thrown;
  }
}

function open(folder: string): Library {
  const database = openDatabase(join(folder, databaseName));
  return { folder, files: new Files(database), vectors: new Vectors(database), close: () => database.close() };
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
