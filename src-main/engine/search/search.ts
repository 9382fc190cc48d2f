import { PolylensError } from '../../contract/errors.ts';
import type { Embedding } from '../values.ts';

/** A vector found: its label, and its cosine to the query. */
export type Hit = { label: number; similarity: number };

export type SearchParts = {
  /** Codes of the languages the pack was measured in. */
  languages: readonly string[];
  detectLanguage(text: string, allowed: readonly string[]): string;
  embedText(text: string): Promise<Embedding>;
  /** The `count` nearest vectors, best first. */
  nearest(embedding: Embedding, count: number): Hit[];
};

/** `language`, when given, is taken instead of a guess; it is shown, while the encoder reads all languages alike. */
export type Query = { text: string; limit: number; language?: string | undefined };
export type Answer = { query: string; language: string; hits: Hit[] };

/** Answers queries in free text. Holds no state: all it knows comes from its parts. */
export class Search {
  readonly #parts: SearchParts;

  constructor(parts: SearchParts) {
    this.#parts = parts;
  }

  /** Errors: `query.empty`, `language.unknown`, and what the text encoder rejects with. */
  async run({ text, limit, language }: Query, signal: AbortSignal): Promise<Answer> {
    // NFC, because keyboards and file systems differ in how they write the same letters.
    const query = text.normalize('NFC').replace(/\s+/gu, ' ').trim();
    if (query === '') throw new PolylensError('query.empty');
    const { languages } = this.#parts;
    if (language !== undefined && !languages.includes(language)) {
      throw new PolylensError('language.unknown', { language, known: languages });
    }
    const shown = language ?? this.#parts.detectLanguage(query, languages);
    const embedding = await this.#parts.embedText(query);
    signal.throwIfAborted();
    return { query, language: shown, hits: this.#parts.nearest(embedding, limit) };
  }
}
