import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PolylensError } from '../../contract/errors.ts';

/** What Windows says of a file, or of a folder with one in it, that is open. */
const heldCodes = new Set(['EBUSY', 'EPERM', 'EACCES']);

/**
 * Does `work`, which moves the files of a database that was closed, and once more where they are still held. SQLite keeps a
 * closed database's files open until each of its statements is gone, and its binding gives those up only when they are collected
 * as garbage. No system but Windows minds.
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
