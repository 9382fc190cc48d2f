import { DatabaseSync } from '@photostructure/sqlite';
import { accessSync, constants, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { PolylensError } from '../../contract/errors.ts';
import type { Database } from './database.ts';
import { libraryFault } from './faults.ts';

/**
 * Makes this process the library's only writer until the returned function is called or the process ends.
 * The lock is SQLite's own file lock on a database of its own: the operating system drops it with the process, however
 * that dies, so a stale lock cannot be. `writer.txt` only says who holds it, for the message.
 * @throws PolylensError library.busy with the owner, library.read-only, library.full
 */
export function takeWriterLock(folder: string): () => void {
  const owner = join(folder, 'writer.txt');
  let lock: Database | undefined;
  try {
    accessSync(folder, constants.W_OK);
    lock = new DatabaseSync(join(folder, 'writer.lock'));
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (thrown) {
    lock?.close();
    throw (
      libraryFault(thrown, folder) ??
      new PolylensError('library.busy', { library: folder, owner: ownerIn(owner) }, { cause: thrown })
    );
  }
  const held = lock;
  name(owner);
  return () => {
    rmSync(owner, { force: true });
    held.close();
  };
}

function name(owner: string): void {
  try {
    writeFileSync(owner, `process ${process.pid} on ${hostname()}`);
  } catch {
    // Without room for the name, the lock still holds.
  }
}

function ownerIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return 'another process';
  }
}
