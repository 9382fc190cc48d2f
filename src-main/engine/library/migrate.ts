import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PolylensError } from '../../contract/errors.ts';
import { pragma, transaction, type Database } from './database.ts';
import { applicationId, steps } from './schema.ts';

const backupsKept = 14;

/**
 * Is this a library that lacks steps of the schema? A new, empty database lacks all.
 * @throws PolylensError library.other-version (newer than this program), library.unusable (another program's)
 */
export function isOutdated(database: Database, file: string): boolean {
  const version = pragma(database, 'user_version');
  if (pragma(database, 'application_id') !== applicationId) {
    const { count } = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get() as { count: number };
    if (count > 0 || version > 0) throw new PolylensError('library.unusable', { file, why: 'not a Polylens library' });
  }
  if (version > steps.length) {
    throw new PolylensError('library.other-version', { file, found: version, expected: steps.length });
  }
  return version < steps.length;
}

/** Takes the steps a library lacks, all or none, after a backup of what it was. For its one writer only. */
export function migrate(database: Database, file: string): void {
  if (!isOutdated(database, file)) return;
  const from = pragma(database, 'user_version');
  if (from > 0) backUp(database, join(dirname(file), 'backups'), from);
  transaction(database, () => {
    for (const step of steps.slice(from)) database.exec(step);
    database.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length};`);
  });
}

/** A whole copy beside the library, its name ordered by time; the oldest go when there are too many. */
function backUp(database: Database, folder: string, version: number): void {
  mkdirSync(folder, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(/[-:]/g, '');
  const copy = join(folder, `${stamp}-version-${version}.sqlite`);
  try {
    database.prepare('VACUUM INTO ?').run(copy);
  } catch (thrown) {
    // Half a copy is none.
    rmSync(copy, { force: true });
    throw thrown;
  }
  for (const old of readdirSync(folder).toSorted().slice(0, -backupsKept)) remove(join(folder, old));
}

/** Who has it open, as on Windows a program that copies all that is kept, keeps no library from being opened. */
function remove(old: string): void {
  try {
    rmSync(old);
  } catch {
    // It is among the oldest at the next step of the schema, too.
  }
}
