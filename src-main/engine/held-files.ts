/** Files that are open: Windows moves none of them, and no folder with one in it. No other system minds. */
import { rename, rm } from 'node:fs/promises';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PolylensError } from '../contract/errors.ts';

/** What Windows says of what is open. */
const heldCodes = new Set(['EBUSY', 'EPERM', 'EACCES']);

/** Between the tries, in milliseconds: about a second in all. */
const pauses = [10, 20, 50, 100, 200, 300, 400];

/**
 * Renames what was just written, and waits for who looks at it: programs against viruses and those that index open each
 * new file for a moment. Rejects with the system's last word.
 */
export async function moveIntoPlace(from: string | Buffer, to: string | Buffer): Promise<void> {
  for (const pause of pauses) {
    try {
      return await rename(from, to);
    } catch (thrown) {
      if (!isHeld(thrown)) throw thrown;
    }
    await setTimeout(pause);
  }
  return rename(from, to);
}

/** Takes away what is no longer wanted. What is still open then stays, for a later one to clear: it must hinder nothing. */
export async function clearAway(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: pauses.length }).catch(() => undefined);
}

/**
 * Does `work`, which moves the files of a database that was closed, and once more where they are still held. SQLite keeps a
 * closed database's files open until each of its statements is gone, and its binding gives those up only when they are collected
 * as garbage.
 */
export async function onceLetGo<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (!isHeld(thrown)) throw thrown;
  }
  await collectGarbage();
  return work();
}

function isHeld(thrown: unknown): boolean {
  const error = thrown instanceof PolylensError && thrown.code === 'library.busy' ? thrown.cause : thrown;
  return error instanceof Error && 'code' in error && heldCodes.has(String(error.code));
}

async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  // What native code gives up comes after.
  await setImmediate();
}
