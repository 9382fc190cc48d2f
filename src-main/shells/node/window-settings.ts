import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSettings, type Settings } from '../../contract/index.ts';
import { mergeSettings, type ChangedSettings } from './merge-settings.ts';

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
 * What a window changed becomes part of what is kept; gives that. Written aside and renamed, so that a crash leaves the old or
 * the new, and at once: of two that are kept right after each other neither meets the other's half. A file that cannot be read
 * now is not taken for none, which would cost all that was saved.
 */
export function keepSettings(library: string, changed: ChangedSettings): Settings {
  mkdirSync(library, { recursive: true });
  const file = join(library, fileName);
  const settings = mergeSettings(readNow(file), changed);
  writeFileSync(`${file}.new`, JSON.stringify(settings));
  renameSync(`${file}.new`, file);
  return settings;
}

function readNow(file: string): Settings {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return defaults;
    throw error;
  }
  try {
    return parseSettings(JSON.parse(text)) ?? defaults;
  } catch {
    return defaults;
  }
}
