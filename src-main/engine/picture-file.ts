import { randomUUID } from 'node:crypto';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PolylensError } from '../contract/index.ts';

const prefix = 'asked-';
/** No search takes so long. */
const leftBehindMs = 600_000;

/**
 * Gives a picture that came without a file one in the library's folder, for as long as `work` takes: decoders read files.
 * @throws PolylensError media.unavailable where it cannot be written, and as `work`
 */
export async function withFile<T>(folder: string, bytes: Buffer, work: (path: string) => Promise<T>): Promise<T> {
  const path = join(folder, prefix + randomUUID());
  await clearLeftBehind(folder);
  try {
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
      throw new PolylensError('media.unavailable', { path, why: error.code ?? error.message });
    });
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** An engine that was killed could not take its own away: a person's picture is not to lie there for good. */
async function clearLeftBehind(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((each) => each.startsWith(prefix))) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > leftBehindMs) await rm(path, { force: true }).catch(() => undefined);
  }
}
