import {
  PolylensError,
  type Client,
  type ErrorCode,
  type Output,
  type ProviderWish,
} from '../../src-main/contract/index.ts';
import type { LibraryState } from '../library/library-state.svelte.ts';

type Runner = Output<'library.status'>['runner'];
export type Refusal = Runner['others'][number];
/** One that can be chosen: does it run the model, and if not, why. */
type Row = { wish: ProviderWish; runs: boolean; refusal: Refusal | undefined };

const all = ['cuda', 'dml', 'coreml', 'webgpu'] as const;
export type Accelerator = (typeof all)[number];

/** What the image model runs on, what came of the trial of all others, and what a person wishes. */
export class ProviderState {
  #asked = $state(0);
  /** One thing after the other: the last choice counts. */
  #last: Promise<void> = Promise.resolve();
  #failure = $state<ErrorCode>();
  readonly #client: Client;
  readonly #library: LibraryState;

  readonly runner: Runner | undefined = $derived.by(() => this.#library.runner);

  /** What there is to choose on this machine. */
  readonly rows: readonly Row[] = $derived.by(() => {
    const { runner } = this;
    const there = all.filter((name) => runner?.provider === name || this.#refusalOf(name));
    return (['auto', 'cpu', ...there] as const).map((wish) => {
      return { wish, runs: runner?.provider === wish, refusal: this.#refusalOf(wish) };
    });
  });

  /** What this machine has not. */
  readonly absent: readonly Accelerator[] = $derived.by(() =>
    all.filter((name) => !this.rows.some(({ wish }) => wish === name)),
  );

  /** Is there something that a trial would tell? */
  readonly canTry = $derived.by(() => this.rows.some(({ wish }) => wish !== 'auto' && wish !== 'cpu'));

  constructor(client: Client, library: LibraryState) {
    this.#client = client;
    this.#library = library;
  }

  /** Is a choice being taken up, or something tried? */
  get busy(): boolean {
    return this.#asked > 0;
  }

  /** Of the last thing that was asked for. */
  get failure(): ErrorCode | undefined {
    return this.#failure;
  }

  /** Has the model run on this from now on; what was tried of it is tried again when it is needed. */
  async choose(provider: ProviderWish): Promise<void> {
    await this.#try(() => this.#client.call('library.set-provider', { provider }));
  }

  /** Tries all that the wish allows once more, at once: the model's own test vectors are computed on each. */
  async tryAgain(): Promise<void> {
    await this.#try(async () => {
      await this.#client.call('library.set-provider', { provider: this.runner?.wish ?? 'auto' });
      await this.#client.call('pack.check', {});
    });
  }

  /** Reads what is known by now. */
  async refresh(): Promise<void> {
    // What is wrong with the library is told elsewhere.
    await this.#library.readStatus().catch(() => undefined);
  }

  #refusalOf(name: string): Refusal | undefined {
    return this.runner?.others.find(({ provider }) => provider === name);
  }

  #try(work: () => Promise<unknown>): Promise<void> {
    this.#asked += 1;
    this.#last = this.#last.then(async () => {
      try {
        await work();
        this.#failure = undefined;
      } catch (thrown) {
        this.#failure = thrown instanceof PolylensError ? thrown.code : 'internal';
      }
      await this.refresh();
      this.#asked -= 1;
    });
    return this.#last;
  }
}
