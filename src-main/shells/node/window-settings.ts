import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
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

/** Written aside and renamed, so that a crash leaves the old or the new. */
export async function keepSettings(library: string, settings: Settings): Promise<void> {
  await mkdir(library, { recursive: true });
  const file = join(library, fileName);
  await writeFile(`${file}.new`, JSON.stringify(settings));
  await rename(`${file}.new`, file);
}
