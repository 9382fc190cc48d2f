import { DatabaseSync } from '@photostructure/sqlite';
import { PolylensError } from '../../contract/errors.ts';
import { applicationId, schema, schemaVersion } from './schema.ts';

export type Database = InstanceType<typeof DatabaseSync>;

/**
 * Opens or makes the library's database.
 * @throws PolylensError library.other-version, library.unusable (no database, damaged, or another program's)
 */
export function openDatabase(file: string): Database {
  let database: Database | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec('PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON;');
    prepareSchema(database, file);
    // WAL lets searches read while indexing writes; NORMAL loses at most the last batches on a power cut, never order.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    return database;
  } catch (thrown) {
    database?.close();
    if (thrown instanceof PolylensError) throw thrown;
    throw new PolylensError('library.unusable', { file, why: messageOf(thrown) }, { cause: thrown });
  }
}

function prepareSchema(database: Database, file: string): void {
  const owner = pragma(database, 'application_id');
  const version = pragma(database, 'user_version');
  if (owner === applicationId) {
    if (version !== schemaVersion) {
      throw new PolylensError('library.other-version', { file, found: version, expected: schemaVersion });
    }
    return;
  }
  const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get() as { count: number };
  if (owner !== 0 || tables.count > 0)
    throw new PolylensError('library.unusable', { file, why: 'not a Polylens library' });
  transaction(database, () => {
    database.exec(`${schema} PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${schemaVersion};`);
  });
}

function pragma(database: Database, name: string): number {
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
    database.exec('ROLLBACK');
    throw thrown;
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
