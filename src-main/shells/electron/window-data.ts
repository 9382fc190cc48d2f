import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Where Chromium keeps what is its own: in the library's folder, or in one of this machine's for each library where the library's
 * cannot hold its lock. That is a link: FAT and exFAT, as on most drives that go from machine to machine, have none, and a drive
 * that may only be read takes nothing. Without it Chromium says that another has the lock.
 * @param data where this machine keeps what is Polylens's, as far as that is known
 */
export function windowData(
  library: string,
  data: string | undefined,
  isFit: (folder: string) => boolean = holdsLock,
): string {
  const inside = join(library, 'window');
  if (data === undefined || isFit(inside)) return inside;
  return join(data, 'windows', createHash('sha256').update(library).digest('hex').slice(0, 16));
}

/** Could Chromium make its lock in this folder? On Windows that is no link. */
export function holdsLock(folder: string): boolean {
  const trial = join(folder, `.trial-${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    if (process.platform === 'win32') writeFileSync(trial, '');
    else symlinkSync('nowhere', trial);
    rmSync(trial);
    return true;
  } catch {
    return false;
  }
}
