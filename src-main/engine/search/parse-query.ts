import { putInstead, readSigns, type Signed } from '../../contract/index.ts';

/** What a query asks for: a picture of `wanted`, which names what is `also` to be there, and of none of the things in `without`. */
export type ParsedQuery = { wanted: string; without: string[]; also?: string[] };

/** A text with one thing taken out of it that the picture should not show. */
type Found = { rest: string; thing: string };

/** Things to be without in one query: more than a person says, and few enough for each to be looked for in a long text. */
const MOST_WITHOUT = 20;

/** Words for "without" before the thing. No other language of ours has them, so they count whatever the query's guess. */
const anywhere = wordList(
  'without ohne sans senza zonder bez без fără utan uden uten ilman tanpa χωρίς δίχως بدون بلا ללא בלי',
);
/** The same, where another language uses the word for something else. */
const inLanguage: Readonly<Record<string, ReadonlySet<string>>> = {
  en: wordList('no not'),
  es: wordList('sin'),
  pt: wordList('sem'),
  sw: wordList('bila'),
};

/** Words for "without" after the thing, which is then the one word before. */
const after = wordList('nélkül nélküli olmadan olmayan 없는 없이 ছাড়া இல்லாமல் இல்லாத बिना');
/** What may stand between the thing and the word after it: "के" in "लोगों के बिना". */
const between = wordList('के');
const koreanParticle = /(?<=\p{Script=Hangul})(?:이|가|은|는|을|를)$/u;

/** Small words that end the thing: in "dog without leash on the beach" the beach is wanted. */
const ends = wordList(`in on at with near under by from of im am an auf mit bei unter vor dans sur avec sous devant en
  sobre con bajo su sotto em na no com sob op met w z pod przy v s u в на с под у у i på med under σε στο στη στην με
  di dengan katika kwenye`);

/** In scripts without spaces: how "X without Y" is written, the thing as `y`, the picture as `x`. */
const unspaced: readonly RegExp[] = [
  /^(?<y>.+?)(?:なしの|無しの|のない|がない|のいない|がいない|のいなかった)(?<x>.+)$/u,
  /^(?<x>.+?)\s+(?<y>\S+?)(?:なし|無し|抜き)$/u,
  /^(?:没有|沒有|不带|不帶)(?<y>.+?)的(?<x>.+)$/u,
  /^(?<x>.+?)(?:上|里|中)?(?:没有|沒有|不带|不帶)(?<y>.+)$/u,
  /^(?<x>.+?)(?:ที่)?(?:ไม่มี|ปราศจาก)(?<y>.+)$/u,
  /^(?<x>.+?)\s+không có\s+(?<y>.+)$/u,
];

/**
 * Parts a query into what it wants and what it wants without: `-word`, `-"some words"` and the words for "without" of
 * many languages. Encoders do not read negation: "dog without grass" finds dogs on grass. `language` (ISO 639-1) tells
 * what words that several languages share mean. A query that wants nothing else is taken as it stands.
 *
 * `+word` and `+"some words"` are said with the rest, in one sentence. On photos with several labels that finds both among 48 %
 * of what can be had in the first ten (46 % over 35 other languages), the sum of two vectors 43 % (42 %), the lower of two
 * similarities 40 % (38 %), and a plus sign that stays in the sentence 31 %.
 */
export function parseQuery(text: string, language: string): ParsedQuery {
  const signs = readSigns(text);
  const also = namesIn(signs.flatMap(({ kind, words }) => (kind === 'also' ? [words] : [])));
  const without = signs.flatMap(({ kind, words }) => (kind === 'without' ? [words] : []));
  const hidden = hideQuotes(text, signs);
  let rest = language === 'en' ? hidden.text.replaceAll(/\bwith no\b/giu, 'without') : hidden.text;
  // Each is a look through the whole text: no more of them than are used, however long the text is.
  while (without.length < MOST_WITHOUT) {
    const found = negated(rest, language);
    if (!found) break;
    rest = found.rest;
    without.push(hidden.words(found.thing));
  }
  const wanted = tidy([hidden.whole(rest), ...also].join(' '));
  const things = namesIn(without).slice(0, MOST_WITHOUT);
  const isWhole = wanted === '' || things.length + also.length === 0;
  return isWhole ? { wanted: text, without: [] } : { wanted, without: things, ...(also.length > 0 ? { also } : {}) };
}

/**
 * The text without what has a sign, and with a word of no language for each quoted stretch, in which nothing is to be read.
 * `whole`: a part of it as it was; `words`: the same without the quotes.
 */
function hideQuotes(text: string, signs: readonly Signed[]) {
  // For private use, and in no text that keyboards write; in this one not at all.
  let code = 0xe000;
  while (text.includes(String.fromCharCode(code))) code += 1;
  const mark = String.fromCharCode(code);
  const hidden = putInstead(text, signs, ({ kind }, at) => (kind === 'quoted' ? `${mark}${at}${mark}` : ' '));
  const marked = new RegExp(`${mark}(\\d+)${mark}`, 'gu');
  const shown = (part: string, show: (sign: Signed) => string) =>
    part.replaceAll(marked, (_, at: string) => {
      const sign = signs[Number(at)];
      return sign ? show(sign) : '';
    });
  return {
    text: hidden,
    whole: (part: string) => shown(part, ({ start, end }) => text.slice(start, end)),
    words: (part: string) => shown(part, ({ words }) => words),
  };
}

function namesIn(things: readonly string[]): string[] {
  return [...new Set(things.map(tidy).filter(Boolean))];
}

function negated(text: string, language: string): Found | undefined {
  for (const pattern of unspaced) {
    const { x, y } = pattern.exec(text)?.groups ?? {};
    if (x !== undefined && y !== undefined) return { rest: x, thing: y };
  }
  const words = text.split(/\s+/u).filter(Boolean);
  for (const at of words.keys()) {
    const found = negatedAt(words, at, language);
    if (found) return found;
  }
  return undefined;
}

/** What the word at `at` keeps out, when it is one for "without" and has something to keep out. */
function negatedAt(words: readonly string[], at: number, language: string): Found | undefined {
  const bare = bareWord(words[at] ?? '');
  if (at > 0 && after.has(bare)) return thingBefore(words, at);
  const stands = anywhere.has(bare) || inLanguage[language]?.has(bare) === true;
  return stands ? thingAfter(words, at) : undefined;
}

function thingAfter(words: readonly string[], at: number): Found | undefined {
  let end = at + 1;
  while (end < words.length && !(end > at + 1 && ends.has(bareWord(words[end] ?? '')))) {
    end += 1;
    if (/[,;،、]$/u.test(words[end - 1] ?? '')) break;
  }
  const thing = words.slice(at + 1, end).join(' ');
  return thing === '' ? undefined : { rest: [...words.slice(0, at), ...words.slice(end)].join(' '), thing };
}

function thingBefore(words: readonly string[], at: number): Found {
  const last = between.has(words[at - 1] ?? '') && at > 1 ? at - 2 : at - 1;
  const thing = (words[last] ?? '').replace(koreanParticle, '');
  return { rest: [...words.slice(0, last), ...words.slice(at + 1)].join(' '), thing };
}

function bareWord(word: string): string {
  return word.toLowerCase().replaceAll(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, '');
}

function tidy(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').replaceAll(/^[\s,;،、]+|[\s,;،、]+$/gu, '');
}

function wordList(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/u).filter(Boolean));
}
