import type { Places } from '../node/places.ts';
import { json, parse, placesOf, UsageError } from './options.ts';

type Change =
  | { action: 'remove'; pack: string; vectors: boolean }
  | { action: 'use'; pack: string; now: boolean }
  | { action: 'compare'; pack: string; queries: string[] };

export type PacksCommand = { name: 'packs'; places: Places; json: boolean } & (
  | { action: 'list' }
  | { action: 'catalogue'; language: string | undefined }
  | { action: 'import'; folder: string }
  | { action: 'get'; from: string; agreed: boolean }
  | Change
);

const flag = { type: 'boolean', default: false } as const;
/** Not `--pack`: which one is used is what this is about. */
export const packsOptions = {
  library: { type: 'string' },
  json,
  now: flag,
  yes: flag,
  language: { type: 'string' },
  'drop-vectors': flag,
} as const;

/** Reads `packs` and what follows it. @throws UsageError */
export function readPacks(args: string[]): PacksCommand {
  const { values, positionals } = parse(args, packsOptions);
  const [action = 'list', ...rest] = positionals;
  const common = { name: 'packs' as const, places: placesOf(values), json: values.json };
  switch (action) {
    case 'list':
      none(rest, 'packs list');
      return { ...common, action };
    case 'import':
      return { ...common, action, folder: only(rest, 'packs import: which one folder?') };
    case 'catalogue':
      none(rest, 'packs catalogue');
      return { ...common, action, language: values.language };
    case 'get':
      return { ...common, action, from: only(rest, 'packs get: from which one address?'), agreed: values.yes };
    case 'remove':
      return { ...common, action, pack: only(rest, 'packs remove: which one pack?'), vectors: values['drop-vectors'] };
    case 'use':
      return { ...common, action, pack: only(rest, 'packs use: which one pack?'), now: values.now };
    case 'compare':
      return { ...common, action, ...compared(rest) };
    default:
      throw new UsageError(`no such command: packs ${action}`);
  }
}

function compared([pack, ...queries]: readonly string[]): { pack: string; queries: string[] } {
  if (pack === undefined || queries.length === 0) throw new UsageError('packs compare: which pack, and what query?');
  return { pack, queries };
}

function none(rest: readonly string[], command: string): void {
  if (rest.length > 0) throw new UsageError(`${command} takes no argument: ${rest.join(' ')}`);
}

function only([name, ...more]: readonly string[], question: string): string {
  if (name === undefined || more.length > 0) throw new UsageError(question);
  return name;
}
