import type { Client, Input, Output } from '../../src-main/contract/index.ts';

/** The words that were searched for, as `search.where` takes them. */
export type Words = Pick<Input<'search.where'>, 'text' | 'language' | 'speaks'>;
export type Heat = Output<'search.where'>;

/** From here on a part stands out. */
const standsOut = 0.5;

/** Shows where in a picture the words that were searched for are met. Another picture hides it. */
export class Where {
  #shown = $state.raw<{ asset: number; heat?: Heat | 'failed' }>();
  readonly #client: Client;
  readonly #words: () => Words | undefined;

  /** `words`: undefined where none were searched for. */
  constructor(client: Client, words: () => Words | undefined) {
    this.#client = client;
    this.#words = words;
  }

  get isPossible(): boolean {
    return this.#words() !== undefined;
  }

  isShownFor(asset: number | undefined): boolean {
    return this.#shown !== undefined && this.#shown.asset === asset;
  }

  /** Undefined until it is there, and where there is none. */
  heatOf(asset: number): Heat | undefined {
    const { heat } = this.isShownFor(asset) ? (this.#shown ?? {}) : {};
    return heat === 'failed' ? undefined : heat;
  }

  /** How far it is with this picture. */
  stateOf(asset: number | undefined): 'busy' | 'found' | 'nowhere' | 'failed' | undefined {
    if (!this.isShownFor(asset)) return undefined;
    const heat = this.#shown?.heat;
    if (heat === undefined) return 'busy';
    if (heat === 'failed') return heat;
    return Math.max(...heat.heat) < standsOut ? 'nowhere' : 'found';
  }

  hide(): void {
    this.#shown = undefined;
  }

  async toggle(asset: number): Promise<void> {
    const words = this.#words();
    if (this.isShownFor(asset) || !words) return this.hide();
    const asked = { asset };
    this.#shown = asked;
    const heat = await this.#client.call('search.where', { ...words, asset }).catch(() => 'failed' as const);
    // It may have been hidden meanwhile, or asked for again.
    if (this.#shown === asked) this.#shown = { asset, heat };
  }
}
