import { PolylensError, type Filters } from '../contract/index.ts';
import { covers } from './library/path-range.ts';
import type { Library } from './library/library.ts';
import type { Days } from './search/calendar.ts';
import { momentsOf } from './search/period.ts';
import { idOf } from './tend-collections.ts';
import type { Filter } from './values.ts';

/**
 * Filters as they cross the contract, as the library asks for them; `days`: and taken in these.
 * @throws PolylensError collection.unknown, root.unknown
 */
export function filterOf(filters: Filters, library: Library, days?: Days): Filter {
  const { from, to, folder, collection, ...others } = filters;
  const starts = [from, days?.from].flatMap((period) => (period === undefined ? [] : [momentsOf(period).start]));
  const ends = [to, days?.to].flatMap((period) => (period === undefined ? [] : [momentsOf(period).end]));
  return {
    ...others,
    ...(starts.length === 0 ? {} : { from: Math.max(...starts) }),
    ...(ends.length === 0 ? {} : { to: Math.min(...ends) }),
    ...(folder === undefined ? {} : { folder: folderIn(library, folder) }),
    ...(collection === undefined ? {} : { collection: idOf(library, collection) }),
  };
}

/** A folder that no picture of this library can be in, for it has nothing to do with its roots, is a slip to be told. */
function folderIn({ roots }: Library, folder: string): Buffer {
  const path = Buffer.from(folder);
  const known = roots.paths();
  if (known.some((root) => covers(root, path) || covers(path, root))) return path;
  throw new PolylensError('root.unknown', { path: folder, known: known.map(String) });
}
