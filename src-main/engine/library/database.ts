import { DatabaseSync } from '@photostructure/sqlite';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PolylensError } from '../../contract/errors.ts';
import { libraryFault } from './faults.ts';

export type Database = InstanceType<typeof DatabaseSync>;
export type Statement = ReturnType<Database['prepare']>;

/** The library's file, in its folder. */
export const databaseName = 'library.sqlite';

/**
 * Opens or makes a database file; what is in it, `migrate` brings to this program's schema.
 * @throws PolylensError library.damaged (no database), library.full, library.read-only, library.unusable
 */
export function openDatabase(file: string): Database {
  return opened(file, () => new DatabaseSync(file));
}

/**
 * Opens a database in a folder that may not be written, as on a read-only disk. Errors as of `openDatabase`.
 * Without a log beside it nobody writes it, and SQLite must be told so: else it wants to make one.
 */
export function openUnwritable(file: string): Database {
  const log = `${file}-wal`;
  const unchanging = !existsSync(log) || statSync(log).size === 0;
  const name = unchanging ? `${pathToFileURL(file).href}?immutable=1` : file;
  try {
    return opened(file, () => new DatabaseSync(name, { readOnly: true }));
  } catch (thrown) {
    if (unchanging) throw thrown;
    const why = 'what was written to it last is not taken in yet, since it was not closed';
    throw new PolylensError('library.read-only', { library: dirname(file), why }, { cause: thrown });
  }
}

function opened(file: string, open: () => Database): Database {
  let database: Database | undefined;
  try {
    database = open();
    database.exec('PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON;');
    // The first look at the file itself.
    pragma(database, 'user_version');
    return database;
  } catch (thrown) {
    database?.close();
    throw (
      libraryFault(thrown, dirname(file)) ??
      new PolylensError('library.unusable', { file, why: messageOf(thrown) }, { cause: thrown })
    );
  }
}

/** Brings the log into the file, if no reader holds it, so that the file alone is the library. */
export function closeWritten(database: Database): void {
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE);');
  } catch {
    // A full disk, say: log and file together are as good.
  }
  database.close();
}

/** WAL lets searches read while indexing writes; NORMAL loses at most the last batches on a power cut, never order. */
export function useWriteAheadLog(database: Database): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
}

/** Ids as one parameter of a statement, which reads them by `json_each`: however many there are, it is one statement. */
export function listed(ids: readonly number[]): string {
  return JSON.stringify(ids);
}

/** The value of one numeric setting. */
export function pragma(database: Database, name: string): number {
  const row = database.prepare(`PRAGMA ${name}`).get() as Record<string, number>;
  return row[name] ?? 0;
}

/** Runs `work` wholly or not at all. */
export function transaction<T>(database: Database, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (thrown) {
    // SQLite itself takes back what a full disk or a failed write interrupted.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw thrown;
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
