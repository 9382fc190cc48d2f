import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the engine finds its library and its model pack, when not where they are by default. */
export type Places = { library?: string; pack?: string };

type Machine = { platform: NodeJS.Platform; home: string; env: NodeJS.ProcessEnv };

/** Absolute folders of library and pack, and of the imported packs among which the library chooses when none was named. */
export function resolvePlaces({ library, pack }: Places): { library: string; pack: string; imported?: string } {
  const data = dataFolder({ platform: process.platform, home: homedir(), env: process.env });
  // From dist/shells/node: the pack that ships with the program.
  const inside = fileURLToPath(new URL('../../../models/starter', import.meta.url));
  return {
    library: library === undefined ? join(data, 'library') : libraryAt(resolve(library)),
    ...(pack === undefined ? { pack: inside, imported: join(data, 'packs') } : { pack: resolve(pack) }),
  };
}

/** The folder of a library that goes with a drive, in the folder that goes with it. Hidden, so that no look at the drive enters it. */
export const portableFolder = '.polylens';

/** The library in a folder, or, where that is a drive with one of its own, that. */
function libraryAt(folder: string): string {
  const holds = (each: string) => existsSync(join(each, 'library.sqlite'));
  const own = join(folder, portableFolder);
  return !holds(folder) && holds(own) ? own : folder;
}

/**
 * Where the platform keeps a program's data: the XDG Base Directory Specification on Linux, Apple's File System
 * Programming Guide on macOS, the known folder LocalAppData on Windows.
 */
export function dataFolder({ platform, home, env }: Machine): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Polylens');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Polylens');
  const given = env['XDG_DATA_HOME'];
  // The specification: a relative path is invalid and to be ignored.
  return join(given?.startsWith('/') ? given : join(home, '.local', 'share'), 'polylens');
}

/** The version in package.json. */
export function programVersion(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
