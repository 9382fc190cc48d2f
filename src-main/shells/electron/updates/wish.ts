import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Whether the person wants new versions looked for each week, and when that was done last (milliseconds since 1970). */
export type UpdateWish = { weekly: boolean; looked: number };

const fileName = 'updates.json';
const weekMs = 7 * 24 * 3_600_000;

/** Off until the person has said so; what cannot be read is off, too. */
export function readWish(folder: string): UpdateWish {
  try {
    const { weekly, looked } = JSON.parse(readFileSync(join(folder, fileName), 'utf8')) as Record<string, unknown>;
    return { weekly: weekly === true, looked: typeof looked === 'number' ? looked : 0 };
  } catch {
    return { weekly: false, looked: 0 };
  }
}

/** Written aside and renamed, so that a crash leaves the old or the new. */
export function keepWish(folder: string, wish: UpdateWish): void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, fileName);
  writeFileSync(`${file}.new`, JSON.stringify(wish));
  renameSync(`${file}.new`, file);
}

/** A clock that was set back must not end the looking. */
export function isDue({ weekly, looked }: UpdateWish, now: number): boolean {
  return weekly && (now - looked >= weekMs || looked > now);
}
