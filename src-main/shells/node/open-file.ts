import { extname } from 'node:path';
import { PolylensError, type Client } from '../../contract/index.ts';
import { firstFileOf } from './drag-files.ts';

/** Opens a file with the program that the system has for it; false when that failed. */
export type Open = (path: string) => Promise<boolean>;

/** A picture may lie in a file of any name, and systems run what is named like a program. */
const endings = new Set(
  (
    'jpg jpeg jpe jfif png webp gif tif tiff avif heic heif bmp dng cr2 cr3 nef nrw arw orf rw2 raf pef srw ' +
    'mp4 m4v mov mkv webm avi mpg mpeg mts m2ts 3gp wmv'
  )
    .split(' ')
    .map((ending) => `.${ending}`),
);

/**
 * Opens the first file of a picture that is there, with the system's own program for it.
 * @throws PolylensError media.unavailable, shell.unsupported
 */
export async function openFileOf(engine: Client, open: Open, asset: number): Promise<void> {
  const path = await firstFileOf(engine, asset);
  if (path === undefined) throw new PolylensError('media.unavailable', { path: '', why: 'no file of it is there' });
  if (!endings.has(extname(path).toLowerCase()) || !(await open(path))) throw new PolylensError('shell.unsupported');
}
