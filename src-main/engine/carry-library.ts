import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PolylensError, type HandlersOf, type Input, type Output } from '../contract/index.ts';
import type { CarryMethod } from '../contract/contract.ts';
import { moveIntoPlace, onceLetGo } from './held-files.ts';
import { libraryFault } from './library/faults.ts';
import type { Library } from './library/library.ts';
import { covers } from './library/path-range.ts';
import { goesWith } from './library/portable.ts';
import { realPath } from './look-through.ts';

type Around = {
  read: <T>(work: (library: Library) => T) => Promise<T>;
  /** As the library's one writer. */
  write: <T>(work: (library: Library) => Promise<T>) => Promise<T>;
  /** The library is the same, and its paths may be others. */
  changed: () => void;
};

/** The answers about libraries that go from machine to machine. */
export function carryHandlers({ read, write, changed }: Around): HandlersOf<CarryMethod> {
  return {
    'library.place': () => read(placeOf),
    'library.rebase': async (input) => {
      // Nor is one made on a drive that is not there.
      await baseOf(input.base);
      const place = await write((library) => rebase(library, input));
      changed();
      return place;
    },
    'library.carry': async (input) => {
      // None is made to be copied.
      await read(placeOf);
      return write((library) => carry(library, input));
    },
  };
}

function placeOf({ folder, portable, roots }: Library): Output<'library.place'> {
  const { base } = portable;
  const outside = roots.paths().filter((path) => !base || !covers(base, path));
  return { library: folder, outside: outside.map(String), ...(base ? { base: base.toString() } : {}) };
}

async function rebase(library: Library, input: Input<'library.rebase'>): Promise<Output<'library.rebase'>> {
  const base = await baseOf(input.base);
  expectInside('library.rebase', dirname(library.folder), base);
  library.portable.rebase(base);
  return placeOf(library);
}

/** The copy gets its name when it is whole. */
async function carry(library: Library, input: Input<'library.carry'>): Promise<Output<'library.carry'>> {
  const { target } = input;
  const base = await baseOf(input.base);
  if (existsSync(target)) throw new PolylensError('export.exists', { target });
  expectInside('library.carry', dirname(target), base);
  let making: string | undefined;
  try {
    // Hidden, so that no library takes its thumbnails for pictures.
    making = await mkdtemp(join(dirname(target), '.polylens-'));
    library.portable.copyTo(making, base);
    await copyThumbnails(library.folder, making);
    const made = making;
    await onceLetGo(() => moveIntoPlace(made, target));
    return { library: target };
  } catch (thrown) {
    if (making !== undefined) await rm(making, { recursive: true, force: true }).catch(() => undefined);
    throw thrown instanceof PolylensError ? thrown : notWritten(thrown, library.folder, target);
  }
}

/** They are made again where they lack: without them it is the same library. */
async function copyThumbnails(from: string, to: string): Promise<void> {
  const thumbnails = join(from, 'thumbnails');
  if (existsSync(thumbnails))
    await cp(thumbnails, join(to, 'thumbnails'), { recursive: true, preserveTimestamps: true });
}

function notWritten(thrown: unknown, path: string, target: string): PolylensError {
  const fault = libraryFault(thrown, target);
  const why = thrown instanceof Error ? thrown.message : String(thrown);
  return fault ?? new PolylensError('export.failed', { target, path, why }, { cause: thrown });
}

async function baseOf(base: string): Promise<Buffer> {
  const isFolder = await stat(base).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new PolylensError('root.missing', { path: base });
  return realPath(base);
}

function expectInside(method: CarryMethod, folder: string, base: Buffer): void {
  if (existsSync(folder) && goesWith(folder, base)) return;
  throw new PolylensError('request.invalid', { method, why: `${folder} does not lie in ${base.toString()}` });
}
