/**
 * Is a list of releases the one of today? It is rightly signed for ever, so who holds the address, or the way to it, could keep a
 * person on an old version by serving an old one. So a list says when it was signed and until when it may be believed, and one
 * that was signed before another that was seen is refused.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { UpdateError } from './update-error.ts';

type Dates = { issued: number; expires: number };

/** Of the list that was seen last. */
export const seenFile = 'seen.json';

/** Clocks differ; by more than this, one is wrong. */
const clocksDifferMs = 24 * 3_600_000;

/**
 * Refuses what is not of today, and remembers what is.
 * @throws UpdateError older, clock, expired
 */
export async function expectFresh({ issued, expires }: Dates, folder: string, clock: number): Promise<void> {
  const seen = await readSeen(folder);
  if (issued < seen) throw new UpdateError('older', { issued: dayOf(issued), seen: dayOf(seen) });
  // A clock that is behind would believe an expired list. Nor is a list of the future remembered: it would bar all that follow.
  if (issued > clock + clocksDifferMs) throw new UpdateError('clock', { issued: dayOf(issued), now: dayOf(clock) });
  if (clock > expires) throw new UpdateError('expired', { expires: dayOf(expires), now: dayOf(clock) });
  if (issued > seen) await keepSeen(folder, issued);
}

/** What cannot be read is as good as nothing seen: it must not end the looking. */
async function readSeen(folder: string): Promise<number> {
  const text = await readFile(join(folder, seenFile), 'utf8').catch(() => '');
  const [, time] = /^\{"issued":(\d{1,15})\}\s*$/.exec(text) ?? [];
  return Number(time ?? -Infinity);
}

/** Written aside and renamed, so that a crash leaves the old or the new. */
async function keepSeen(folder: string, issued: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, seenFile);
  const file = await open(`${path}.new`, 'w');
  try {
    await file.writeFile(JSON.stringify({ issued }));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
}

/** In every language: 2026-11-29 20:15 UTC. */
function dayOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
