import { lstat } from 'node:fs/promises';
import type { Library } from './library/library.ts';
import { covers, prefixRange } from './library/path-range.ts';
import type { Root } from './library/roots.ts';
import { ListedFolders } from './listed-folders.ts';
import { isLeftOut, isProven, realPath, type Looked } from './look-through.ts';
import { isMedia } from './media/sniff.ts';
import { compare } from './pipeline/compare.ts';
import { look } from './pipeline/scan.ts';

/** What is to be looked through because of what was heard of single paths, and what was seen of them at once. */
export type PathLook = { folders: Buffer[]; looked: Looked[] };

/**
 * Looks at paths of which something was heard. A file is compared with its row, if it can be asked for; of what is not
 * there all rows are not met, for it may have been a folder; a folder is left to be looked through, since a renamed one is heard of but once. A
 * subtitle is heard for its video.
 */
export async function lookAtPaths(library: Library, paths: readonly Buffer[]): Promise<PathLook> {
  const own = await realPath(library.folder);
  const folders: Buffer[] = [];
  const looks = new Map<string, Looked | undefined>();
  const listed = new ListedFolders();
  for (const path of await listed.withOwners(paths)) {
    const root = library.roots.of(path);
    if (!root || covers(own, path) || isLeftOut(root, path)) continue;
    const key = root.path.toString('latin1');
    if (!looks.has(key)) looks.set(key, await begin(library, root));
    const lookOfRoot = looks.get(key);
    if (!lookOfRoot) folders.push(root.path);
    else if (await isFolder(path)) folders.push(path);
    else lookAt({ path, beside: await listed.belongingsOf(path) }, lookOfRoot, library);
  }
  return { folders, looked: [...looks.values()].filter((one) => one !== undefined) };
}

/** Undefined when the root is not provably there: then all of it must be looked through. */
async function begin({ roots }: Library, root: Root): Promise<Looked | undefined> {
  if (root.offline !== undefined || root.device === undefined || !(await isProven(root))) return undefined;
  const territory = roots.territory(root.path);
  const nothing = { met: 0, known: 0, excluded: 0, unlisted: [], offline: undefined, changed: false };
  return { ...nothing, folder: root.path, root, territory, whole: false, volume: root.device, goneIds: [] };
}

type Heard = { path: Buffer; beside: readonly string[] };

function lookAt({ path, beside }: Heard, looked: Looked, { files }: Library): void {
  let isUnknown = false;
  const found = look(path, { isMedia, beside, onUnasked: () => void (isUnknown = true) });
  if (isUnknown) return;
  const one = files.known(path, Buffer.concat([path, Buffer.alloc(1)]));
  const below = found ? [] : files.known(...prefixRange(path)).filter((file) => !file.gone);
  const { changed, gone } = compare(found ? [found] : [], one);
  const notMet = [...gone, ...below.map(({ id }) => id)];
  files.update(changed, notMet);
  looked.met += found ? 1 : 0;
  looked.changed ||= changed.length + notMet.length > 0;
  looked.goneIds?.push(...notMet);
}

async function isFolder(path: Buffer): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
