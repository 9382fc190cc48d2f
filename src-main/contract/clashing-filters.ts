import type { Filters } from './details.ts';

/** Filters that no picture can pass together. */
export type Clash = 'dates' | 'length';

/** What lets nothing through, whatever the library holds: for shells to tell, for "nothing found" would hide a slip. */
export function clashIn({ from = '', to, kind, length }: Filters): Clash | undefined {
  // A month begins with its year: from 2019-08 to 2019 is August and after.
  if (to !== undefined && from > to && !from.startsWith(to)) return 'dates';
  return kind === 'photo' && length !== undefined ? 'length' : undefined;
}
