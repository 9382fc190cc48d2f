import * as v from 'valibot';
import { modes, providerWishes, Runner } from './shapes.ts';

/** How the engine works on its library. */
export const libraryMethods = {
  /** Stops making pictures searchable, until `library.resume`; restarts do not end it. Errors: library.*. */
  'library.pause': { input: v.object({}), output: v.object({}), progress: v.never() },
  /** Goes on with it. Errors: library.*. */
  'library.resume': { input: v.object({}), output: v.object({}), progress: v.never() },
  /** How much of the machine is taken from now on, also after a restart. Errors: library.*. */
  'library.set-mode': { input: v.object({ mode: v.picklist(modes) }), output: v.object({}), progress: v.never() },
  /**
   * What the image model is to run on from now on, also after a restart. All that are asked for are tried again first.
   * Errors: library.*, pack.*.
   */
  'library.set-provider': {
    input: v.object({ provider: v.picklist(providerWishes) }),
    output: v.object({ runner: Runner }),
    progress: v.never(),
  },
  /**
   * Takes less of the machine until the call is cancelled, because it runs on its battery (`gently`; not from `full`, and nothing at all in `mains`) or falls
   * asleep (`rest`: nothing is made searchable; then all folders are looked through). Mode and pause stay. Errors: library.*.
   */
  'library.ease': {
    input: v.object({ how: v.picklist(['gently', 'rest']) }),
    output: v.object({}),
    progress: v.never(),
  },
} as const;

const Carried = v.object({
  /** The library's folder. */
  library: v.string(),
  /** The folder that goes with it from machine to machine, when the library is portable. */
  base: v.optional(v.string()),
  /** Roots that do not: elsewhere they are offline. */
  outside: v.array(v.string()),
});

/** Libraries that go with a drive from machine to machine. A window cannot ask for these. */
export const carryMethods = {
  /** Where the library lies, and what goes with it. Errors: library.*. */
  'library.place': { input: v.object({}), output: Carried, progress: v.never() },
  /**
   * Makes the library portable: from now on it keeps all paths below `base` (an absolute folder in which it lies) relative
   * to it, so that the folder may be moved as a whole. Again with another: that one.
   * Errors: request.invalid (it does not lie inside), root.missing, library.*.
   */
  'library.rebase': { input: v.object({ base: v.string() }), output: Carried, progress: v.never() },
  /**
   * Writes a portable copy of the library, with its thumbnails, into a new folder `target` inside of `base`. Queries wait
   * while the database is copied. Errors: request.invalid, root.missing, export.exists, export.failed, library.*.
   */
  'library.carry': {
    input: v.object({ base: v.string(), target: v.string() }),
    output: v.object({ library: v.string() }),
    progress: v.never(),
  },
} as const;
