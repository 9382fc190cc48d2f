import { clashIn, type Clash, type Filters } from '../../contract/index.ts';
import type { Places } from '../node/places.ts';
import { readLength } from './length.ts';
import { knownFolder, namedFile } from './named-path.ts';
import { json, parse, placeOptions, placesOf, UsageError } from './options.ts';

export type SearchCommand = {
  name: 'search';
  places: Places;
  query: string | undefined;
  language?: string;
  /** A picture's file that hits should resemble. */
  like?: string;
  filters: Filters;
  limit: number;
  /** Of each video, so many at most. */
  moments: number;
  /** Every photo of a burst is a hit of its own. */
  all: boolean;
  json: boolean;
};

const defaultLimit = 20;
const defaultMoments = 3;
const limits = { least: 1, most: 10_000 };

/** Options that say which pictures are meant. */
export const filterOptions = {
  from: { type: 'string' },
  to: { type: 'string' },
  camera: { type: 'string' },
  place: { type: 'string' },
  rating: { type: 'string' },
  kind: { type: 'string' },
  folder: { type: 'string' },
  length: { type: 'string' },
  favourites: { type: 'boolean' },
  collection: { type: 'string' },
} as const;

export const searchOptions = {
  ...placeOptions,
  ...filterOptions,
  json,
  lang: { type: 'string' },
  like: { type: 'string' },
  moments: { type: 'string', default: String(defaultMoments) },
  all: { type: 'boolean', default: false },
  stdin: { type: 'boolean', default: false },
  count: { type: 'string', short: 'k', default: String(defaultLimit) },
} as const;

/** Reads what follows `search`. It has no query when it reads them from standard input. @throws UsageError */
export function readSearch(args: string[]): SearchCommand {
  const { values, positionals } = parse(args, searchOptions);
  if (values.stdin) expectNoQuery(values.json, positionals);
  else if (positionals.length === 0 && values.like === undefined) throw new UsageError('search: what for?');
  return {
    name: 'search',
    places: placesOf(values),
    query: values.stdin ? undefined : positionals.join(' '),
    ...(values.lang === undefined ? {} : { language: values.lang }),
    ...(values.like === undefined ? {} : { like: namedFile(values.like) }),
    filters: readFilters(values),
    limit: readCount('-k', values.count),
    moments: readCount('--moments', values.moments),
    all: values.all,
    json: values.json,
  };
}

function expectNoQuery(asJson: boolean, positionals: readonly string[]): void {
  if (!asJson) throw new UsageError('search: --stdin answers in JSON only, add --json');
  if (positionals.length > 0) throw new UsageError('search: --stdin takes its queries from standard input');
}

/** How each filter's text is read. */
const filterReaders = {
  from: (text: string) => readPeriod('--from', text),
  to: (text: string) => readPeriod('--to', text),
  camera: (text: string) => readName('--camera takes a part of its name', text),
  place: (text: string) => ({ name: readName('--place takes a town, a region or a country', text) }),
  rating: readRating,
  kind: readKind,
  folder: knownFolder,
  length: readLength,
  collection: (text: string) => readName('--collection takes its name', text),
};

type FilterName = keyof typeof filterReaders;
type FilterTexts = { [Name in FilterName]?: string | undefined } & { favourites?: boolean | undefined };

/** @throws UsageError */
export function readFilters({ favourites, ...texts }: FilterTexts): Filters {
  const names = Object.keys(filterReaders) as FilterName[];
  const given = names.flatMap((name) => {
    const text = texts[name];
    return text === undefined ? [] : [[name, filterReaders[name](text)]];
  });
  const filters = Object.fromEntries(given) as Filters;
  expectPossible(filters);
  return { ...filters, ...(favourites === true ? { favourites } : {}) };
}

const clashWords: Record<Clash, (filters: Filters) => string> = {
  dates: ({ from, to }) => `--from ${from} is after --to ${to}, so nothing can be found: change one of them`,
  length: () => '--length is of videos, which --kind photo leaves out, so nothing can be found: drop one of them',
};

/** @throws UsageError */
function expectPossible(filters: Filters): void {
  const clash = clashIn(filters);
  if (clash) throw new UsageError(clashWords[clash](filters));
}

function readName(what: string, text: string): string {
  if (text.trim() === '') throw new UsageError(what);
  return text.trim();
}

function readPeriod(option: string, text: string): string {
  const [, year, month = '01', day = '01'] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(text) ?? [];
  const isDate = new Date(`${year}-${month}-${day}T00:00:00Z`).toJSON()?.startsWith(`${year}-${month}-${day}`) === true;
  if (isDate) return text;
  throw new UsageError(`${option} takes a year, month or day (2019, 2019-08, 2019-08-03), not ${text}`);
}

function readRating(text: string): number {
  if (/^[0-5]$/.test(text)) return Number(text);
  throw new UsageError(`--rating takes a number from 0 to 5, not ${text}`);
}

function readKind(text: string): 'photo' | 'video' {
  if (text === 'photo' || text === 'video') return text;
  throw new UsageError(`--kind takes photo or video, not ${text}`);
}

/** @throws UsageError */
export function readCount(option: string, text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= limits.least && count <= limits.most) return count;
  throw new UsageError(`${option} takes a whole number from ${limits.least} to ${limits.most}, not ${text}`);
}
