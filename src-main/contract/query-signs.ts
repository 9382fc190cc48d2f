/** `+word`, `-word`, the same before quotes, and quotes: read in one way by the engine and by windows, which take them out. */

/** A stretch of a query, from `start` to before `end`; `words`: what it says, without sign and quotes. */
export type Signed = { kind: 'also' | 'without' | 'quoted'; words: string; start: number; end: number };

const minus = String.raw`\-−–－`;
const plus = '+＋';
/** Written unseen, to turn the writing from right to left. */
const mark = String.raw`[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]`;
const quotes = ['""', '＂＂', '“”', '„“', '„”', '””', '«»', '»«', '「」', '『』'];
/** Opening in one language and closing in another: none of them is inside of such quotes. */
const turned = '“”„';

/** Where words are divided by spaces, quotes stand around them: the sign of inches is none, nor what Hebrew has within words. */
const letter = String.raw`(?:(?![\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}])[\p{L}\p{M}\p{N}])`;
const opener = String.raw`(?<=^|\s)${mark}*[${minus}${plus}]${mark}*`;
/** A word that has a sign has a letter or a picture, and is no number with its unit: -5°, +1, -20°C, +3km. `-4x4` and `-80s` are words. */
const number = String.raw`\d+(?:[.,]\d+)?\s?(?:°?[CF]|[kcm]?m|[km]?g|h|min|%)?(?![\p{L}\p{N}])`;
const word = String.raw`(?![${minus}${plus}${quotes.join('')}])(?!${number})[^\s\p{L}\p{Extended_Pictographic}]*[\p{L}\p{Extended_Pictographic}][^\s、。，；]*`;
const divider = String.raw`(?:[,;،]+(?=\s|$)|[、，；]+)?`;

/** In one look from left to right: a sign inside of quotes is a part of what those say. */
const pieces = new RegExp(
  String.raw`(?<sign>${opener})(?:(?<signed>${between([...quotes, '()', '（）'])})(?!${letter})|(?<word>${word}))${divider}|(?<!${letter})(?<quoted>${between(quotes)})(?!${letter})`,
  'gu',
);

/** The stretches of a query that have a sign or are quoted, in their order. Quotes that nothing closes are text as any other. */
export function readSigns(query: string): Signed[] {
  return [...query.matchAll(pieces)].map(({ 0: text, index, groups = {} }) => {
    const { sign, word: alone, signed, quoted = signed } = groups;
    const kind = sign === undefined ? 'quoted' : /[+＋]/u.test(sign) ? 'also' : 'without';
    return { kind, words: tidy(alone ?? quoted?.slice(1, -1) ?? ''), start: index, end: index + text.length };
  });
}

/** The query with something else where those stretches of it were, which are in their order. */
export function putInstead(
  query: string,
  signs: readonly Signed[],
  instead: (sign: Signed, at: number) => string,
): string {
  let last = 0;
  const parts = signs.map((sign, at) => {
    const before = query.slice(last, sign.start);
    last = sign.end;
    return before + instead(sign, at);
  });
  return parts.join('') + query.slice(last);
}

/** The query without those stretches of it. */
export function cutOut(query: string, signs: readonly Signed[]): string {
  return putInstead(query, signs, () => ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}

/** Such signs with something between them that is more than space. */
function between(pairs: readonly string[]): string {
  return pairs
    .map((pair) => {
      const [open, close] = [pair.charAt(0), pair.charAt(1)].map((each) => (/[()]/u.test(each) ? `\\${each}` : each));
      const others = turned.includes(pair.charAt(0)) ? turned : `${open}${close}`;
      // Those that close in most languages open only right before a word.
      const space = /[”»]/u.test(pair.charAt(0)) ? '(?!\\s)' : '';
      return `${open}${space}(?!\\s*${close})[^${others}]+${close}`;
    })
    .join('|');
}

const edge = String.raw`(?:\s|[,;،、，；]|${mark})+`;
const edges = new RegExp(`^${edge}|${edge}$`, 'gu');

function tidy(words: string): string {
  return words.replaceAll(/\s+/gu, ' ').replaceAll(edges, '');
}
