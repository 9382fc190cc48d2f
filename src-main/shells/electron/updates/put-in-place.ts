import { copyFile, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UpdateError } from './update-error.ts';
import { hashOf } from './updates.ts';

/**
 * Puts a new program in the place of one that is a single file. It is written whole beside it and renamed, so that there is one
 * that starts at every moment: the old or the new. Who runs the old one goes on running it.
 * @throws UpdateError bytes
 */
export async function putInPlace(update: string, sha256: string, program: string): Promise<void> {
  const aside = `${program}.new`;
  try {
    await copyFile(update, aside);
    const file = await open(aside, 'r+');
    try {
      await file.chmod((await stat(program)).mode | 0o111);
      await file.sync();
    } finally {
      await file.close();
    }
    if ((await hashOf(aside)) !== sha256) throw new UpdateError('bytes');
    await rename(aside, program);
  } catch (thrown) {
    // On a full disk half of it would stay beside the program.
    await rm(aside, { force: true });
    throw thrown;
  }
  const folder = await open(dirname(program), 'r');
  // Not every file system can.
  await folder.sync().catch(() => undefined);
  await folder.close();
}
