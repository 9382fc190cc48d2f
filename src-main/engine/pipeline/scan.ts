import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { sep } from 'node:path';
import type { FolderProblem } from '../../contract/problems.ts';

/** A picture as a scan found it. Times in milliseconds since 1970; `path` is absolute, as bytes. */
export type Found = { path: Buffer; size: number; modifiedMs: number; changedMs: number };

/** A folder that could not be listed: what is below it is unknown, not gone. */
export type Unlisted = { path: Buffer; reason: FolderProblem; detail: string };

export type ScanParts = {
  /** Tells by its first bytes whether a file is a picture. */
  isPicture(head: Uint8Array): boolean;
  /** A folder that is never entered: the library's own. */
  skip: Buffer;
  onUnlisted(folder: Unlisted): void;
};

/** Names that claim a picture: such a file is always accounted for, even when it turns out to be none. */
const pictureName = /\.(jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|hei[cf]|bmp|jxl)$/i;

const headLength = 64;
const groupSize = 512;

/**
 * Walks `root` and yields the pictures in the order of their paths' bytes, a bounded group at a time. Symbolic links to
 * files are followed, to folders not, so no loop can be; hidden files and folders (leading dot) are left out.
 * It blocks its thread: one call after the other is several times quicker than many at once through Node's promises.
 *
 * Inside, a path is a string of one character a byte, which sorts as the bytes do, and a folder's ends with `sep`, so
 * that it stands among its neighbours where its files will.
 */
export function* scan(root: Buffer, parts: ScanParts): Generator<Found[]> {
  const top = asText(root);
  const ahead = [top.endsWith(sep) ? top : top + sep];
  let group: Found[] = [];
  for (let path = ahead.pop(); path !== undefined; path = ahead.pop()) {
    if (path.endsWith(sep)) {
      for (const entry of list(path, root, parts).toReversed()) ahead.push(entry);
      continue;
    }
    const found = look(path, parts);
    if (found) group.push(found);
    if (group.length < groupSize) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** What is in a folder and may be looked at, sorted. */
function list(folder: string, root: Buffer, parts: ScanParts): string[] {
  const whole = asBytes(folder);
  const isRoot = whole.length <= root.length + sep.length;
  const path = isRoot ? root : whole.subarray(0, -sep.length);
  const skip = asText(parts.skip);
  try {
    const entries: string[] = [];
    for (const entry of readdirSync(path, { withFileTypes: true, encoding: 'buffer' })) {
      const name = asText(entry.name);
      if (name.startsWith('.')) continue;
      if (entry.isFile() || entry.isSymbolicLink()) entries.push(folder + name);
      else if (entry.isDirectory() && folder + name !== skip) entries.push(folder + name + sep);
    }
    return entries.toSorted();
  } catch (thrown) {
    const detail = codeOf(thrown);
    parts.onUnlisted({ path, reason: isRoot ? problemOf(detail) : 'subfolder.unreadable', detail });
    return [];
  }
}

/** The file behind a name when it is, or claims to be, a picture. A link that leads nowhere or round is no file. */
function look(text: string, parts: ScanParts): Found | undefined {
  const path = asBytes(text);
  try {
    const stats = statSync(path);
    if (!stats.isFile()) return undefined;
    if (!pictureName.test(text) && !parts.isPicture(head(path))) return undefined;
    return { path, size: stats.size, modifiedMs: stats.mtimeMs, changedMs: stats.ctimeMs };
  } catch {
    return undefined;
  }
}

function head(path: Buffer): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(headLength);
    return buffer.subarray(0, readSync(file, buffer, 0, headLength, 0));
  } finally {
    closeSync(file);
  }
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
