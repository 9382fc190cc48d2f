import { resolve } from 'node:path';
import type { Filters } from '../../contract/index.ts';
import type { Places } from '../node/places.ts';
import { json, parse, placeOptions, placesOf, UsageError } from './options.ts';
import { filterOptions, readCount, readFilters } from './search-arguments.ts';

export type CopyCommand = {
  name: 'copy';
  places: Places;
  folder: string;
  /** Undefined: all that the filters let through. */
  query: string | undefined;
  filters: Filters;
  /** Undefined: the usual number for a query, all without one. */
  limit: number | undefined;
  json: boolean;
};

export const copyOptions = {
  ...placeOptions,
  ...filterOptions,
  json,
  count: { type: 'string', short: 'k' },
} as const;

/** Reads what follows `copy`. @throws UsageError */
export function readCopy(args: string[]): CopyCommand {
  const { values, positionals } = parse(args, copyOptions);
  const [folder, ...words] = positionals;
  const filters = readFilters(values);
  if (folder === undefined || folder === '') throw new UsageError('copy: into which folder?');
  if (words.length === 0 && Object.keys(filters).length === 0) {
    throw new UsageError('copy: which ones? name a query or a filter, --favourites for instance');
  }
  return {
    name: 'copy',
    places: placesOf(values),
    folder: resolve(folder),
    query: words.length === 0 ? undefined : words.join(' '),
    filters,
    limit: values.count === undefined ? undefined : readCount('-k', values.count),
    json: values.json,
  };
}
