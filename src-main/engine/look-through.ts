import { readdir, realpath, stat } from 'node:fs/promises';
import { relative, resolve, sep } from 'node:path';
import type { FolderProblem } from '../contract/problems.ts';
import type { Library } from './library/library.ts';
import { covers, prefixRange, type Territory } from './library/path-range.ts';
import type { Root } from './library/roots.ts';
import { machineName } from './machine-name.ts';
import { compare } from './pipeline/compare.ts';
import { excluder, isExcludedBelow } from './pipeline/exclude.ts';
import { offlineReason } from './pipeline/missing.ts';
import type { Unlisted } from './pipeline/scan.ts';
import { scanFolder, type ScannedGroup } from './scan-folder.ts';

/** What a pass looks through: a root, a folder inside of one, or a folder that is to become a root. */
export type Target = { folder: Buffer; root: Root | undefined };

/** A target that was looked through. */
export type Looked = Target & {
  territory: Territory;
  /** The whole of a root, not a part. */
  whole: boolean;
  volume: string | undefined;
  /** Pictures met. */
  met: number;
  known: number;
  excluded: number;
  unlisted: Unlisted[];
  /** Why the root is not provably there. */
  offline: FolderProblem | undefined;
  /** Did rows change? */
  changed: boolean;
  /** Only these were looked at and not met: a look at single paths. */
  goneIds?: number[];
};

/** Links resolved, so that one folder has one name; a folder that is not there keeps the name given. */
export async function realPath(folder: string): Promise<Buffer> {
  return realpath(folder, 'buffer').catch(() => Buffer.from(resolve(folder)));
}

/** What a person who names these folders wants looked through: them, and the roots inside of them, each once. */
export async function targetsOf(library: Library, folders: readonly Buffer[]): Promise<Target[]> {
  const roots = library.roots.all();
  const isRoot = (path: Buffer) => roots.some((root) => root.path.equals(path));
  const outermost = folders.filter((path) => !folders.some((other) => !other.equals(path) && covers(other, path)));
  const inside = roots.filter(({ path }) => folders.some((folder) => covers(folder, path))).map(({ path }) => path);
  const named = outermost.filter((path) => !isRoot(path));
  const each = [...named, ...inside];
  const unique = each.filter((path, at) => each.findIndex((other) => other.equals(path)) === at);
  return Promise.all(
    unique.toSorted((one, other) => Buffer.compare(one, other)).map((path) => targetOf(library, path)),
  );
}

/** A part of a root is looked at alone only while that root is provably there; else the whole of it. */
async function targetOf(library: Library, folder: Buffer): Promise<Target> {
  const root = library.roots.of(folder);
  if (!root || root.path.equals(folder)) return { folder, root };
  if (isLeftOut(root, folder)) return { folder, root: undefined };
  const proven = root.offline === undefined && isOn(await volumeOf(root.path), root);
  return { folder: proven ? folder : root.path, root };
}

/** Does a rule of its root leave this path out? */
export function isLeftOut(root: Root, path: Buffer): boolean {
  return isExcludedBelow(excluder(root.exclude), relative(root.path.toString(), path.toString()));
}

/**
 * Does a root that does not go with a portable library lie on another machine? What is at its path here is another folder,
 * whatever it holds.
 */
export function isOfAnotherMachine({ portable }: Library, { path, device }: Root): boolean {
  if (!portable.base || covers(portable.base, path) || !device?.includes(' ')) return false;
  return !device.startsWith(`${machineName()} `);
}

/** The volume that a folder is on, and of which machine; undefined when it is not there. */
export async function volumeOf(folder: Buffer): Promise<string | undefined> {
  return stat(folder).then(
    ({ dev }) => `${machineName()} ${dev}`,
    () => undefined,
  );
}

/** Is this the volume of a root's last whole look? Older programs kept it without its machine. */
export function isOn(volume: string | undefined, { device }: Pick<Root, 'device'>): boolean {
  if (device === undefined || device.includes(' ')) return volume === device;
  return volume?.endsWith(` ${device}`) === true;
}

type LookOptions = { library: Library; signal: AbortSignal; onMet: (count: number) => void };

/** Walks a target and stores what differs from what the library knows. */
export async function lookThrough(target: Target, options: LookOptions): Promise<Looked> {
  const { library } = options;
  const looked = await beforeLook(target, library);
  if (target.root && isOfAnotherMachine(library, target.root)) return notHere(looked, library);
  if (!(await walk(looked, options))) return { ...looked, whole: false };
  if (looked.changed) library.respell(looked.territory);
  return { ...looked, offline: looked.whole ? whyOffline(looked, library) : undefined };
}

