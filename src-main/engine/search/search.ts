import { PolylensError } from '../../contract/errors.ts';
import type { Embedding } from '../values.ts';
import type { Calendar, Days } from './calendar.ts';
import { parseQuery, type ParsedQuery } from './parse-query.ts';
import { readPeriod } from './read-period.ts';

/** A vector found: its label, and its cosine to the query. */
export type Hit = { label: number; similarity: number };

export type SearchParts = {
  /** Codes of the languages the pack was measured in. */
  languages: readonly string[];
  /** Those that a query may be said to be in, where they are more. */
  named?: readonly string[] | undefined;
  detectLanguage(text: string, allowed: readonly string[]): string;
  embedText(text: string, language: string): Promise<Embedding>;
  /** Today and its seasons, for "last summer". */
  calendar(): Calendar;
  /** The `count` nearest vectors, best first; `days`: of pictures taken then. */
  nearest(embedding: Embedding, count: number, days: Days | undefined): Hit[];
};

/**
 * `language`, when given, is taken instead of a guess: most encoders read all languages alike, but it tells which words
 * mean "without". `like`: the vector of a picture that hits should resemble; with it the text may be empty.
 */
export type Query = { text: string; limit: number; language?: string | undefined; like?: Embedding | undefined };
/** `period`: the query's words that tell when, as days that hits were taken in. */
export type Answer = {
  query: string;
  /** Undefined where the query has no letters, and so is in none. */
  language: string | undefined;
  /** What is looked for, without the words that tell when or what not. */
  wanted: string;
  without: string[];
  /** Named in `wanted`, too. */
  also?: string[];
  period?: Days & { words: string };
  hits: Hit[];
};

/**
 * How much of an unwanted thing is taken from the query's vector. On photos with several labels "a without b" so keeps
 * b out of all but 8 % of the first ten, where the bare "a" shows it in 19 % and the sentence itself in 63 %.
 */
const unwantedShare = 0.5;

/** Each costs an encoding: of more things the last ones are said in one sentence. */
const mostApart = 4;

/** Answers queries in free text. Holds no state: all it knows comes from its parts. */
export class Search {
  readonly #parts: SearchParts;

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  /** Errors: `query.empty`, `language.unknown`, and what the text encoder rejects with. */
  async run({ limit, ...asked }: Query, signal: AbortSignal): Promise<Answer> {
    const { query, shown, dated, parsed } = this.#read(asked);
    const { language, like } = asked;
    const { wanted, without, also } = parsed;
    const embedding = await this.#embed(parsed, shown, like);
    signal.throwIfAborted();
    const hits = this.#parts.nearest(embedding, limit, dated?.days);
    const period = dated && { period: { words: dated.words, ...dated.days } };
    const told = { query, language: language ?? (hasLetters(query) ? shown : undefined), wanted, without };
    return { ...told, ...(also && { also }), ...period, hits };
  }

  /** The vector that `run` looks for. Errors: as there. */
  embeddingOf(asked: Omit<Query, 'limit'>): Promise<Embedding> {
    const { shown, parsed } = this.#read(asked);
    return this.#embed(parsed, shown, asked.like);
  }

  /** What a query says, and in which language. */
  #read({ text, language, like }: Omit<Query, 'limit'>) {
    // NFC, because keyboards and file systems differ in how they write the same letters.
    const query = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
    if (!showsAnything(query) && !like) throw new PolylensError('query.empty');
    const shown = this.#languageOf(query, language);
    const calendar = this.#parts.calendar();
    const dated = readPeriod(query, { language: shown, calendar, mayBeAll: like !== undefined });
    return { query, shown, dated, parsed: parseQuery(dated?.rest ?? query, shown) };
  }

  #languageOf(query: string, said: string | undefined): string {
    const { languages, named = languages } = this.#parts;
    if (said === undefined) return this.#parts.detectLanguage(query, languages);
    if (named.includes(said)) return said;
    throw new PolylensError('language.unknown', { language: said, known: named });
  }

  async #embed({ wanted, without }: ParsedQuery, language: string, like?: Embedding): Promise<Embedding> {
    // Similarities of photos to a text and to a photo spread alike, so that neither needs a weight.
    const parts = like ? [like] : [];
    if (wanted !== '') parts.push(await this.#parts.embedText(wanted, language));
    for (const thing of atMostApart(without))
      parts.push(scaled(await this.#parts.embedText(thing, language), -unwantedShare));
    return unitSum(parts);
  }
}

function atMostApart(things: readonly string[]): readonly string[] {
  if (things.length <= mostApart) return things;
  return [...things.slice(0, mostApart - 1), things.slice(mostApart - 1).join(', ')];
}

/** Spaces of no width, marks that turn the writing and such are typed unknowingly, and ask for nothing. */
function showsAnything(query: string): boolean {
  return /[^\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\s]/u.test(query);
}

function hasLetters(query: string): boolean {
  return /\p{L}/u.test(query);
}

function scaled(vector: Embedding, by: number): Embedding {
  return vector.map((value) => value * by);
}

/** The sum at length one; a single vector is given back as it is. */
function unitSum(vectors: readonly Embedding[]): Embedding {
  const [first = new Float32Array(), ...others] = vectors;
  if (others.length === 0) return first;
  const sum = first.map((value, at) => others.reduce((total, other) => total + (other[at] ?? 0), value));
  const length = Math.hypot(...sum) || 1;
  return scaled(sum, 1 / length);
}
