import type { Filters } from '../contract/index.ts';
import { momentsOf } from './search/period.ts';
import type { Filter } from './values.ts';

/** Filters as they cross the contract, as the library asks for them. */
export function filterOf({ from, to, camera, rating, kind, folder }: Filters): Filter {
  return {
    ...(from === undefined ? {} : { from: momentsOf(from).start }),
    ...(to === undefined ? {} : { to: momentsOf(to).end }),
    ...(camera === undefined ? {} : { camera }),
    ...(rating === undefined ? {} : { rating }),
    ...(kind === undefined ? {} : { kind }),
    ...(folder === undefined ? {} : { folder: Buffer.from(folder) }),
  };
}
