import { DatabaseSync } from '@photostructure/sqlite';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { PolylensError } from '../../contract/errors.ts';

/**
 * Makes this process the library's only writer until the returned function is called or the process ends.
 * The lock is SQLite's own file lock on a database of its own: the operating system drops it with the process, however
 * that dies, so a stale lock cannot be. `writer.txt` only says who holds it, for the message.
 * @throws PolylensError library.busy with the owner
 */
export function takeWriterLock(folder: string): () => void {
  const owner = join(folder, 'writer.txt');
  const lock = new DatabaseSync(join(folder, 'writer.lock'));
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (thrown) {
    lock.close();
    throw new PolylensError('library.busy', { library: folder, owner: ownerIn(owner) }, { cause: thrown });
  }
  writeFileSync(owner, `process ${process.pid} on ${hostname()}`);
  return () => {
    rmSync(owner, { force: true });
    lock.close();
  };
}

function ownerIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return 'another process';
  }
}
