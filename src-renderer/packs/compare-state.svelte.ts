import type { Client, Output } from '../../src-main/contract/index.ts';
import { failureOf, type Failure } from './failure.ts';

type Compared = Output<'packs.compare'> & { text: string };

/** So many of each side. */
const limit = 12;

/** What the model in use and another one answer to a query of the person's own. */
export class CompareState {
  /** The other one. */
  readonly pack: string;
  text = $state('');
  #answer = $state.raw<Compared>();
  #failure = $state.raw<Failure>();
  #busy = $state(false);
  #asked = 0;
  readonly #client: Client;

  /** How many both have among their answers. */
  readonly same = $derived.by(() => {
    const [one, other] = this.#answer?.sides ?? [];
    const assets = new Set(one?.hits.map(({ asset }) => asset));
    return other?.hits.filter(({ asset }) => assets.has(asset)).length ?? 0;
  });

  constructor(client: Client, pack: string) {
    this.#client = client;
    this.pack = pack;
  }

  get answer(): Compared | undefined {
    return this.#answer;
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** Asks both. Only the answer to what was asked last is shown. */
  async ask(): Promise<void> {
    const text = this.text.trim();
    if (text === '') return;
    this.#asked += 1;
    const asked = this.#asked;
    this.#busy = true;
    this.#failure = undefined;
    const { pack } = this;
    const came = await this.#client.call('packs.compare', { pack, text, limit }).catch(failureOf);
    if (asked !== this.#asked) return;
    this.#busy = false;
    if ('code' in came) this.#failure = came;
    else this.#answer = { ...came, text };
  }
}
