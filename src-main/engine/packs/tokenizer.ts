import { Tokenizer } from '@huggingface/tokenizers';

/**
 * Characters per token that are looked at. Pieces of a word are at most 16 characters long, so what lies beyond this
 * cannot reach the model, and a query of any length takes a bounded time.
 */
const CHARACTERS_PER_TOKEN = 32;

/** Token ids of a text, special tokens included. */
export type Tokenise = (text: string) => number[];

/**
 * Reads a `tokenizer.json` (Hugging Face's format). The ids never number more than `maxTokens`; a longer text loses its
 * end, but never the closing special token, without which the model would take it for unfinished.
 */
export function openTokenizer(json: object, maxTokens: number): Tokenise {
  const tokenizer = new Tokenizer(json, {});
  return (text) => {
    const { ids } = tokenizer.encode(text.slice(0, maxTokens * CHARACTERS_PER_TOKEN));
    return ids.length <= maxTokens ? ids : [...ids.slice(0, maxTokens - 1), ...ids.slice(-1)];
  };
}
