import { PolylensError, type Client, type ErrorCode, type Output } from '../../src-main/contract/index.ts';

type Answer = Output<'search.run'>;

/** Long enough that a word typed fast asks once, short enough to feel immediate. */
const restMs = 120;
const most = 300;

/** What is searched for and what was found. A newer question silences an older one. */
export class SearchState {
  #text = $state('');
  /** A language the person chose (BCP 47); undefined: guessed. */
  #language = $state<string>();
  #answer = $state.raw<Answer>();
  #failure = $state<ErrorCode>();
  #running = $state<AbortController>();
  #rest: ReturnType<typeof setTimeout> | undefined;
  readonly #client: Client;

  readonly busy = $derived(this.#running !== undefined);

  constructor(client: Client) {
    this.#client = client;
  }

  get text(): string {
    return this.#text;
  }

  get language(): string | undefined {
    return this.#language;
  }

  /** Undefined while nothing is searched for. The last answer stays until the next one is there. */
  get answer(): Answer | undefined {
    return this.#answer;
  }

  get failure(): ErrorCode | undefined {
    return this.#failure;
  }

  /** Takes what was typed so far; asks when typing rests. */
  type(text: string): void {
    this.#text = text;
    clearTimeout(this.#rest);
    if (text.trim() === '') this.#clear();
    else this.#rest = setTimeout(() => void this.run(), restMs);
  }

  choose(language: string | undefined): void {
    this.#language = language;
    if (this.#text.trim() !== '') void this.run();
  }

  /** Asks now what would be asked when typing rests. */
  hurry(): void {
    if (this.#rest !== undefined) void this.run();
  }

  /** Asks now. */
  async run(): Promise<void> {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    const text = this.#text;
    if (text.trim() === '') return this.#clear();
    this.#running?.abort();
    const run = new AbortController();
    this.#running = run;
    const language = this.#language === undefined ? {} : { language: this.#language };
    try {
      const answer = await this.#client.call('search.run', { text, limit: most, ...language }, { signal: run.signal });
      if (this.#running !== run) return;
      this.#answer = answer;
      this.#failure = undefined;
    } catch (thrown) {
      if (this.#running === run) this.#failure = thrown instanceof PolylensError ? thrown.code : 'internal';
    } finally {
      if (this.#running === run) this.#running = undefined;
    }
  }

  #clear(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#answer = undefined;
    this.#failure = undefined;
  }
}
