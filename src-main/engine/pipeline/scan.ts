import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readSync, statSync, type Dirent } from 'node:fs';
import { sep } from 'node:path';
import { mediaName } from '../../contract/media-names.ts';
import type { FolderProblem } from '../../contract/problems.ts';

/** What a scan tells of a picture. Times in milliseconds since 1970; `beside`: what is read with it, as one number. */
type Facts = { size: number; modifiedMs: number; changedMs: number; beside: number };

/** A picture as it was found; `path` is absolute, as bytes. */
export type Found = Facts & { path: Buffer };

/** The same with the path as text of one character a byte: to make bytes of each costs as much as to look at it. */
export type Named = Facts & { name: string };

/** A folder that could not be listed, or a file that could not be asked for: what it is or holds is unknown, not gone. */
export type Unlisted = { path: Buffer; reason: FolderProblem; detail: string };

export type ScanParts = {
  /** Tells by its first bytes whether a file is a picture or video. */
  isMedia(head: Uint8Array): boolean;
  /** By the paths of what is in one folder, as `look` has them: the files that are read with another. */
  belongings(paths: readonly string[]): ReadonlyMap<string, readonly string[]>;
  /** Folders that are never entered: the library's own, and those that are looked through for themselves. */
  skip: readonly Buffer[];
  /** Is this path, relative to `base`, left out? */
  excludes(relative: string): boolean;
  /** The root whose rules hold: where the walk begins, or a folder above. */
  base: Buffer;
  /** A picture or a folder was left out. */
  onExcluded(): void;
  onUnlisted(folder: Unlisted): void;
  /** A folder on another volume than the one it lies in. */
  onMount(path: Buffer): void;
};

/** Sound comes in the same containers as video: its files are passed over by name. */
const soundName = /\.(m4[abpr]|mka|weba|mp3|aac|og[ag]|opus|wma|aax)$/i;

/** Where a walk began, and the volume that is on. */
type Top = { path: Buffer; volume: number | undefined; belongings: Map<string, readonly string[]> };

const headLength = 400;
/** Of characters that are one byte each. */
const isPlain = /^[ -~]*$/;
const groupSize = 512;

/**
 * Walks `root` and yields the pictures in the order of their paths' bytes, a bounded group at a time. Symbolic links to
 * files are followed, to folders not, so no loop can be.
 * It blocks its thread: one call after the other is several times quicker than many at once through Node's promises.
 *
 * Inside, a path is a string of one character a byte, which sorts as the bytes do, and a folder's ends with `sep`, so
 * that it stands among its neighbours where its files will.
 */
