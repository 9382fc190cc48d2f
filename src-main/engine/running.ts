import { modes, providerWishes, type Mode, type Output, type ProviderWish } from '../contract/index.ts';
import { effortOf, type Effort } from './effort.ts';
import type { Library } from './library/library.ts';
import type { Model } from './models.ts';
import type { Machine } from './packs/machine.ts';
import { Providers } from './packs/providers.ts';

type Options = { folder: string; machine: Machine; reader: () => Library };

/** How the models run: what a person set of it, and what came of that. */
export class Running {
  readonly providers: Providers;
  readonly #reader: () => Library;

  constructor({ folder, machine, reader }: Options) {
    this.#reader = reader;
    this.providers = new Providers({ folder, machine, wish: () => this.#wish() });
  }

  /** What the making of vectors may take now. */
  effort(): Effort {
    return effortOf(this.mode());
  }

  mode(): Mode {
    const kept = this.#kept('mode');
    return modes.find((mode) => mode === kept) ?? 'balanced';
  }

  /** What a model's pictures are embedded on. */
  async runner(model: Model): Promise<Output<'library.status'>['runner']> {
    const { provider, ...more } = await this.providers.known(await model.pack());
    return { ...more, provider: provider.name, threads: this.effort().threads, wish: this.#wish() };
  }

  #wish(): ProviderWish {
    const kept = this.#kept('provider');
    return providerWishes.find((wish) => wish === kept) ?? 'auto';
  }

  #kept(setting: string): string | undefined {
    try {
      return this.#reader().settings.get(setting);
    } catch {
      // No library yet, or one that cannot be read: whoever asks it for something is told.
      return undefined;
    }
  }
}
