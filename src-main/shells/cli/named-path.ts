import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from './options.ts';
import { printable } from './terminal.ts';

/** What Node puts where an argument's bytes are no UTF-8: they are lost to it. */
const lost = '\u{fffd}';

/** The folder that an argument names. @throws UsageError */
export function namedFolder(text: string): string {
  return named(text, 'name the folder that it lies in');
}

/** The file that an argument names. @throws UsageError */
export function namedFile(text: string): string {
  return named(text, 'name a copy of it that is called otherwise, or do it in the window');
}

/** The same with links resolved, as the library knows its folders; one that is not there keeps its name. @throws UsageError */
export function knownFolder(text: string): string {
  const folder = namedFolder(text);
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

function named(text: string, wayRound: string): string {
  // What a script's empty variable comes to; the folder it runs in was hardly meant.
  if (text === '') throw new UsageError('an empty name was given for a folder or file; "." is the one you are in');
  if (!text.includes(lost) || existsSync(text)) return resolve(text);
  throw new UsageError(`${printable(text)}: a name that is not UTF-8 cannot be given here; ${wayRound}`);
}
