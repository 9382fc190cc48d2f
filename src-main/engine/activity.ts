import type { EventPayload, Output } from '../contract/index.ts';

export type Work = Output<'library.status'>['work'];
type Changed = EventPayload<'library.changed'>;

/**
 * Between two announcements, and as a multiple of what one costs: adding up the folders of each root of a large library, where
 * roots have changed, holds up the queries that come meanwhile, which may be one in fifty, not one in twenty.
 */
const leastPauseMs = 300;
const pauseOverCost = 50;

const nothing = { done: 0, total: 0, perSecond: 0, secondsLeft: 0 };

type Options = {
  read: () => Promise<Omit<Changed, 'work' | 'revision'>>;
  announce: (changed: Changed) => void;
  announceRoots: () => Promise<void>;
  /** By a person. */
  isPaused: () => boolean;
};

/** What the engine is doing for its library, and the announcements of it: not more often than they are worth. */
export class Activity {
  readonly #options: Options;
  #work: Work = { state: 'resting', ...nothing };
  #revision = 0;
  #areRootsOld = false;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = leastPauseMs;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Who rests because a person paused it says so. */
  get work(): Work {
    const isPaused = this.#work.state === 'resting' && this.#options.isPaused();
    return isPaused ? { ...this.#work, state: 'paused' } : this.#work;
  }

  /** From now on; `progress` while there is any. */
  set(state: Work['state'], progress: Omit<Work, 'state'> = nothing): void {
    const { done, total, perSecond, secondsLeft } = progress;
    this.#work = { state, done, total, perSecond, secondsLeft };
    this.#tell();
  }

  /** A search may give another answer now. */
  changed(): void {
    this.#revision += 1;
    this.#tell();
  }

  /** The roots are not as they were announced. */
  rootsChanged(): void {
    this.#areRootsOld = true;
    this.#tell();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #tell(): void {
    this.#timer ??= setTimeout(() => void this.#announce(), this.#pauseMs).unref();
  }

  async #announce(): Promise<void> {
    this.#timer = undefined;
    const { read, announce, announceRoots } = this.#options;
    const areRootsOld = this.#areRootsOld;
    this.#areRootsOld = false;
    const started = performance.now();
    try {
      const counts = await read();
      announce({ ...counts, work: this.work, revision: this.#revision });
      if (areRootsOld) await announceRoots();
    } catch {
      // A library that cannot be read now is told to whoever asks for it.
    }
    this.#pauseMs = Math.max(leastPauseMs, pauseOverCost * (performance.now() - started));
  }
}
