import { fileProblems, modes, providerWishes, type Mode, type ProviderWish } from '../../contract/index.ts';
import type { Places } from '../node/places.ts';
import { completedShells, type CompletedShell, type Offer } from './completion.ts';
import { copyOptions, readCopy, type CopyCommand } from './copy-arguments.ts';
import type { EvalCommand } from './eval-command.ts';
import { exportOptions, readExport, type ExportCommand } from './export-arguments.ts';
import { libraryOptions, readLibrary, type LibraryCommand } from './library-arguments.ts';
import { json, parse, placeOptions, placesOf, UsageError } from './options.ts';
import { packsOptions, readPacks, type PacksCommand } from './packs-arguments.ts';
import { problemsOptions, readProblems, type ProblemsCommand } from './problems-arguments.ts';
import { readRoots, rootsOptions, type RootsCommand } from './roots-arguments.ts';
import { readSearch, searchOptions, type SearchCommand } from './search-arguments.ts';

export type Command =
  | { name: 'help' }
  | { name: 'version' }
  | { name: 'index'; places: Places; folders: string[]; acceptMissing: boolean; watch: boolean; json: boolean }
  | SearchCommand
  | CopyCommand
  | EvalCommand
  | ExportCommand
  | RootsCommand
  | LibraryCommand
  | ProblemsCommand
  | PacksCommand
  | { name: 'pause' | 'resume'; places: Places; json: boolean }
  | { name: 'mode'; places: Places; mode: Mode | undefined; json: boolean }
  | { name: 'provider'; places: Places; provider: ProviderWish | undefined; json: boolean }
  | { name: 'status'; places: Places; json: boolean }
  | { name: 'doctor'; places: Places; json: boolean }
  | { name: 'serve'; places: Places }
  | { name: 'completion'; shell: CompletedShell };

/**
 * Reads the arguments after the program's name. `search` has no query when it reads them from standard input.
 * @throws UsageError
 */
export function readArguments(args: readonly string[]): Command {
  const [name, ...rest] = args;
  if (name === undefined || asksForHelp(args)) return { name: 'help' };
  if (name === '--version' || name === '-V') return { name: 'version' };
  const command = isCommand(name) ? commands[name] : undefined;
  if (!command) throw new UsageError(`no such command: ${name}`);
  return command.read(rest);
}

const answered = { ...placeOptions, json } as const;
const flag = { type: 'boolean', default: false } as const;
const indexOptions = { ...placeOptions, json, 'accept-missing': flag, watch: flag } as const;

const evalOptions = { pack: placeOptions.pack, json, captions: { type: 'string' } } as const;

type CommandTable = Readonly<Record<string, Offer & { read: (args: string[]) => Command }>>;

/** Each command: how its arguments are read, and what shells can complete of them. */
export const commands = {
  index: { read: readIndex, options: indexOptions },
  search: { read: readSearch, options: searchOptions, values: { '--kind': ['photo', 'video'] } },
  copy: { read: readCopy, options: copyOptions, values: { '--kind': ['photo', 'video'] } },
  export: { read: readExport, options: exportOptions },
  status: { read: (args) => readBare('status', args), options: answered },
  problems: { read: readProblems, options: problemsOptions, values: { '--reason': fileProblems } },
  roots: { read: readRoots, options: rootsOptions, words: ['list', 'add', 'remove', 'gone', 'keep'] },
  library: { read: readLibrary, options: libraryOptions, words: ['place', 'portable', 'copy'] },
  packs: {
    read: readPacks,
    options: packsOptions,
    words: ['list', 'catalogue', 'import', 'get', 'use', 'compare', 'remove'],
  },
  pause: { read: (args) => readBare('pause', args), options: answered },
  resume: { read: (args) => readBare('resume', args), options: answered },
  mode: { read: readMode, options: answered, words: modes },
  provider: { read: readProvider, options: answered, words: providerWishes },
  serve: { read: readServe, options: placeOptions },
  doctor: { read: (args) => readBare('doctor', args), options: answered },
  eval: { read: readEval, options: evalOptions },
  completion: { read: readCompletion, options: placeOptions, words: completedShells },
} as const satisfies CommandTable;

function isCommand(name: string): name is keyof typeof commands {
  return Object.hasOwn(commands, name);
}

function asksForHelp(args: readonly string[]): boolean {
  return args[0] === 'help' || args.includes('--help') || args.includes('-h');
}

function readIndex(args: string[]): Command {
  const { values, positionals: folders } = parse(args, indexOptions);
  return {
    name: 'index',
    places: placesOf(values),
    folders,
    acceptMissing: values['accept-missing'],
    watch: values.watch,
    json: values.json,
  };
}

function readMode(args: string[]): Command {
  const { one: mode, ...common } = readOneOf(modes, 'mode', args);
  return { name: 'mode', mode, ...common };
}

function readProvider(args: string[]): Command {
  const { one: provider, ...common } = readOneOf(providerWishes, 'provider', args);
  return { name: 'provider', provider, ...common };
}

/** One of these words, or none. */
function readOneOf<Word extends string>(words: readonly Word[], what: string, args: string[]) {
  const { values, positionals } = parse(args, answered);
  const [given, ...more] = positionals;
  const one = words.find((known) => known === given);
  if (more.length > 0 || (given !== undefined && !one)) {
    throw new UsageError(`no such ${what}: ${positionals.join(' ')}; there are ${words.join(', ')}`);
  }
  return { places: placesOf(values), json: values.json, one };
}

function readBare(name: 'pause' | 'resume' | 'doctor' | 'status', args: string[]): Command {
  const { values, positionals } = parse(args, answered);
  if (positionals.length > 0) throw new UsageError(`${name} takes no argument: ${positionals.join(' ')}`);
  return { name, places: placesOf(values), json: values.json };
}

function readServe(args: string[]): Command {
  const { values, positionals } = parse(args, placeOptions);
  if (positionals.length > 0) throw new UsageError(`serve takes no argument: ${positionals.join(' ')}`);
  return { name: 'serve', places: placesOf(values) };
}

function readCompletion(args: string[]): Command {
  const { positionals } = parse(args, placeOptions);
  const shell = completedShells.find((known) => known === positionals[0]);
  if (!shell || positionals.length > 1)
    throw new UsageError(`completion: for which shell? ${completedShells.join(', ')}`);
  return { name: 'completion', shell };
}

function readEval(args: string[]): Command {
  const { values, positionals } = parse(args, evalOptions);
  const [folder, ...more] = positionals;
  if (folder === undefined || more.length > 0)
    throw new UsageError('eval: which one folder, with photos and their captions?');
  return { name: 'eval', pack: values.pack, folder, captions: values.captions, json: values.json };
}
