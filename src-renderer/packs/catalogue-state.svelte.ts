import {
  adviceFor,
  bestFirst,
  languagesOf,
  plainLanguage,
  type CatalogueEntry,
  type Client,
  type Output,
} from '../../src-main/contract/index.ts';
import { failureOf, type Failure } from './failure.ts';

/** Models that others made and measured, the best for one language first. */
export class CatalogueState {
  #catalogue = $state.raw<Output<'packs.catalogue'>>();
  #failure = $state.raw<Failure>();
  #language = $state('');
  readonly #client: Client;

  /** In which any of them was measured. */
  readonly languages: readonly string[] = $derived([...new Set(this.#catalogue?.packs.flatMap(languagesOf))]);
  /** The one that they are judged by: the chosen one, where somebody measured it, else English. */
  readonly language = $derived(this.languages.includes(this.#language) ? this.#language : 'en');
  readonly packs: readonly CatalogueEntry[] = $derived(bestFirst(this.#catalogue?.packs ?? [], this.language));
  readonly advice = $derived(adviceFor(this.packs, this.language));

  /** `language` (BCP 47): the person's. */
  constructor(client: Client, language: string) {
    this.#client = client;
    this.choose(language);
  }

  get failure(): Failure | undefined {
    return this.#failure;
  }

  get isThere(): boolean {
    return this.#catalogue !== undefined;
  }

  choose(language: string): void {
    this.#language = plainLanguage(language);
  }

  /** Reads it, once. It is a part of the program: nothing is asked of anyone. */
  async open(): Promise<void> {
    if (this.#catalogue) return;
    const came = await this.#client.call('packs.catalogue', {}).catch(failureOf);
    this.#failure = 'code' in came ? came : undefined;
    if (!('code' in came)) this.#catalogue = came;
  }
}
