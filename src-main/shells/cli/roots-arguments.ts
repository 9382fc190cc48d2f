import type { Places } from '../node/places.ts';
import { json, parse, placeOptions, placesOf, UsageError } from './options.ts';

/** A change of one root. */
type Change =
  | { action: 'add'; exclude: string[] }
  | { action: 'remove'; items: 'forget' | 'remember' }
  | { action: 'answer'; gone: 'remove' | 'keep' };

export type RootsCommand = { name: 'roots'; places: Places; json: boolean } & (
  { action: 'list' } | ({ folder: string } & Change)
);

export const rootsOptions = {
  ...placeOptions,
  json,
  exclude: { type: 'string', multiple: true },
  forget: { type: 'boolean', default: false },
  remember: { type: 'boolean', default: false },
} as const;

/** Reads `roots` and what follows it. @throws UsageError */
export function readRoots(args: string[]): RootsCommand {
  const { values, positionals } = parse(args, rootsOptions);
  const [action = 'list', folder, ...more] = positionals;
  const common = { name: 'roots' as const, places: placesOf(values), json: values.json };
  if (action === 'list') {
    if (folder !== undefined) throw new UsageError(`roots list takes no argument: ${folder}`);
    return { ...common, action };
  }
  if (folder === undefined || more.length > 0) throw new UsageError(`roots ${action}: which one folder?`);
  return { ...common, folder, ...readAction(action, values) };
}

type Flags = { exclude?: string[] | undefined; forget: boolean; remember: boolean };

function readAction(action: string, { exclude = [], forget, remember }: Flags): Change {
  switch (action) {
    case 'add':
      return { action, exclude };
    case 'remove':
      if (forget === remember) throw new UsageError(howToRemove);
      return { action, items: forget ? 'forget' : 'remember' };
    case 'gone':
      return { action: 'answer', gone: 'remove' };
    case 'keep':
      return { action: 'answer', gone: 'keep' };
    default:
      throw new UsageError(`no such command: roots ${action}`);
  }
}

const howToRemove =
  'roots remove: say what becomes of what is known of its pictures: --forget drops it, --remember keeps it for when the folder is added again';
