import { Tokenizer } from '@huggingface/tokenizers';

/** The part of a `tokenizer.json` that has the pieces of words; a piece's place is its id. */
type Model = { type?: unknown; unk_id?: unknown; vocab?: unknown };
type Pieces = readonly (readonly [piece: string, score: number])[];

/** How much less likely than all pieces the library takes what is none. */
const UNKNOWN_IS_WORSE_BY = 10;

/**
 * The library's tokenizer, in a fraction of its memory where the model is a Unigram. The library finds pieces by a tree
 * with a map in every node, 70 MB for 80,000 pieces. So it is given the first few only, and then all of them with a
 * search in their sorted list, as fast as the tree; the tokens are the same.
 */
export function compactTokenizer(json: object): Tokenizer {
  const { model } = json as { model?: Model };
  if (model?.type !== 'Unigram' || typeof model.unk_id !== 'number' || !Array.isArray(model.vocab)) {
    return new Tokenizer(json, {});
  }
  const pieces = model.vocab as Pieces;
  const first = pieces.slice(0, model.unk_id + 1);
  const tokenizer = new Tokenizer({ ...json, model: { ...model, vocab: first } }, {});
  const { model: unigram } = tokenizer;
  if (unigram) Object.assign(unigram, searchOf(pieces, model.unk_id, unigram.tokens_to_ids));
  return tokenizer;
}

/** What the library's Unigram has of all its pieces; `added` tokens keep their ids. */
function searchOf(pieces: Pieces, unknown: number, added: ReadonlyMap<string, number>) {
  const ids = new Map<string, number>();
  pieces.forEach(([piece], id) => ids.set(piece, id));
  for (const [token, id] of added) ids.set(token, id);
  const scores = Float64Array.from(pieces, ([, score]) => score);
  const worst = scores.reduce((least, score) => Math.min(least, score), Infinity);
  scores[unknown] = worst - UNKNOWN_IS_WORSE_BY;
  const trie = { common_prefix_search: prefixSearch(pieces.map(([piece]) => piece).sort()) };
  return { scores, min_score: worst, unk_score: scores[unknown], tokens_to_ids: ids, trie };
}

/** A search for the pieces that characters have at a place, the shortest first. */
function prefixSearch(sorted: readonly string[]) {
  return function* (characters: readonly string[], start: number): Generator<string> {
    const range = { from: 0, to: sorted.length, depth: 0 };
    for (let at = start; at < characters.length; at += 1) {
      narrow(sorted, range, characters[at] ?? '');
      const piece = sorted[range.from];
      if (range.from === range.to || piece === undefined) return;
      if (piece.length === range.depth) yield piece;
    }
  };
}

/** Where the pieces lie that are alike in their first `depth` units. */
type Range = { from: number; to: number; depth: number };

/** Keeps those that go on with the character, which may be a surrogate pair. */
function narrow(sorted: readonly string[], range: Range, character: string): void {
  for (let unit = 0; unit < character.length; unit += 1) {
    const code = character.charCodeAt(unit);
    range.from = firstFrom(sorted, range, code);
    range.to = firstFrom(sorted, range, code + 1);
    range.depth += 1;
  }
}

/** Where the first piece of the range lies whose unit at its depth is `code` or more; one that ends there has less. */
function firstFrom(sorted: readonly string[], { from, to, depth }: Range, code: number): number {
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle]?.charCodeAt(depth) ?? 0) >= code) to = middle;
    else from = middle + 1;
  }
  return from;
}
