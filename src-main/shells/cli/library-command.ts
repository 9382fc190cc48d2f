import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Client, Output } from '../../contract/index.ts';
import { portableFolder } from '../node/places.ts';
import type { LibraryCommand } from './library-arguments.ts';
import { UsageError } from './options.ts';
import { printable, type Terminal } from './terminal.ts';

type Place = Output<'library.place'>;

/** Says where the library lies, or makes it, or a copy of it, go with a drive. */
export async function libraryCommand(
  client: Client,
  command: LibraryCommand,
  { terminal }: { terminal: Terminal },
): Promise<number> {
  const say = (answer: object, lines: readonly string[]) => {
    if (command.json) terminal.out(JSON.stringify(answer));
    else for (const line of lines) terminal.out(line);
    return 0;
  };
  if (command.action === 'copy') {
    const base = resolve(command.drive);
    const copy = await client.call('library.carry', { base, target: join(base, portableFolder) });
    return say(copy, [`${printable(copy.library)} is a copy of your library`, howToUse(base)]);
  }
  if (command.action === 'place') {
    const place = await client.call('library.place', {});
    return say(place, placeLines(place));
  }
  const base = resolve(command.drive);
  expectInside(client.engine.library, base);
  const place = await client.call('library.rebase', { base });
  return say(place, [...placeLines(place), howToUse(base)]);
}

/** @throws UsageError */
function expectInside(library: string, drive: string): void {
  const folder = dirname(library);
  // What is not there the engine tells.
  if (!existsSync(folder) || !existsSync(drive)) return;
  if (!relative(realpathSync.native(drive), realpathSync.native(folder)).startsWith('..')) return;
  throw new UsageError(`library portable: ${library} does not lie in ${drive}; copy it there: library copy ${drive}`);
}

function placeLines({ library, base, outside }: Place): string[] {
  const lines = [`library  ${printable(library)}`];
  if (base === undefined) return [...lines, 'portable no: its paths hold on this machine'];
  const away = outside.map((path) => `         ${printable(path)} does not: elsewhere it is offline`);
  return [...lines, `portable all in ${printable(base)} goes with it`, ...away];
}

function howToUse(drive: string): string {
  return `wherever it is: polylens index <folder> --library ${printable(drive)}`;
}
