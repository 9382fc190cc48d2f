/** A file as the library knows it. */
export type Known = {
  id: number;
  path: Uint8Array;
  size: number;
  modifiedMs: number;
  changedMs: number;
  gone: boolean;
};
type Seen = Omit<Known, 'id' | 'gone'>;

/**
 * What a scan tells that the library does not know yet, of the same range of paths, both in the order of their bytes:
 * files that are new, differ or are back, and ids of those it did not meet.
 */
export function compare<Found extends Seen>(
  found: readonly Found[],
  known: readonly Known[],
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

function differs(seen: Seen, file: Known): boolean {
  return (
    file.gone || seen.size !== file.size || seen.modifiedMs !== file.modifiedMs || seen.changedMs !== file.changedMs
  );
}
