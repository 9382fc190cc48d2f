import { setTimeout as sleep } from 'node:timers/promises';
import type { Library } from './library/library.ts';
import { covers } from './library/path-range.ts';
import { realPath } from './look-through.ts';
import type { PassCall, PassInput, PassResult } from './pass.ts';
import { RootWatchers, type WatchKind, type WatchTimes } from './root-watchers.ts';

export type KeepTimes = WatchTimes & {
  /** A pass goes on for so long before it is ended for what was heard meanwhile: else a long copy would leave no time. */
  workMs: number;
  /** Of quiet before what was heard is looked at. */
  quietMs: number;
  /** A file is left to grow until it has not changed for so long. */
  settleMs: number;
  /** Between two looks through all roots, in case something was not heard of. */
  reconcileMs: number;
};

export const usualTimes: KeepTimes = {
  presenceMs: 10_000,
  pollMs: 300_000,
  workMs: 3000,
  quietMs: 500,
  settleMs: 2000,
  reconcileMs: 6 * 3_600_000,
};

type Options = {
  library: Library;
  times: KeepTimes;
  /** Does a pass in its turn. */
  pass: (input: PassInput, call: PassCall) => Promise<PassResult>;
};

type Todo = { folders: Map<string, Buffer>; paths: Map<string, Buffer> };

/** Keeps a library as its folders are: looks through all roots, makes searchable what is new, and watches. */
export class Keeper {
  readonly #options: Options;
  readonly #watchers: RootWatchers;
  #todo: Todo = nothingToDo();
  /** The library's own folder. */
  #own: Buffer;
  #wake = () => {};
  #working = new AbortController();
  #isWaiting = true;
  /** Is there more to do at once? */
  #more = false;
  #ending: NodeJS.Timeout | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#own = Buffer.from(options.library.folder);
    this.#watchers = new RootWatchers({
      ...options.times,
      library: options.library,
      onPaths: (paths) => this.#hear(paths),
      onRoot: (path) => this.look([path]),
    });
  }

  /** How changes of a root are heard of. */
  watchOf(path: Buffer): WatchKind | undefined {
    return this.#watchers.kindOf(path);
  }

  /** Looks through these folders soon. */
  look(folders: readonly Buffer[]): void {
    for (const folder of folders) this.#todo.folders.set(keyOf(folder), folder);
    this.#interrupt();
  }

  /** Looks through all roots soon. */
  lookThroughAll(): void {
    this.look(this.#options.library.roots.paths());
  }

  /** Lets another pass have its turn; the work goes on after it. */
  yield(): void {
    this.#working.abort();
  }

  /** Keeps the library until `signal` aborts. Rejects with what ends a pass. */
  async run(signal: AbortSignal): Promise<void> {
    const { library, times } = this.#options;
    const reconcile = setInterval(() => this.lookThroughAll(), times.reconcileMs);
    try {
      this.#own = await realPath(library.folder);
      await this.#watchers.follow();
      this.lookThroughAll();
      while (!signal.aborted) {
        const result = await this.#pass(signal);
        await this.#rest(this.#restMs(result), signal);
      }
    } finally {
      clearInterval(reconcile);
      clearTimeout(this.#ending);
      await this.#watchers.close();
    }
  }

  async #pass(signal: AbortSignal): Promise<PassResult> {
    this.#working = new AbortController();
    this.#isWaiting = false;
    // New roots are watched before they are looked through: nothing falls between.
    await this.#watchers.follow();
    const { folders, paths } = this.#todo;
    this.#todo = nothingToDo();
    const input = {
      folders: [...folders.values()],
      paths: [...paths.values()],
      acceptMissing: false,
      everywhere: true,
      settleMs: this.#options.times.settleMs,
    };
    const call = { signal, yielding: this.#working.signal, progress: () => undefined };
    const result = await this.#options.pass(input, call);
    clearTimeout(this.#ending);
    this.#ending = undefined;
    if (!result.settled && !result.paused) this.#again({ folders, paths });
    this.#more = this.#todo.folders.size + this.#todo.paths.size > 0 || this.#working.signal.aborted;
    for (const path of result.unsteady) this.#todo.paths.set(keyOf(path), path);
    return result;
  }

  #again({ folders, paths }: Todo): void {
    for (const [key, folder] of folders) this.#todo.folders.set(key, folder);
    for (const [key, path] of paths) this.#todo.paths.set(key, path);
  }

  /** How long there is nothing to do. */
  #restMs({ unsteady, paused }: PassResult): number {
    const { times, library } = this.#options;
    if (this.#more) return times.quietMs;
    if (unsteady.length > 0) return times.settleMs;
    const retry = library.files.nextRetry();
    return retry === undefined || paused ? times.reconcileMs : Math.max(times.quietMs, retry - Date.now());
  }

  async #rest(ms: number, signal: AbortSignal): Promise<void> {
    const { quietMs } = this.#options.times;
    const woken = new AbortController();
    this.#wake = () => woken.abort();
    this.#isWaiting = true;
    const until = AbortSignal.any([signal, woken.signal]);
    await sleep(Math.min(ms, longestRestMs), undefined, { signal: until, ref: false }).catch(() => undefined);
    // What comes together is looked at together.
    if (woken.signal.aborted) await sleep(quietMs, undefined, { signal, ref: false }).catch(() => undefined);
  }

  #hear(paths: readonly Buffer[]): void {
    // What the engine itself writes is no news.
    const news = paths.filter((path) => !covers(this.#own, path));
    if (news.length === 0) return;
    for (const path of news) this.#todo.paths.set(keyOf(path), path);
    this.#interrupt();
  }

  /** What was heard is looked at before the work goes on. */
  #interrupt(): void {
    if (this.#isWaiting) this.#wake();
    else this.#ending ??= setTimeout(() => this.#working.abort(), this.#options.times.workMs).unref();
  }
}

/** Longer waits do not fit a timer. */
const longestRestMs = 2 ** 31 - 1;

function nothingToDo(): Todo {
  return { folders: new Map(), paths: new Map() };
}

function keyOf(path: Buffer): string {
  return path.toString('latin1');
}
