import type { KnownFile } from '../values.ts';

type Seen = Omit<KnownFile, 'id' | 'gone'>;

/**
 * What a scan tells that the library does not know yet, of the same range of paths, both in the order of their bytes:
 * files that are new, differ or are back, and ids of those it did not meet.
 */
export function compare<Found extends Seen>(
  found: readonly Found[],
  known: readonly KnownFile[],
): { changed: Found[]; gone: number[] } {
  const changed: Found[] = [];
  const gone: number[] = [];
  let at = 0;
  for (const file of known) {
    let order = -1;
    for (let seen = found[at]; seen && order < 0; seen = found[at]) {
      order = Buffer.compare(seen.path, file.path);
      if (order > 0) break;
      if (order < 0 || differs(seen, file)) changed.push(seen);
      at += 1;
    }
    if (order !== 0 && !file.gone) gone.push(file.id);
  }
  return { changed: [...changed, ...found.slice(at)], gone };
}

function differs(seen: Seen, file: KnownFile): boolean {
  const isSame = seen.size === file.size && seen.modifiedMs === file.modifiedMs && seen.changedMs === file.changedMs;
  return file.gone || !isSame || seen.beside !== file.beside;
}
