import { modes, type Mode } from '../contract/index.ts';
import { aborted } from './aborted.ts';
import { effortOf, type Effort } from './effort.ts';
import type { Library } from './library/library.ts';

type Options = {
  library: () => Library;
  /** Goes on with more or less of the machine. */
  adjust: (effort: Effort) => void;
  /** Takes nothing until `signal` aborts. */
  rest: (signal: AbortSignal) => void;
};

/** How much of the machine is taken: what a person chose, and less than that for as long as a shell asks for it. */
export class Throttle {
  readonly #options: Options;
  /** Those that ask for less now. */
  #easing = 0;
  /** While nothing is taken. */
  #rest: AbortController | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** What the person chose. */
  get mode(): Mode {
    const kept = this.#options.library().settings.get('mode');
    return modes.find((mode) => mode === kept) ?? 'balanced';
  }

  /** Is less taken than the mode says? Who wants all has said so, and who takes what is idle takes no more than that. */
  get isEased(): boolean {
    return this.#easing > 0 && ['balanced', 'mains'].includes(this.mode);
  }

  effort(): Effort {
    try {
      return effortOf(this.isEased ? 'gentle' : this.mode);
    } catch {
      // No library yet, or one that cannot be read: whoever asks it for something is told.
      return effortOf('balanced');
    }
  }

  choose({ settings }: Library, mode: Mode): void {
    settings.set('mode', mode);
    this.#adjust();
  }

  /** Takes less until `signal` aborts. */
  async ease(signal: AbortSignal): Promise<void> {
    this.#easing += 1;
    this.#adjust();
    await aborted(signal);
    this.#easing -= 1;
    this.#adjust();
  }

  #adjust(): void {
    this.#options.adjust(this.effort());
    if (this.#rests() === (this.#rest !== undefined)) return;
    this.#rest?.abort();
    this.#rest = this.#rest ? undefined : new AbortController();
    if (this.#rest) this.#options.rest(this.#rest.signal);
  }

  /** Not where there is no library yet: nobody has chosen a mode. */
  #rests(): boolean {
    try {
      return this.#easing > 0 && this.mode === 'mains';
    } catch {
      return false;
    }
  }
}
