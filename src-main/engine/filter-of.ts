import { PolylensError, type Filters, type Place } from '../contract/index.ts';
import { covers } from './library/path-range.ts';
import type { Library } from './library/library.ts';
import { areasNamed } from './places/named-areas.ts';
import type { Days } from './search/calendar.ts';
import { momentsOf } from './search/period.ts';
import { idOf } from './tend-collections.ts';
import type { Area, Filter } from './values.ts';

/**
 * Filters as they cross the contract, as the library asks for them; `days`: and taken in these.
 * @throws PolylensError collection.unknown, place.unknown, root.unknown
 */
export function filterOf(filters: Filters, library: Library, days?: Days): Filter {
  const { from, to, folder, collection, place, ...others } = filters;
  const starts = [from, days?.from].flatMap((period) => (period === undefined ? [] : [momentsOf(period).start]));
  const ends = [to, days?.to].flatMap((period) => (period === undefined ? [] : [momentsOf(period).end]));
  return {
    ...others,
    ...(starts.length === 0 ? {} : { from: Math.max(...starts) }),
    ...(ends.length === 0 ? {} : { to: Math.min(...ends) }),
    ...(folder === undefined ? {} : { folder: folderIn(library, folder) }),
    ...(place === undefined ? {} : { areas: areasIn(library, place) }),
    ...(collection === undefined ? {} : { collection: idOf(library, collection) }),
  };
}

/** A name that no picture's place has is a slip to be told; a place that was chosen may be there no more. */
function areasIn({ choices }: Library, place: Place | { name: string }): readonly Area[] {
  if (!('name' in place)) return [place];
  const spots = choices.spots();
  const areas = areasNamed(place.name, spots);
  if (areas.length > 0) return areas;
  throw new PolylensError('place.unknown', {
    place: place.name,
    known: [...new Set(spots.map(({ country }) => country))],
  });
}

/** A folder that no picture of this library can be in, for it has nothing to do with its roots, is a slip to be told. */
function folderIn({ roots }: Library, folder: string): Buffer {
  const path = Buffer.from(folder);
  const known = roots.paths();
  if (known.some((root) => covers(root, path) || covers(path, root))) return path;
  throw new PolylensError('root.unknown', { path: folder, known: known.map(String) });
}
