import { open, readdir, stat } from 'node:fs/promises';
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
  signal: AbortSignal;
  onUnlisted(folder: Unlisted): void;
};

/** Names that claim a picture: such a file is always accounted for, even when it turns out to be none. */
const pictureName = /\.(jpe?g|jpe|jfif|png|webp|gif|tiff?|avif|hei[cf]|bmp|jxl)$/i;

const headLength = 64;
/** File system calls in flight: enough to hide a disk's latency, few enough for any limit of open files. */
const atOnce = 32;
const separator = Buffer.from(sep);

/**
 * Walks `root` and yields the pictures, a bounded group at a time. Symbolic links to files are followed, to folders
 * not, so no loop can be; hidden files and folders (leading dot) are left out.
 */
export async function* scan(root: Buffer, parts: ScanParts): AsyncGenerator<Found[]> {
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const { names, below } = await list(folder, root, parts);
    folders.push(...below.toReversed());
    for (let at = 0; at < names.length; at += atOnce) {
      if (parts.signal.aborted) return;
      const found = await Promise.all(names.slice(at, at + atOnce).map((path) => look(path, parts)));
      yield found.filter((file) => file !== undefined);
    }
  }
}

async function list(folder: Buffer, root: Buffer, parts: ScanParts): Promise<{ names: Buffer[]; below: Buffer[] }> {
  const names: Buffer[] = [];
  const below: Buffer[] = [];
  try {
    const entries = await readdir(folder, { withFileTypes: true, encoding: 'buffer' });
    for (const entry of entries.toSorted((one, other) => one.name.compare(other.name))) {
      if (entry.name[0] === '.'.charCodeAt(0)) continue;
      const path = join(folder, entry.name);
      if (entry.isFile() || entry.isSymbolicLink()) names.push(path);
      else if (entry.isDirectory() && !path.equals(parts.skip)) below.push(path);
    }
  } catch (thrown) {
    const detail = codeOf(thrown);
    parts.onUnlisted({ path: folder, reason: folder === root ? problemOf(detail) : 'subfolder.unreadable', detail });
  }
  return { names, below };
}

/** The file behind a name when it is, or claims to be, a picture. A link that leads nowhere or round is no file. */
async function look(path: Buffer, parts: ScanParts): Promise<Found | undefined> {
  try {
    const stats = await stat(path);
    if (!stats.isFile()) return undefined;
    if (!pictureName.test(path.toString('latin1')) && !parts.isPicture(await head(path))) return undefined;
    return { path, size: stats.size, modifiedMs: stats.mtimeMs, changedMs: stats.ctimeMs };
  } catch {
    return undefined;
  }
}

async function head(path: Buffer): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(headLength), 0, headLength, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function join(folder: Buffer, name: Buffer): Buffer {
  return Buffer.concat(folder.subarray(-1).equals(separator) ? [folder, name] : [folder, separator, name]);
}

function problemOf(code: string): FolderProblem {
  if (code === 'ENOENT') return 'folder.missing';
  return code === 'ENOTDIR' ? 'folder.not-a-folder' : 'folder.unreadable';
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
}
