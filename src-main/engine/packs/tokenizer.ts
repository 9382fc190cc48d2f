import type { Tokenizer } from '@huggingface/tokenizers';
import { compactTokenizer } from './compact-tokenizer.ts';
import type { TextSpec } from './manifest.ts';

/**
 * Characters per token that are looked at. Pieces of a word are at most 16 characters long, so what lies beyond this
 * cannot reach the model, and a query of any length takes a bounded time.
 */
const CHARACTERS_PER_TOKEN = 32;

/** Token ids of a text, special tokens included; `mask`: 1 for each of the text, 0 for what fills it up. */
type Tokens = { ids: number[]; mask: number[] };
/** `language`: of the text, for models that want to be told. */
export type Tokenise = (text: string, language?: string) => Tokens;
type Begin = (ids: readonly number[], language: string | undefined) => readonly number[];
type Spec = Pick<TextSpec, 'maxTokens' | 'padding' | 'cleaning' | 'languagePrefix'>;

/**
 * Reads a `tokenizer.json` (Hugging Face's format). The ids never number more than `maxTokens`; a longer text loses its
 * end, but never the closing special token, without which the model would take it for unfinished.
 */
export function openTokenizer(json: object, { maxTokens, padding, cleaning, languagePrefix }: Spec): Tokenise {
  const tokenizer = compactTokenizer(json);
  const clean = cleaning === 'canonical' ? canonical : (text: string) => text;
  const begin: Begin = languagePrefix ? beginnings(tokenizer, languagePrefix) : (ids) => ids;
  return (text, language) => {
    const { ids: read } = tokenizer.encode(clean(text.slice(0, maxTokens * CHARACTERS_PER_TOKEN)));
    const all = begin(read, language);
    const ids = all.length <= maxTokens ? all : [...all.slice(0, maxTokens - 1), ...all.slice(-1)];
    const filling = padding === undefined ? 0 : maxTokens - ids.length;
    return {
      ids: [...ids, ...Array<number>(filling).fill(padding ?? 0)],
      mask: [...Array<number>(ids.length).fill(1), ...Array<number>(filling).fill(0)],
    };
  };
}

/**
 * Puts the token of a text's language first, and there alone: some of these tokenizers put one at an end by themselves, the
 * same whatever the text is.
 */
function beginnings(tokenizer: Tokenizer, tokens: Readonly<Record<string, string>>): Begin {
  const ids = new Map<string, number>();
  for (const [language, token] of Object.entries(tokens)) {
    const id = tokenizer.token_to_id(token);
    if (id === undefined) throw new Error(`the tokenizer has no ${token}`);
    ids.set(language, id);
  }
  const all = new Set(ids.values());
  return (read, language = 'en') => [
    ...[ids.get(language) ?? ids.get('en')].filter((id) => id !== undefined),
    ...read.filter((id) => !all.has(id)),
  ];
}

/** Punctuation of other scripts stays: the models were trained with it. An underscore stood for a space. */
function canonical(text: string): string {
  return text
    .replaceAll('_', ' ')
    .replaceAll(/[!-/:-@[-`{-~]/g, '')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim();
}
