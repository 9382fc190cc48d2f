import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PolylensError } from '../contract/index.ts';

/**
 * Gives a picture that came without a file one in the library's folder, for as long as `work` takes: decoders read files.
 * @throws PolylensError media.unavailable where it cannot be written, and as `work`
 */
export async function withFile<T>(folder: string, bytes: Buffer, work: (path: string) => Promise<T>): Promise<T> {
  const path = join(folder, `asked-${randomUUID()}`);
  try {
    await writeFile(path, bytes, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
      throw new PolylensError('media.unavailable', { path, why: error.code ?? error.message });
    });
    return await work(path);
  } finally {
    await rm(path, { force: true });
  }
}
