import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where requests are on record: those for models beside the imported ones, those for new versions in the library's folder. */
type Folders = { library: string; imported?: string | undefined };

/** How many requests to other machines are on record: a line each. */
export async function requestsMade({ library, imported }: Folders): Promise<number> {
  const folders = [join(library, 'updates'), ...(imported === undefined ? [] : [imported])];
  const counts = await Promise.all(folders.map((folder) => linesOf(join(folder, 'requests.jsonl'))));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Where there is no record nothing was asked. */
async function linesOf(path: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '').length;
}
