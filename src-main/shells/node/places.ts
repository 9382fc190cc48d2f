import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the engine finds its library and its model pack, when not where they are by default. */
export type Places = { library?: string; pack?: string };

type Machine = { platform: NodeJS.Platform; home: string; env: NodeJS.ProcessEnv };

type Resolved = { library: string; pack: string; imported?: string };

/** There is no telling where the platform keeps data; the message says why, and what to do. */
export class NoPlaceError extends Error {}

/**
 * Absolute folders of library and pack, and of the imported packs among which the library chooses when none was named.
 * @throws NoPlaceError
 */
export function resolvePlaces({ library, pack }: Places): Resolved {
  const inside = packInside();
  if (library !== undefined && pack !== undefined) return { library: libraryAt(resolve(library)), pack: resolve(pack) };
  const data = dataFolder({ platform: process.platform, home: homedir(), env: process.env });
  return {
    library: library === undefined ? join(data, 'library') : libraryAt(resolve(library)),
    ...(pack === undefined ? { pack: inside, imported: join(data, 'packs') } : { pack: resolve(pack) }),
  };
}

/** The pack that ships with the program, seen from dist/shells/node. Of an archive it lies beside: natives open it by its path. */
function packInside(): string {
  const folder = fileURLToPath(new URL('../../../models/starter', import.meta.url));
  return folder.replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked');
}

/** The same for programs that have not begun yet: where it cannot be told they say so and end. */
export function placesOrEnd(places: Places): Resolved {
  try {
    return resolvePlaces(places);
  } catch (thrown) {
    if (!(thrown instanceof NoPlaceError)) throw thrown;
    process.stderr.write(`polylens: ${thrown.message}\n`);
    return process.exit(2);
  }
}

/** Where this machine keeps what is Polylens's; undefined where that cannot be told. */
export function ownData(): string | undefined {
  try {
    return dataFolder({ platform: process.platform, home: homedir(), env: process.env });
  } catch {
    return undefined;
  }
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
 * @throws NoPlaceError
 */
export function dataFolder({ platform, home, env }: Machine): string {
  if (platform === 'darwin') return join(absolute(home), 'Library', 'Application Support', 'Polylens');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(absolute(home), 'AppData', 'Local'), 'Polylens');
  const given = env['XDG_DATA_HOME'];
  // The specification: a relative path is invalid and to be ignored.
  return join(given?.startsWith('/') ? given : join(absolute(home), '.local', 'share'), 'polylens');
}

/** A relative home would be another one in each folder that the program is started in. */
function absolute(home: string): string {
  if (isAbsolute(home)) return home;
  throw new NoPlaceError(
    `HOME is "${home}", which is no absolute path, so there is no place for a library; set HOME to one, or name --library and --pack`,
  );
}

/** The version in package.json. */
export function programVersion(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
