import type { Filters } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import type { Days } from './search/calendar.ts';
import { momentsOf } from './search/period.ts';
import { idOf } from './tend-collections.ts';
import type { Filter } from './values.ts';

/**
 * Filters as they cross the contract, as the library asks for them; `days`: and taken in these.
 * @throws PolylensError collection.unknown
 */
export function filterOf(filters: Filters, library: Library, days?: Days): Filter {
  const { from, to, folder, collection, ...others } = filters;
  const starts = [from, days?.from].flatMap((period) => (period === undefined ? [] : [momentsOf(period).start]));
  const ends = [to, days?.to].flatMap((period) => (period === undefined ? [] : [momentsOf(period).end]));
  return {
    ...others,
    ...(starts.length === 0 ? {} : { from: Math.max(...starts) }),
    ...(ends.length === 0 ? {} : { to: Math.min(...ends) }),
    ...(folder === undefined ? {} : { folder: Buffer.from(folder) }),
    ...(collection === undefined ? {} : { collection: idOf(library, collection) }),
  };
}
