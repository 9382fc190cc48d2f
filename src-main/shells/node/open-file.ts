import { mediaName, PolylensError, type Client } from '../../contract/index.ts';
import { firstFileOf } from './drag-files.ts';

/** Opens a file with the program that the system has for it; false when that failed. */
export type Open = (path: string) => Promise<boolean>;

/**
 * Opens the first file of a picture that is there, with the system's own program for it.
 * @throws PolylensError media.unavailable, shell.unsupported
 */
export async function openFileOf(engine: Client, open: Open, asset: number): Promise<void> {
  const path = await firstFileOf(engine, asset);
  if (path === undefined) throw new PolylensError('media.unavailable', { path: '', why: 'no file of it is there' });
  // It may lie in a file of any name, and systems run what is named like a program.
  if (!mediaName.test(path) || !(await open(path))) throw new PolylensError('shell.unsupported');
}
