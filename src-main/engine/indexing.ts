import type { Call, Input, Output } from '../contract/index.ts';
import { aborted } from './aborted.ts';
import type { Activity } from './activity.ts';
import { indexFolders, pass } from './index-folders.ts';
import { Keeper, type KeepTimes } from './keep-library.ts';
import type { Library } from './library/library.ts';
import { isDamage, type OpenLibrary } from './open-library.ts';
import { filesReported } from './make-searchable.ts';
import type { IndexParts, PassCall, PassInput, PassResult } from './pass.ts';
import type { WatchKind } from './root-watchers.ts';

type Options = {
  library: OpenLibrary;
  activity: Activity;
  /** What a pass needs to make vectors with. */
  parts: (library: Library) => Promise<Omit<IndexParts, 'library' | 'paused' | 'activity'>>;
  /** Ends what no pass needs any more. */
  settle: () => Promise<void>;
  times: KeepTimes;
};

/** The engine's passes over its library: those that shells ask for and those that keep it, one at a time. */
export class Indexing {
  readonly #options: Options;
  /** The pass that runs, or the last one. */
  #pass: Promise<unknown> = Promise.resolve();
  #pause = new AbortController();
  #renewal = new AbortController();
  #keeper: Keeper | undefined;
  #keeping: Promise<void> = Promise.resolve();
  #keepers = 0;
  /** Those that want nothing made now. */
  #resting = 0;
  #end = new AbortController();

  constructor(options: Options) {
    this.#options = options;
  }

  /** One pass over the folders that a shell names, or over all. It goes before the keeping of the library. */
  index(input: Input<'library.index'>, call: Call<'library.index'>): Promise<Output<'library.index'>> {
    this.#keeper?.yield();
    return this.#takeTurn(() => this.#repaired((library) => this.#indexFolders(library, input, call)));
  }

  /** Another pack was chosen: what runs goes on with it, soon. */
  async renew(): Promise<void> {
    this.#renewal.abort();
    this.#renewal = new AbortController();
    this.#keeper?.yield();
    this.look([]);
    await this.#takeTurn(this.#options.settle);
  }

  /** Keeps the library as its folders are until `signal` aborts; all who ask for it share one keeping. */
  async keep(signal: AbortSignal): Promise<void> {
    this.#keepers += 1;
    if (this.#keepers === 1) {
      // That of an earlier shell may be just ending.
      const before = this.#keeping;
      this.#end = new AbortController();
      this.#keeping = before.catch(() => undefined).then(() => this.#repaired((library) => this.#keep(library)));
    }
    try {
      await Promise.race([this.#keeping, aborted(signal)]);
    } finally {
      this.#keepers -= 1;
      if (this.#keepers === 0) this.#end.abort();
    }
    if (this.#keepers === 0) await this.#keeping;
  }

  /** How changes of a root are heard of, while the library is kept. */
  watchOf(path: Buffer): WatchKind | undefined {
    return this.#keeper?.watchOf(path);
  }

  /** Looks through folders soon, if the library is kept. */
  look(folders: readonly Buffer[]): void {
    this.#keeper?.look(folders);
  }

  /** Stops the making of vectors, or lets it go on, also after a restart. */
  async setPaused(paused: boolean): Promise<void> {
    const { library, activity } = this.#options;
    await library.write(async ({ settings, roots }) => {
      settings.set('paused', paused ? 'yes' : 'no');
      if (paused) this.#pause.abort();
      else this.#pause = new AbortController();
      if (!paused) this.look(roots.paths());
    });
    activity.changed();
  }

  /** Makes nothing searchable until `signal` aborts; then looks through all, for much may have happened meanwhile. */
  async rest(signal: AbortSignal): Promise<void> {
    this.#resting += 1;
    this.#pause.abort();
    await aborted(signal);
    this.#resting -= 1;
    if (this.#resting > 0) return;
    // A person's pause ends the next pass again.
    this.#pause = new AbortController();
    this.#keeper?.lookThroughAll();
  }

  /** Once, and again when another pack was chosen meanwhile. */
  async #indexFolders(
    library: Library,
    input: Input<'library.index'>,
    call: Call<'library.index'>,
  ): Promise<Output<'library.index'>> {
    let sum: Output<'library.index'> | undefined;
    for (;;) {
      const renewed = this.#renewal.signal;
      const onePass = (parts: IndexParts) => indexFolders(parts, input, { ...call, yielding: renewed });
      const result = await this.#withParts(library, onePass);
      sum = sum ? joined(sum, result) : result;
      if (!renewed.aborted || result.stopped || result.paused) return sum;
    }
  }

  async #keep(library: Library): Promise<void> {
    const keeper = new Keeper({
      library,
      times: this.#options.times,
      pass: (input, call) => this.#keepingPass(library, input, call),
    });
    this.#keeper = keeper;
    try {
      await keeper.run(this.#end.signal);
    } finally {
      this.#keeper = undefined;
    }
  }

  #keepingPass(library: Library, input: PassInput, call: PassCall): Promise<PassResult> {
    return this.#takeTurn(() => this.#withParts(library, (parts) => pass(parts, input, call)));
  }

  /** After the passes before it, whatever became of them. */
  #takeTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#pass.then(work, work);
    this.#pass = mine.catch(() => undefined);
    return mine;
  }

  /** Opening a damaged library again replaces it; a second time is one too many. */
  async #repaired<T>(work: (library: Library) => Promise<T>): Promise<T> {
    const attempt = () => this.#options.library.write(work);
    return attempt().catch((thrown: unknown) => {
      if (isDamage(thrown)) return attempt();
      throw thrown;
    });
  }

  async #withParts<T>(library: Library, work: (parts: IndexParts) => Promise<T>): Promise<T> {
    const { activity, parts, settle } = this.#options;
    if (isPaused(library) || this.#resting > 0) this.#pause.abort();
    try {
      return await work({ ...(await parts(library)), library, activity, paused: this.#pause.signal });
    } finally {
      activity.set('resting');
      activity.rootsChanged();
      await settle();
      // Vectors of files that left are out of the memory at once.
      await this.#options.library.refresh().catch(() => undefined);
    }
  }
}

export function isPaused({ settings }: Library): boolean {
  return settings.get('paused') === 'yes';
}

/** How things are after the later of two passes, and what became of files in both. */
function joined(one: Output<'library.index'>, other: Output<'library.index'>): Output<'library.index'> {
  return {
    ...other,
    embedded: one.embedded + other.embedded,
    moved: one.moved + other.moved,
    missing: one.missing + other.missing,
    filesSetAside: one.filesSetAside + other.filesSetAside,
    files: [...one.files, ...other.files].slice(0, filesReported),
    subtitles: [...(one.subtitles ?? []), ...(other.subtitles ?? [])].slice(0, filesReported),
  };
}
