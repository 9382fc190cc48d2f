import type { Filters } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import { momentsOf } from './search/period.ts';
import { idOf } from './tend-collections.ts';
import type { Filter } from './values.ts';

/**
 * Filters as they cross the contract, as the library asks for them.
 * @throws PolylensError collection.unknown
 */
export function filterOf(filters: Filters, library: Library): Filter {
  const { from, to, folder, collection, ...others } = filters;
  return {
    ...others,
    ...(from === undefined ? {} : { from: momentsOf(from).start }),
    ...(to === undefined ? {} : { to: momentsOf(to).end }),
    ...(folder === undefined ? {} : { folder: Buffer.from(folder) }),
    ...(collection === undefined ? {} : { collection: idOf(library, collection) }),
  };
}
