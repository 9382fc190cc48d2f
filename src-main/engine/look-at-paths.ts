import { lstat } from 'node:fs/promises';
import type { Library } from './library/library.ts';
import { covers, prefixRange } from './library/path-range.ts';
import type { Root } from './library/roots.ts';
import { ListedFolders } from './listed-folders.ts';
import { isLeftOut, isProven, realPath, type Looked } from './look-through.ts';
import { isMedia } from './media/sniff.ts';
import { compare } from './pipeline/compare.ts';
import { look, type Found } from './pipeline/scan.ts';

/** What is to be looked through because of what was heard of single paths, and what was seen of them at once. */
export type PathLook = { folders: Buffer[]; looked: Looked[] };

/**
 * Looks at paths of which something was heard. A file is compared with its row, if it can be asked for; of what is not
 * there all rows are not met, for it may have been a folder; a folder is left to be looked through, since a renamed one is
 * heard of but once. A subtitle is heard for its video.
 */
export async function lookAtPaths(
  library: Library,
  paths: readonly Buffer[],
  listed = new ListedFolders(),
): Promise<PathLook> {
  const own = await realPath(library.folder);
  const folders: Buffer[] = [];
  const looks = new Map<string, Looked | undefined>();
  for (const path of await listed.withOtherSpellings(await listed.withOwners(paths))) {
    const root = covers(own, path) ? undefined : rootOf(path, library);
    if (!root) continue;
    const key = root.path.toString('latin1');
    if (!looks.has(key)) looks.set(key, await begin(library, root));
    const lookOfRoot = looks.get(key);
    if (!lookOfRoot || path.equals(root.path)) folders.push(root.path);
    else if (!(await listed.has(path))) store({ path }, lookOfRoot, library);
    else if (await isFolder(path)) folders.push(path);
    else lookAt({ path, beside: await listed.belongingsOf(path) }, lookOfRoot, library);
  }
  return { folders, looked: [...looks.values()].filter((one) => one !== undefined) };
}

/** Of what its rules do not leave out. */
function rootOf(path: Buffer, { roots }: Library): Root | undefined {
  const root = roots.of(path);
  return root && !isLeftOut(root, path) ? root : undefined;
}

/** Undefined when the root is not provably there: then all of it must be looked through. */
async function begin({ roots }: Library, root: Root): Promise<Looked | undefined> {
  if (root.offline !== undefined || root.device === undefined || !(await isProven(root))) return undefined;
  const territory = roots.territory(root.path);
  const nothing = { met: 0, known: 0, excluded: 0, unlisted: [], offline: undefined, changed: false };
  return { ...nothing, folder: root.path, root, territory, whole: false, volume: root.device, goneIds: [] };
}

type Heard = { path: Buffer; beside: readonly string[] };

function lookAt({ path, beside }: Heard, looked: Looked, library: Library): void {
  let isUnknown = false;
  const found = look(path, { isMedia, beside, onUnasked: () => void (isUnknown = true) });
  if (!isUnknown) store({ path, found }, looked, library);
}

/** `found`: what is there, if there is a picture. */
function store({ path, found }: { path: Buffer; found?: Found | undefined }, looked: Looked, { files }: Library): void {
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
