import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';

const most = 20;

/** Names that systems give the folder of a person's pictures, by language. */
const pictureFolders = ['Pictures', 'Bilder', 'Images', 'Imágenes', 'Imagens', 'Immagini', 'ピクチャ', '图片', 'صور'];
const otherFolders = ['Photos', 'DCIM', 'Downloads'];

/** Folders of this person that often hold pictures and are there. */
export async function likelyFolders(home = homedir()): Promise<string[]> {
  const wanted = [...pictureFolders, ...otherFolders].map((name) => join(home, name));
  const there = await Promise.all(wanted.map(isFolder));
  return wanted.filter((_folder, at) => there[at]);
}

/**
 * Folders whose path begins with what was typed, in the order of their names: those inside it when it ends with a
 * separator. `~` is the home folder. Hidden ones only when their dot was typed.
 */
export async function completeFolder(typed: string, home = homedir()): Promise<string[]> {
  const path = typed === '~' || typed.startsWith(`~${sep}`) ? home + typed.slice(1) : typed;
  const inside = path.endsWith(sep);
  const [parent, start] = inside ? [path, ''] : [dirname(path), basename(path)];
  if (!path.startsWith(sep) && !/^[A-Za-z]:[\\/]/.test(path)) return [];
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => []);
  const lower = start.toLocaleLowerCase();
  return entries
    .filter((entry) => entry.isDirectory() && entry.name.toLocaleLowerCase().startsWith(lower))
    .filter(({ name }) => !name.startsWith('.') || start.startsWith('.'))
    .map(({ name }) => join(parent, name))
    .toSorted((one, other) => one.localeCompare(other))
    .slice(0, most);
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
