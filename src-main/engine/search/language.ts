import { everydayNames } from './everyday-names.ts';
import { likeliestLanguages } from './ngram-scores.ts';

/** More tells the detector nothing new. */
const CHARACTERS_READ = 256;

/** Languages by the script that only they use; the first line that fits a text decides who may compete for it. */
const scripts: readonly (readonly [RegExp, readonly string[]])[] = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, ['ja']],
  [/\p{Script=Hangul}/u, ['ko']],
  [/\p{Script=Han}/u, ['zh', 'ja']],
  [/\p{Script=Thai}/u, ['th']],
  [/\p{Script=Greek}/u, ['el']],
  [/\p{Script=Hebrew}/u, ['he']],
  [/\p{Script=Devanagari}/u, ['hi', 'mr', 'ne']],
  [/\p{Script=Bengali}/u, ['bn']],
  [/\p{Script=Tamil}/u, ['ta']],
  [/[پچژگ]/u, ['fa', 'ur']],
  [/\p{Script=Arabic}/u, ['ar', 'fa', 'ur']],
  [/[іїєґ]/iu, ['uk']],
  [/[ыэё]/iu, ['ru']],
  [/[ђјљњћџ]/iu, ['sr', 'mk']],
  // A few words without any of these letters fit all of them: then the language that most people write it in.
  [/^[\p{Script=Cyrillic}\P{L}]{1,20}$/u, ['ru']],
  [/\p{Script=Cyrillic}/u, ['ru', 'uk', 'bg', 'sr', 'mk']],
];
const scriptBound = new Set(scripts.flatMap(([, languages]) => languages));

/** The detector does not know Swahili, but no other language strings these words together. */
const swahili = new Set(
  'na ya wa kwa katika juu za cha vya kwenye nje ndani mbele karibu mtu watu mtoto watoto mwanamke mwanamume'.split(
    ' ',
  ),
);

/** Everyday words with the languages that have them: detectors know letters, and a single word has few. */
const languagesOf = new Map<string, string[]>();
for (const [language, names] of Object.entries(everydayNames)) {
  for (const name of names.split('|')) languagesOf.set(name, [...(languagesOf.get(name) ?? []), language]);
}

/** Malay and Indonesian are one language to the detector. */
const sameAs: Readonly<Record<string, string>> = { ms: 'id' };

/**
 * Guesses which of the `allowed` languages (ISO 639-1) a query is in, for display only: the text encoder needs no
 * language. Right for 97 % of whole sentences in 36 languages; single words often belong to several: everyday ones are
 * taken for one of those, English before others.
 */
export function detectLanguage(text: string, allowed: readonly string[]): string {
  const read = text.slice(0, CHARACTERS_READ);
  const fitting = candidatesFor(read, allowed);
  const having = knowing(read).filter((language) => allowed.includes(language));
  const both = having.filter((language) => fitting.includes(language));
  const candidates = [both, having, fitting].find(({ length }) => length > 0) ?? fitting;
  if (candidates.includes('sw') && looksSwahili(read)) return 'sw';
  const [first = allowed[0] ?? 'en'] = candidates;
  if (candidates.length < 2 || (having.length > 0 && first === 'en')) return first;
  const named = likeliestLanguages(read).map((language) =>
    allowed.includes(language) ? language : (sameAs[language] ?? language),
  );
  return named.find((language) => candidates.includes(language)) ?? first;
}

/** The languages that have this text as an everyday name, or most of its words. */
function knowing(text: string): readonly string[] {
  const name = text.trim().toLowerCase();
  const whole = languagesOf.get(name);
  if (whole) return whole;
  const words = name.split(/[^\p{L}\p{M}]+/u).filter(Boolean);
  if (words.length === 0 || words.length > 3) return [];
  const [first = [], ...others] = words.map((word) => languagesOf.get(word) ?? []);
  return first.filter((language) => others.every((languages) => languages.includes(language)));
}

function candidatesFor(text: string, allowed: readonly string[]): readonly string[] {
  for (const [script, languages] of scripts) {
    const using = allowed.filter((language) => languages.includes(language));
    if (using.length > 0 && script.test(text)) return using;
  }
  return allowed.filter((language) => !scriptBound.has(language));
}

function looksSwahili(text: string): boolean {
  const words = text
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter(Boolean);
  const known = words.filter((word) => swahili.has(word)).length;
  return known >= 2 || known / words.length >= 0.3;
}