/** False when the root was removed from the library meanwhile. */
async function walk(looked: Looked, { library, signal, onMet }: LookOptions): Promise<boolean> {
  const { folder, root, territory } = looked;
  const skip = [await realPath(library.folder), ...territory.without];
  const { path: base, exclude } = root ?? { path: folder, exclude: [] };
  const [start, end] = prefixRange(folder);
  let from = start;
  for await (const group of scanFolder({ folder, base, exclude, skip }, signal)) {
    if (root && !library.roots.find(root.path)) return false;
    // Up to the smallest path after the group's last one.
    const to = group.last ? end : Buffer.concat([group.found.at(-1)?.path ?? from, Buffer.alloc(1)]);
    store(looked, group, { library, from, to });
    from = to;
    onMet(looked.met);
  }
  return true;
}

function notHere(looked: Looked, { files }: Library): Looked {
  files.setOffline(looked.territory);
  const reason = 'folder.other-volume';
  return {
    ...looked,
    volume: undefined,
    offline: reason,
    unlisted: [{ path: looked.folder, reason, detail: 'of another machine' }],
  };
}

async function beforeLook(target: Target, { roots, files }: Library): Promise<Looked> {
  const { folder, root } = target;
  const territory = roots.territory(folder);
  return {
    ...target,
    territory,
    whole: root === undefined || root.path.equals(folder),
    volume: await volumeOf(folder),
    met: 0,
    known: files.count(territory, { met: false }),
    excluded: 0,
    unlisted: [],
    offline: undefined,
    changed: false,
  };
}

type Part = { library: Library; from: Buffer; to: Buffer };

/** Compares a group with what is known of the same paths, and stores and counts it. */
function store(looked: Looked, group: ScannedGroup, { library, from, to }: Part): void {
  const { files, roots } = library;
  const { without } = looked.territory;
  const known = files.known(from, to).filter(({ path }) => !without.some((inner) => covers(inner, path)));
  const { changed, gone } = compare(group.found, known);
  files.update(changed, gone);
  if (group.mounts.length > 0) roots.rememberMounts(group.mounts);
  looked.changed ||= changed.length + gone.length > 0;
  looked.met += group.found.length;
  looked.excluded += group.excluded;
  looked.unlisted.push(...group.unlisted);
}

function whyOffline({ territory, known, met, volume, root, unlisted, folder }: Looked, { files }: Library) {
  const metAgain = known - (files.count(territory, { met: false }) - files.count(territory, { met: true }));
  const own = unlisted.find(({ path }) => path.equals(folder));
  const volumeBefore = root && isOn(volume, root) ? volume : root?.device;
  return offlineReason({ known, met, metAgain, volume, volumeBefore, unlisted: own?.reason });
}

/**
 * Below which paths nothing is known: folders that could not be listed, and volumes that are no longer mounted. A
 * folder that is simply gone is known to be gone.
 */
export async function unknownBelow({ territory, unlisted }: Looked, { roots, files }: Library): Promise<Buffer[]> {
  const unread = unlisted.filter(({ reason }) => reason !== 'folder.missing').map(({ path }) => path);
  const unmounted: Buffer[] = [];
  for (const path of roots.mounts(territory)) {
    if (await isMounted(path)) continue;
    const there = { folder: path, without: [] };
    // At least half of it is there: what was a volume of its own is a plain folder now.
    if (2 * files.count(there, { met: true }) >= files.count(there, { met: false })) roots.forgetMounts([path]);
    else unmounted.push(path);
  }
  return [...unread, ...unmounted];
}

async function isMounted(path: Buffer): Promise<boolean> {
  const above = Buffer.concat([path, Buffer.from(`${sep}..`)]);
  const [volume, volumeAbove] = await Promise.all([volumeOf(path), volumeOf(above)]);
  return volume !== undefined && volume !== volumeAbove;
}

/** Is the root of a file that cannot be read still there, on its volume and not empty? */
export async function isProven(root: Root): Promise<boolean> {
  if (root.device !== undefined && !isOn(await volumeOf(root.path), root)) return false;
  return readdir(root.path).then(
    (names) => names.length > 0,
    () => false,
  );
}
