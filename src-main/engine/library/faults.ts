import { PolylensError } from '../../contract/errors.ts';

/** How SQLite words its result codes CORRUPT, NOTADB, FULL and READONLY; not every call of the binding passes codes on. */
const sqlite: readonly (readonly [RegExp, Kind])[] = [
  [/malformed|is not a database/, 'damaged'],
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

type Kind = 'damaged' | 'full' | 'read-only';

/** What an error of SQLite or the file system means for the library in `folder`; undefined when it is another matter. */
export function libraryFault(thrown: unknown, folder: string): PolylensError | undefined {
  if (!(thrown instanceof Error) || thrown instanceof PolylensError) return undefined;
  const kind = sqliteKind(thrown) ?? systemKind(thrown, folder);
  return kind && new PolylensError(`library.${kind}`, { library: folder, why: thrown.message }, { cause: thrown });
}

function sqliteKind(error: NodeJS.ErrnoException): Kind | undefined {
  if (error.code !== 'ERR_SQLITE_ERROR') return undefined;
  return sqlite.find(([words]) => words.test(error.message))?.[1];
}

/** A full disk can only be the library's: nothing else is written. Missing rights may be those of another file. */
function systemKind(error: NodeJS.ErrnoException, folder: string): Kind | undefined {
  const kind = system[error.code ?? ''];
  return kind === 'full' || error.path?.startsWith(folder) ? kind : undefined;
}
