import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSettings, type Settings } from '../../contract/index.ts';

const fileName = 'window.json';
const defaults: Settings = { theme: 'system', recent: [] };

/** What was chosen for the window. A file that is not there or not whole means the defaults: choosing again mends it. */
export async function readSettings(library: string): Promise<Settings> {
  try {
    return parseSettings(JSON.parse(await readFile(join(library, fileName), 'utf8'))) ?? defaults;
  } catch {
    return defaults;
  }
}

/**
 * Written aside and renamed, so that a crash leaves the old or the new. At once: of two that are kept right after each
 * other the later one stays, and neither meets the other's half.
 */
export function keepSettings(library: string, settings: Settings): void {
  mkdirSync(library, { recursive: true });
  const file = join(library, fileName);
  writeFileSync(`${file}.new`, JSON.stringify(settings));
  renameSync(`${file}.new`, file);
}
