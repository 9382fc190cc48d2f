import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Line } from './request.ts';

export const recordFile = 'requests.jsonl';

/** Puts each request on record in a folder: what this program has sent. What follows a `?` may be a key, and is not. */
export function recordIn(folder: string): Line['sent'] {
  return async ({ origin, pathname }) => {
    await mkdir(folder, { recursive: true });
    const entry = { time: new Date().toISOString(), address: `${origin}${pathname}` };
    await appendFile(join(folder, recordFile), `${JSON.stringify(entry)}\n`);
  };
}
