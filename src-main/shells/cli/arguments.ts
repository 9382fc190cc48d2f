import { modes, type Mode } from '../../contract/index.ts';
import type { Places } from '../node/places.ts';
import { readCopy, type CopyCommand } from './copy-arguments.ts';
import { json, parse, placeOptions, placesOf, UsageError } from './options.ts';
import { readPacks, type PacksCommand } from './packs-arguments.ts';
import { readProblems, type ProblemsCommand } from './problems-arguments.ts';
import { readRoots, type RootsCommand } from './roots-arguments.ts';
import { readSearch, type SearchCommand } from './search-arguments.ts';

export type Command =
  | { name: 'help' }
  | { name: 'version' }
  | { name: 'index'; places: Places; folders: string[]; acceptMissing: boolean; watch: boolean; json: boolean }
  | SearchCommand
  | CopyCommand
  | RootsCommand
  | ProblemsCommand
  | PacksCommand
  | { name: 'pause' | 'resume'; places: Places }
  | { name: 'mode'; places: Places; mode: Mode | undefined }
  | { name: 'status'; places: Places; json: boolean }
  | { name: 'doctor'; places: Places };

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
  copy: readCopy,
  status: readStatus,
  problems: readProblems,
  roots: readRoots,
  packs: readPacks,
  pause: (args) => readBare('pause', args),
  resume: (args) => readBare('resume', args),
  mode: readMode,
  doctor: readDoctor,
};

function asksForHelp(args: readonly string[]): boolean {
  return args[0] === 'help' || args.includes('--help') || args.includes('-h');
}

function readIndex(args: string[]): Command {
  const flag = { type: 'boolean', default: false } as const;
  const options = { ...placeOptions, json, 'accept-missing': flag, watch: flag } as const;
  const { values, positionals: folders } = parse(args, options);
  return {
    name: 'index',
    places: placesOf(values),
    folders,
    acceptMissing: values['accept-missing'],
    watch: values.watch,
    json: values.json,
  };
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

function readMode(args: string[]): Command {
  const { values, positionals } = parse(args, placeOptions);
  const [given, ...more] = positionals;
  const mode = modes.find((known) => known === given);
  if (more.length > 0 || (given !== undefined && !mode)) {
    throw new UsageError(`no such mode: ${positionals.join(' ')}; there are ${modes.join(', ')}`);
  }
  return { name: 'mode', places: placesOf(values), mode };
}

function readBare(name: 'pause' | 'resume', args: string[]): Command {
  const { values, positionals } = parse(args, placeOptions);
  if (positionals.length > 0) throw new UsageError(`${name} takes no argument: ${positionals.join(' ')}`);
  return { name, places: placesOf(values) };
}
