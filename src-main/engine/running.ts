import { providerWishes, type Output, type ProviderWish } from '../contract/index.ts';
import type { Effort } from './effort.ts';
import type { Library } from './library/library.ts';
import type { Model } from './models.ts';
import type { Machine } from './packs/machine.ts';
import { Providers } from './packs/providers.ts';
import { Throttle } from './throttle.ts';

type Options = {
  folder: string;
  machine: Machine;
  reader: () => Library;
  /** Goes on with more or less of the machine. */
  adjust: (effort: Effort) => void;
  /** Makes nothing until `signal` aborts. */
  rest: (signal: AbortSignal) => void;
};

/** How the models run: what a person set of it, and what came of that. */
export class Running {
  readonly providers: Providers;
  readonly throttle: Throttle;
  readonly #reader: () => Library;

  constructor({ folder, machine, reader, adjust, rest }: Options) {
    this.#reader = reader;
    this.throttle = new Throttle({ library: reader, adjust, rest });
    this.providers = new Providers({ folder, machine, wish: () => this.#wish() });
  }

  /** What the making of vectors may take now. */
  effort(): Effort {
    return this.throttle.effort();
  }

  /** The mode, whether less than that is taken for now, and what a model's pictures are embedded on. */
  async told(model: Model): Promise<Pick<Output<'library.status'>, 'mode' | 'eased' | 'runner'>> {
    const { mode, isEased } = this.throttle;
    return { mode, ...(isEased ? { eased: true } : {}), runner: await this.runner(model) };
  }

  /** What a model's pictures are embedded on. */
  async runner(model: Model): Promise<Output<'library.status'>['runner']> {
    const { provider, ...more } = await this.providers.known(await model.pack());
    return { ...more, provider: provider.name, threads: this.effort().threads, wish: this.#wish() };
  }

  #wish(): ProviderWish {
    try {
      const kept = this.#reader().settings.get('provider');
      return providerWishes.find((wish) => wish === kept) ?? 'auto';
    } catch {
      // No library yet, or one that cannot be read: whoever asks it for something is told.
      return 'auto';
    }
  }
}
