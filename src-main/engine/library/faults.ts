import { statfsSync } from 'node:fs';
import { PolylensError } from '../../contract/errors.ts';

/** How SQLite words its result codes CORRUPT, NOTADB, FULL and READONLY; not every call of the binding passes codes on. */
const sqlite: readonly (readonly [RegExp, Kind])[] = [
  // Damage below the full-text index is told in its own words.
  [/malformed|is not a database|vtable constructor failed|corruption/, 'damaged'],
  [/disk is full/, 'full'],
  [/readonly database/, 'read-only'],
];
const system: Readonly<Record<string, Kind>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read-only',
  EACCES: 'read-only',
  EPERM: 'read-only',
};

type Kind = 'damaged' | 'full' | 'read-only' | 'unusable';

/** Less than SQLite needs for the memory its processes share, and for a page or two. */
const littleRoom = 2 ** 17;

/** What an error of SQLite or the file system means for the library in `folder`; undefined when it is another matter. */
export function libraryFault(thrown: unknown, folder: string): PolylensError | undefined {
  if (!(thrown instanceof Error) || thrown instanceof PolylensError) return undefined;
  const kind = sqliteKind(thrown, folder) ?? systemKind(thrown, folder);
  const detail = { library: folder, file: folder, why: thrown.message };
  return kind && new PolylensError(`library.${kind}`, detail, { cause: thrown });
}

function sqliteKind(error: NodeJS.ErrnoException, folder: string): Kind | undefined {
  if (error.code !== 'ERR_SQLITE_ERROR') return undefined;
  // Some writes of SQLite's that a full disk refuses are told as this.
  if (error.message.includes('disk I/O error')) return roomIn(folder) < littleRoom ? 'full' : 'unusable';
  return sqlite.find(([words]) => words.test(error.message))?.[1];
}

function roomIn(folder: string): number {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return Infinity;
  }
}

/** A full disk can only be the library's: nothing else is written. Missing rights may be those of another file. */
function systemKind({ code, path = '' }: NodeJS.ErrnoException, folder: string): Kind | undefined {
  const kind = system[code ?? ''];
  const ofLibrary = path !== '' && (path.startsWith(folder) || folder.startsWith(path));
  return kind === 'full' || ofLibrary ? kind : undefined;
}
