import type { Client, Output } from '../../src-main/contract/index.ts';
import { BringState } from './bring-state.svelte.ts';
import { failureOf, type Failure } from './failure.ts';

type List = Output<'packs.list'>;
export type Pack = List['packs'][number];
export type Switch = NonNullable<List['switch']>;

/** While vectors are made the engine says so often: what has come of it is then read at most so often. */
const readEveryMs = 1000;

/** Which models there are, which one answers, and the way from one to another. Kept true for as long as it is looked at. */
export class PacksState {
  #list = $state.raw<List>();
  /** Of the last thing that was asked for, and of the last reading. */
  #workFailure = $state.raw<Failure>();
  #readFailure = $state.raw<Failure>();
  #busy = $state(false);
  #room = $state<number>();
  /** How many look at it. */
  #lookers = 0;
  #reading: ReturnType<typeof setTimeout> | undefined;
  /** Counts the readings: what an older one brings is not taken. */
  #reads = 0;
  readonly bring: BringState;
  readonly #client: Client;

  readonly packs: readonly Pack[] = $derived(this.#list?.packs ?? []);
  readonly inUse = $derived(this.packs.find(({ use }) => use === 'in-use'));
  readonly others = $derived(this.packs.filter(({ use }) => use !== 'in-use'));
  readonly strays = $derived(this.#list?.strays ?? []);
  readonly broken = $derived(this.#list?.broken ?? []);
  /** How far the way to another one is, if there is one. */
  readonly onTheWay: Switch | undefined = $derived(this.#list?.switch);

  constructor(client: Client) {
    this.#client = client;
    this.bring = new BringState(client, () => void this.#read());
    client.on('pack.changed', () => this.#readSoon());
    client.on('library.changed', () => this.#readSoon());
    client.on('shell.engine', ({ running }) => running && this.#readSoon());
  }

  /** Why the last thing that was asked for was not done, or why nothing is known. */
  get failure(): Failure | undefined {
    return this.#workFailure ?? this.#readFailure;
  }

  /** Is something being done that is not to be asked for twice? */
  get busy(): boolean {
    return this.#busy;
  }

  /** What the vectors that a switch makes take of the disk, in bytes, where it was begun in this window. */
  get room(): number | undefined {
    return this.onTheWay && this.#room;
  }

  /** Somebody looks at it now; they look away by what is given back. */
  look(): () => void {
    this.#lookers += 1;
    this.#workFailure = undefined;
    void this.#read();
    return () => void (this.#lookers -= 1);
  }

  /** Has another one answer: when all is made for it, or with `now` at once. To choose the one in use takes that back. */
  async use(pack: string, { now = false } = {}): Promise<void> {
    await this.#try(async () => {
      const { bytes } = await this.#client.call('packs.use', { pack, now });
      this.#room = bytes > 0 ? bytes : undefined;
    });
  }

  /** Removes one that is not in use; `vectors`: and what was computed with it. */
  async remove(pack: string, { vectors }: { vectors: boolean }): Promise<void> {
    await this.#try(() => this.#client.call('packs.remove', { pack, vectors }));
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    this.#workFailure = undefined;
    try {
      await work();
    } catch (thrown) {
      this.#workFailure = failureOf(thrown);
    }
    await this.#read();
    this.#busy = false;
  }

  #readSoon(): void {
    if (this.#lookers === 0 || this.#reading !== undefined) return;
    this.#reading = setTimeout(() => {
      this.#reading = undefined;
      void this.#read();
    }, readEveryMs);
  }

  async #read(): Promise<void> {
    this.#reads += 1;
    const turn = this.#reads;
    const came = await this.#client.call('packs.list', {}).catch(failureOf);
    if (turn !== this.#reads) return;
    this.#readFailure = 'code' in came ? came : undefined;
    if (!('code' in came)) this.#list = came;
  }
}
