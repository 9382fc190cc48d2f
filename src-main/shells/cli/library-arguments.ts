import { join, resolve } from 'node:path';
import { portableFolder, type Places } from '../node/places.ts';
import { json, parse, placeOptions, placesOf, UsageError } from './options.ts';

export type LibraryCommand = { name: 'library'; places: Places; json: boolean } & (
  { action: 'place' } | { action: 'portable' | 'copy'; drive: string }
);

export const libraryOptions = { ...placeOptions, json } as const;

/** Reads `library` and what follows it. @throws UsageError */
export function readLibrary(args: string[]): LibraryCommand {
  const { values, positionals } = parse(args, libraryOptions);
  const [action = 'place', drive, ...more] = positionals;
  const common = { name: 'library' as const, places: placesOf(values), json: values.json };
  if (action === 'place') {
    if (drive !== undefined) throw new UsageError(`library place takes no argument: ${drive}`);
    return { ...common, action };
  }
  if (action !== 'portable' && action !== 'copy') throw new UsageError(`no such command: library ${action}`);
  if (drive === undefined || more.length > 0) throw new UsageError(`library ${action}: on which one drive or folder?`);
  const places =
    action === 'portable' ? { ...common.places, library: libraryOn(drive, values.library) } : common.places;
  return { ...common, places, action, drive };
}

/** The usual place, also where that drive was named as the library's: there may be none yet to be found on it. */
function libraryOn(drive: string, given: string | undefined): string {
  return given === undefined || resolve(given) === resolve(drive) ? join(drive, portableFolder) : given;
}
