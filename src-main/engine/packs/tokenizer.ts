import { compactTokenizer } from './compact-tokenizer.ts';
import type { TextSpec } from './manifest.ts';

/**
 * Characters per token that are looked at. Pieces of a word are at most 16 characters long, so what lies beyond this
 * cannot reach the model, and a query of any length takes a bounded time.
 */
const CHARACTERS_PER_TOKEN = 32;

/** Token ids of a text, special tokens included; `mask`: 1 for each of the text, 0 for what fills it up. */
type Tokens = { ids: number[]; mask: number[] };
export type Tokenise = (text: string) => Tokens;

/**
 * Reads a `tokenizer.json` (Hugging Face's format). The ids never number more than `maxTokens`; a longer text loses its
 * end, but never the closing special token, without which the model would take it for unfinished.
 */
export function openTokenizer(
  json: object,
  { maxTokens, padding, cleaning }: Pick<TextSpec, 'maxTokens' | 'padding' | 'cleaning'>,
): Tokenise {
  const tokenizer = compactTokenizer(json);
  const clean = cleaning === 'canonical' ? canonical : (text: string) => text;
  return (text) => {
    const { ids: all } = tokenizer.encode(clean(text.slice(0, maxTokens * CHARACTERS_PER_TOKEN)));
    const ids = all.length <= maxTokens ? all : [...all.slice(0, maxTokens - 1), ...all.slice(-1)];
    const filling = padding === undefined ? 0 : maxTokens - ids.length;
    return {
      ids: [...ids, ...Array<number>(filling).fill(padding ?? 0)],
      mask: [...Array<number>(ids.length).fill(1), ...Array<number>(filling).fill(0)],
    };
  };
}

/** Punctuation of other scripts stays: the models were trained with it. */
function canonical(text: string): string {
  return text
    .replaceAll(/[!-/:-@[-`{-~]/g, '')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim();
}
