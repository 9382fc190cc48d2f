import { DatabaseSync } from '@photostructure/sqlite';
import { accessSync, constants, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { PolylensError } from '../../contract/errors.ts';
import { networkFileSystems } from '../values.ts';
import type { Database } from './database.ts';
import { libraryFault } from './faults.ts';

const ownerFile = 'writer.txt';

/**
 * Makes this process the library's only writer until the returned function is called or the process ends.
 * The lock is SQLite's own file lock on a database of its own: the operating system drops it with the process, however
 * that dies, so a stale lock cannot be. `writer.txt` only says who holds it, for the message.
 * @throws PolylensError library.busy with the owner, library.read-only, library.full
 */
export function takeWriterLock(folder: string): () => void {
  const owner = join(folder, ownerFile);
  let lock: Database | undefined;
  try {
    accessSync(folder, constants.W_OK);
    lock = new DatabaseSync(join(folder, 'writer.lock'));
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (thrown) {
    lock?.close();
    throw (
      libraryFault(thrown, folder) ??
      new PolylensError('library.busy', { library: folder, ...ownerIn(owner) }, { cause: thrown })
    );
  }
  const held = lock;
  try {
    expectNoOther(folder);
  } catch (thrown) {
    held.close();
    throw thrown;
  }
  name(owner);
  return () => {
    unname(owner);
    held.close();
  };
}

function unname(owner: string): void {
  try {
    rmSync(owner, { force: true });
  } catch {
    // Somebody has it open, which Windows minds. It is written anew by the next one.
  }
}

function name(owner: string): void {
  try {
    writeFileSync(owner, `process ${process.pid} on ${hostname()}`);
  } catch {
    // Without room for the name, the lock still holds.
  }
}

/**
 * Locks on a network's drive may hold on one machine alone, and SQLite's log is shared by the processes of one machine: while
 * another one says that it writes there, nothing is opened. On a drive of this machine's own what another left says nothing.
 * @throws PolylensError library.busy
 */
export function expectNoOther(folder: string, isShared = isOnNetwork): void {
  const owner = ownerIn(join(folder, ownerFile));
  if (owner.host !== undefined && isShared(folder))
    throw new PolylensError('library.busy', { library: folder, ...owner });
}

function isOnNetwork(folder: string): boolean {
  try {
    return process.platform === 'linux' && networkFileSystems.has(statfsSync(folder).type);
  } catch {
    return false;
  }
}

/** Who said last that it writes; `host`: when that is another machine. */
function ownerIn(file: string): { owner: string; host?: string } {
  try {
    const owner = readFileSync(file, 'utf8');
    const host = /^process \d+ on (.+)$/u.exec(owner)?.[1];
    return { owner, ...(host === undefined || host === hostname() ? {} : { host }) };
  } catch {
    return { owner: 'another process' };
  }
}