export function* scan(root: Buffer, parts: ScanParts): Generator<Named[]> {
  const volume = volumeOf(root);
  const top: Top = { path: root, volume, belongings: new Map() };
  const isMedia = (start: Uint8Array) => parts.isMedia(start);
  const onUnasked = (path: Buffer, detail: string) => {
    parts.onUnlisted({ path, reason: 'subfolder.unreadable', detail });
  };
  const name = asText(root);
  const ahead = [name.endsWith(sep) ? name : name + sep];
  let group: Named[] = [];
  for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
    if (path.endsWith(sep)) {
      for (const entry of list(path, top, parts).toReversed()) ahead.push(entry);
      continue;
    }
    const found = named(path, { isMedia, onUnasked, beside: top.belongings.get(path) });
    top.belongings.delete(path);
    if (found) group.push(found);
    if (group.length < groupSize) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Undefined where it cannot be asked, as of a mount whose other end is gone: that it cannot be listed tells why. */
function volumeOf(folder: Buffer): number | undefined {
  try {
    return statSync(folder).dev;
  } catch {
    return undefined;
  }
}

/** What is in a folder and may be looked at, sorted. */
function list(folder: string, top: Top, parts: ScanParts): string[] {
  const whole = asBytes(folder);
  const isRoot = whole.length <= top.path.length + sep.length;
  const path = isRoot ? top.path : whole.subarray(0, -sep.length);
  try {
    if (!isRoot && isMount(path, top.volume)) parts.onMount(path);
    const names: string[] = [];
    const place = { folder, below: relative(folder, parts.base) };
    for (const entry of entriesOf(path)) {
      const name = wanted(entry, place, parts);
      if (name !== undefined) names.push(name);
    }
    const entries = names.sort().map((name) => folder + name);
    for (const [owner, own] of parts.belongings(entries)) top.belongings.set(owner, own);
    return entries;
  } catch (thrown) {
    const detail = codeOf(thrown);
    parts.onUnlisted({ path, reason: isRoot ? problemOf(detail) : 'subfolder.unreadable', detail });
    return [];
  }
}

type Entry = { name: string; kind: Pick<Dirent, 'isDirectory' | 'isFile' | 'isSymbolicLink'> };

/**
 * Names as text take half the time of names as bytes. Where a file system does not tell what is a folder, Node asks for
 * each by its path, and can put that together of bytes alone; what cannot be listed at all fails again.
 */
function entriesOf(folder: Buffer): Entry[] {
  try {
    return readdirSync(folder, { withFileTypes: true, encoding: 'latin1' }).map((kind) => ({ name: kind.name, kind }));
  } catch {
    const entries = readdirSync(folder, { withFileTypes: true, encoding: 'buffer' });
    return entries.map((kind) => ({ name: asText(kind.name), kind }));
  }
}

/** A folder as `scan` names it, and as it stands in the rules of its root. */
type Place = { folder: string; below: string };

/** The name of an entry that may be looked at; that of a folder ends with `sep`. */
function wanted({ name, kind }: Entry, { folder, below }: Place, parts: ScanParts): string | undefined {
  const isFolder = isFolderItself(folder + name, kind);
  if (!isFolder && !kind.isFile() && !kind.isSymbolicLink()) return undefined;
  if (isFolder && parts.skip.some((skipped) => skipped.equals(asBytes(folder + name)))) return undefined;
  if (!parts.excludes(below + readable(name))) return isFolder ? name + sep : name;
  if (isFolder || mediaName.test(name)) parts.onExcluded();
  return undefined;
}

/**
 * Windows lists all that a driver stands behind as links, OneDrive's folders among them. Asked for itself, only a link is one:
 * those are no folders.
 */
function isFolderItself(name: string, kind: Entry['kind']): boolean {
  if (!kind.isSymbolicLink()) return kind.isDirectory();
  return lstatSync(asPath(name), { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Few folders are on another volume than the root: only those need a second look. */
function isMount(folder: Buffer, rootVolume: number | undefined): boolean {
  const volume = statSync(folder).dev;
  return volume !== rootVolume && volume !== statSync(Buffer.concat([folder, Buffer.from(`${sep}..`)])).dev;
}

type LookParts = Pick<ScanParts, 'isMedia'> & {
  beside?: readonly string[] | undefined;
  /** The system does not tell whether a file that claims to be one is there. */
  onUnasked(path: Buffer, detail: string): void;
};

/** What says that there is no file. A link that leads nowhere or round is none. */
const noFile = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/** The file behind a name when it is, or claims to be, a picture or video. */
export function look(path: Buffer, parts: LookParts): Found | undefined {
  const found = named(asText(path), parts);
  if (!found) return undefined;
  const { name: _, ...facts } = found;
  return { path, ...facts };
}

function named(name: string, parts: LookParts): Named | undefined {
  try {
    const stats = statSync(asPath(name));
    if (!stats.isFile()) return undefined;
    // A name that claims to be one is accounted for, even when the file turns out to be none.
    if (!mediaName.test(name) && (soundName.test(name) || !parts.isMedia(head(name)))) return undefined;
    const beside = besideOf(parts.beside ?? []);
    return { name, size: stats.size, modifiedMs: stats.mtimeMs, changedMs: stats.ctimeMs, beside };
  } catch (thrown) {
    const code = codeOf(thrown);
    if (mediaName.test(name) && !noFile.has(code)) parts.onUnasked(asBytes(name), code);
    return undefined;
  }
}

/** Names, sizes and times of these files as one number; 0 for none. */
function besideOf(paths: readonly string[]): number {
  if (paths.length === 0) return 0;
  const hash = createHash('sha256');
  for (const path of paths) {
    hash.update(`${path.slice(path.lastIndexOf(sep) + 1)}/${sizeAndTime(path)}\n`);
  }
  return hash.digest().readUIntBE(0, 6);
}

function sizeAndTime(name: string): string {
  try {
    const { size, mtimeMs } = statSync(asPath(name));
    return `${size}/${mtimeMs}`;
  } catch (thrown) {
    return codeOf(thrown);
  }
}

function head(name: string): Uint8Array {
  const file = openSync(asPath(name), 'r');
  try {
    const buffer = Buffer.alloc(headLength);
    return buffer.subarray(0, readSync(file, buffer, 0, headLength, 0));
  } finally {
    closeSync(file);
  }
}

/** What comes after `base`, as the text a person would read. */
function relative(path: string, base: Buffer): string {
  return readable(path.slice(base.length + (base.at(-1) === sep.charCodeAt(0) ? 0 : sep.length)));
}

/** For the system: most names are what they stand for. */
function asPath(name: string): string | Buffer {
  return isPlain.test(name) ? name : asBytes(name);
}

function readable(bytes: string): string {
  return isPlain.test(bytes) ? bytes : asBytes(bytes).toString();
}

function asText(bytes: Buffer): string {
  return bytes.toString('latin1');
}

function asBytes(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function problemOf(code: string): FolderProblem {
  if (code === 'ENOENT') return 'folder.missing';
  return code === 'ENOTDIR' ? 'folder.not-a-folder' : 'folder.unreadable';
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
}
