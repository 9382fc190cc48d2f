import type { Places } from '../node/places.ts';
import { json, parse, placeOptions, placesOf, UsageError } from './options.ts';
import { readRoots, type RootsCommand } from './roots-arguments.ts';

export type Command =
  | { name: 'help' }
  | { name: 'version' }
  | { name: 'index'; places: Places; folders: string[]; acceptMissing: boolean; json: boolean }
  | {
      name: 'search';
      places: Places;
      query: string | undefined;
      language?: string;
      /** A picture's file that hits should resemble. */
      like?: string;
      limit: number;
      json: boolean;
    }
  | RootsCommand
  | { name: 'pause' | 'resume'; places: Places }
  | { name: 'status'; places: Places; json: boolean }
  | { name: 'doctor'; places: Places };

const defaultLimit = 20;
const limits = { least: 1, most: 10_000 };

/**
 * Reads the arguments after the program's name. `search` has no query when it reads them from standard input.
 * @throws UsageError
 */
export function readArguments(args: readonly string[]): Command {
  const [name, ...rest] = args;
  if (name === undefined || asksForHelp(args)) return { name: 'help' };
  if (name === '--version' || name === '-V') return { name: 'version' };
  const read = readers[name];
  if (!read) throw new UsageError(`no such command: ${name}`);
  return read(rest);
}

const readers: Readonly<Record<string, (args: string[]) => Command>> = {
  index: readIndex,
  search: readSearch,
  status: readStatus,
  roots: readRoots,
  pause: (args) => readBare('pause', args),
  resume: (args) => readBare('resume', args),
  doctor: readDoctor,
};

function asksForHelp(args: readonly string[]): boolean {
  return args[0] === 'help' || args.includes('--help') || args.includes('-h');
}

function readIndex(args: string[]): Command {
  const options = { ...placeOptions, json, 'accept-missing': { type: 'boolean', default: false } } as const;
  const { values, positionals: folders } = parse(args, options);
  return {
    name: 'index',
    places: placesOf(values),
    folders,
    acceptMissing: values['accept-missing'],
    json: values.json,
  };
}

function readSearch(args: string[]): Command {
  const options = {
    ...placeOptions,
    json,
    lang: { type: 'string' },
    like: { type: 'string' },
    stdin: { type: 'boolean', default: false },
    count: { type: 'string', short: 'k', default: String(defaultLimit) },
  } as const;
  const { values, positionals } = parse(args, options);
  if (values.stdin) expectNoQuery(values.json, positionals);
  else if (positionals.length === 0 && values.like === undefined) throw new UsageError('search: what for?');
  return {
    name: 'search',
    places: placesOf(values),
    query: values.stdin ? undefined : positionals.join(' '),
    ...(values.lang === undefined ? {} : { language: values.lang }),
    ...(values.like === undefined ? {} : { like: values.like }),
    limit: readLimit(values.count),
    json: values.json,
  };
}

function expectNoQuery(asJson: boolean, positionals: readonly string[]): void {
  if (!asJson) throw new UsageError('search: --stdin answers in JSON only, add --json');
  if (positionals.length > 0) throw new UsageError('search: --stdin takes its queries from standard input');
}

function readStatus(args: string[]): Command {
  const { values, positionals } = parse(args, { ...placeOptions, json });
  if (positionals.length > 0) throw new UsageError(`status takes no argument: ${positionals.join(' ')}`);
  return { name: 'status', places: placesOf(values), json: values.json };
}

function readDoctor(args: string[]): Command {
  const { values, positionals } = parse(args, placeOptions);
  if (positionals.length > 0) throw new UsageError(`doctor takes no argument: ${positionals.join(' ')}`);
  return { name: 'doctor', places: placesOf(values) };
}

function readBare(name: 'pause' | 'resume', args: string[]): Command {
  const { values, positionals } = parse(args, placeOptions);
  if (positionals.length > 0) throw new UsageError(`${name} takes no argument: ${positionals.join(' ')}`);
  return { name, places: placesOf(values) };
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= limits.least && limit <= limits.most) return limit;
  throw new UsageError(`search: -k takes a whole number from ${limits.least} to ${limits.most}, not ${text}`);
}
