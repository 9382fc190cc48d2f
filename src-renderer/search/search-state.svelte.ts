import {
  PolylensError,
  type Client,
  type ErrorCode,
  type Filters,
  type Input,
  type Output,
} from '../../src-main/contract/index.ts';
import { shrink } from '../drop/shrink.ts';

/** One of the library's, or one that was brought, as a small JPEG in base64. */
export type Like = { asset: number } | { picture: string };
type Answer = Output<'search.run'>;
type Question = { text: string; language: string | undefined; like: Like | undefined };

/** Long enough that a word typed fast asks once, short enough to feel immediate. */
const restMs = 120;
const most = 300;

/** What is searched for and what was found. A newer question silences an older one. */
export class SearchState {
  #text = $state('');
  /** Pictures like this one are looked for; the text, which may be empty, says what should differ. */
  #like = $state.raw<Like>();
  /** A language the person chose (BCP 47); undefined: guessed. */
  #language = $state<string>();
  #answer = $state.raw<Answer>();
  #answered: string | undefined;
  #failure = $state<ErrorCode>();
  #unreadable = $state(false);
  /** Counts the pictures that were brought: the last one is meant. */
  #brought = 0;
  #running = $state<AbortController>();
  #rest: ReturnType<typeof setTimeout> | undefined;
  readonly #client: Client;
  readonly #filters: () => Filters;
  readonly #speaks: string | undefined;

  readonly busy = $derived(this.#running !== undefined);

  /** `filters`: what answers are kept to; `speaks`: the person's language (BCP 47). */
  constructor(client: Client, filters: () => Filters = () => ({}), speaks?: string) {
    this.#client = client;
    this.#filters = filters;
    this.#speaks = speaks;
  }

  get text(): string {
    return this.#text;
  }

  /** The picture that others should be like. */
  get like(): Like | undefined {
    return this.#like;
  }

  get language(): string | undefined {
    return this.#language;
  }

  /** Undefined while nothing is searched for. The last answer stays until the next one is there. */
  get answer(): Answer | undefined {
    return this.#answer;
  }

  /** What was searched for in words alone, as it is asked again about one picture. */
  get words(): { text: string; language?: string; speaks?: string } | undefined {
    const text = this.#answer?.query ?? '';
    if (text === '' || this.#like !== undefined) return undefined;
    const [language, speaks] = [this.#language, this.#speaks];
    return { text, ...(language && { language }), ...(speaks && { speaks }) };
  }

  /** What the answer is to: the same for the same words, language, picture and filters. */
  get answered(): string | undefined {
    return this.#answered;
  }

  /** Is there more than was asked for? */
  get hasMore(): boolean {
    return (this.#answer?.hits.length ?? 0) >= most;
  }

  /** Is none of what was found likely right? */
  get nothingMatches(): boolean {
    return this.#answer?.matching === 0 && this.#answer.hits.length > 0;
  }

  get failure(): ErrorCode | undefined {
    return this.#failure;
  }

  /** Could the picture that was brought last not be read? Until something else is asked. */
  get unreadable(): boolean {
    return this.#unreadable;
  }

  /** Takes what was typed so far; asks when typing rests. */
  type(text: string): void {
    this.#text = text;
    clearTimeout(this.#rest);
    if (!this.#asks) this.#clear();
    else this.#rest = setTimeout(() => void this.run(), restMs);
  }

  choose(language: string | undefined): void {
    this.#language = language;
    if (this.#asks) void this.run();
  }

  /** Looks for pictures like this one instead of what was typed; undefined: no longer. */
  likeThis(like: Like | undefined): void {
    this.#like = like;
    if (like !== undefined) this.#text = '';
    void this.run();
  }

  /** Takes a whole question and leaves the asking to `run`: it may be that more about it is to change first. */
  put({ text, language, like }: Question): void {
    this.#text = text;
    this.#language = language;
    this.#like = like;
  }

  /** Looks for pictures like one that was brought; false where it cannot be read or another one came meanwhile. */
  async likeFile(file: Blob, read = shrink): Promise<boolean> {
    this.#brought += 1;
    const brought = this.#brought;
    const picture = await read(file).catch(() => undefined);
    if (brought !== this.#brought) return false;
    if (picture !== undefined) this.likeThis({ picture });
    this.#unreadable = picture === undefined;
    return picture !== undefined;
  }

  forgetUnreadable(): void {
    this.#unreadable = false;
  }

  get #asks(): boolean {
    return this.#text.trim() !== '' || this.#like !== undefined;
  }

  /** Asks now what would be asked when typing rests. */
  hurry(): void {
    if (this.#rest !== undefined) void this.run();
  }

  /** Asks now. */
  async run(): Promise<void> {
    clearTimeout(this.#rest);
    this.#rest = undefined;
    this.#unreadable = false;
    if (!this.#asks) return this.#clear();
    this.#running?.abort();
    const run = new AbortController();
    this.#running = run;
    try {
      const input = this.#question();
      const answer = await this.#client.call('search.run', input, { signal: run.signal });
      if (this.#running !== run) return;
      this.#answered = JSON.stringify({ ...input, text: input.text.trim() });
      this.#answer = answer;
      this.#failure = undefined;
    } catch (thrown) {
      if (this.#running === run) this.#failure = thrown instanceof PolylensError ? thrown.code : 'internal';
    } finally {
      if (this.#running === run) this.#running = undefined;
    }
  }

  #question(): Input<'search.run'> {
    const language = this.#language === undefined ? {} : { language: this.#language };
    const like = this.#like === undefined ? {} : { like: this.#like };
    const speaks = this.#speaks === undefined ? {} : { speaks: this.#speaks };
    return { text: this.#text, limit: most, fold: true, filters: this.#filters(), ...speaks, ...language, ...like };
  }

  #clear(): void {
    this.#running?.abort();
    this.#running = undefined;
    this.#answer = undefined;
    this.#answered = undefined;
    this.#failure = undefined;
    this.#unreadable = false;
  }
}
