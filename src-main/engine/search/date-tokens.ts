import type { Calendar, Yearly } from './calendar.ts';
import { longestPhrase, sensesOf, type Sense } from './date-lexicon.ts';
import { guardedMonths, guardedSmallWords, links, smallWords, timeWords } from './date-words.ts';

/** A word of the query, with the space behind it; `free`: it is not quoted and not to be without. */
export type Token = { text: string; word: string; free: boolean };
/** `phrases`: what may be meant by the words from each token on; `language`: what the query is taken for. */
export type Reading = {
  tokens: readonly Token[];
  phrases: readonly (readonly Phrase[])[];
  language: string;
  calendar: Calendar;
};
/** Tokens from a place to before `end`, with what they may mean. */
export type Phrase<Meaning = Sense> = { sense: Meaning; end: number };
/** Something that a year or "last" makes a time of. */
export type Thing = Extract<Sense, Yearly | { kind: 'unit' }>;

/** `unquoted`: the query with other signs where it is quoted, as long as it is. */
export function tokensOf(query: string, unquoted: string): Token[] {
  // What is run together with the next word is a word of its own: "l'été", "nell'estate", "quest'anno".
  return [...query.matchAll(/(?:(?:[ld]|nell|dell|all|quest)['’](?=\p{L})|\S+)\s*/giu)].map(({ 0: text, index }) => {
    const seen = unquoted.slice(index, index + text.length).trim();
    return { text, word: bare(seen), free: !/^[-–−]|"/u.test(seen) };
  });
}

/** In lower case, without what stands around it; but "$2000" and "#2000" are no years, and a sign alone is itself. */
function bare(word: string): string {
  const lower = word.toLowerCase().replaceAll('’', "'");
  if (/\d/u.test(lower) && /[\p{Sc}\p{Sm}#%]/u.test(lower)) return lower;
  return lower.replaceAll(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, '') || lower;
}

/** Goes with a time and is nothing to be looked for by itself, in this language. */
export function isSmallWord(word: string, language: string): boolean {
  const small = bare(word);
  return timeWords.has(small) || (smallWords[language]?.has(small) ?? false);
}

/** `language`: that of the time which it stands beside; where that is in none, the query's. */
export function isSmall(reading: Reading, at: number, language?: string): boolean {
  const token = reading.tokens[at];
  if (!token?.free || (language === undefined && guardedSmallWords.has(token.word))) return false;
  return isSmallWord(token.word, language ?? reading.language);
}

/** Past "to", "bis zum" and what else may stand between the ends of a stretch of time; `at` where there is none. */
export function pastLink(reading: Reading, at: number, language?: string): number {
  const token = reading.tokens[at];
  const isLink = token && links.has(token.word) && (token.free || token.text.trim() === token.word);
  return isLink ? pastSmall(reading, at + 1, language) : at;
}

/** Past "de", "of" and the like. */
export function pastSmall(reading: Reading, at: number, language?: string): number {
  let past = at;
  while (isSmall(reading, past, language)) past += 1;
  return past;
}

/** Past a word for "year". */
export function pastUnit(reading: Reading, at: number, language?: string): number {
  const unit = thingsAt(reading, at, language).find(({ sense }) => sense.kind === 'unit' && sense.unit === 'year');
  return unit?.end ?? at;
}

/** Each phrase is looked up here, once, for it is asked for again and again. */
export function readingOf(
  tokens: readonly Token[],
  { language, calendar }: Omit<Reading, 'tokens' | 'phrases'>,
): Reading {
  return { tokens, phrases: tokens.map((_, at) => phrasesFrom(tokens, at, language)), language, calendar };
}

/** What may be meant by the words from `at` on, however many they are. */
export function phrasesAt({ phrases }: Reading, at: number): readonly Phrase[] {
  return phrases[at] ?? [];
}

function phrasesFrom(tokens: readonly Token[], at: number, language: string): Phrase[] {
  return Array.from({ length: longestPhrase }, (_, n) => at + n + 1).flatMap((end) => {
    const words = tokens.slice(at, end);
    if (end > tokens.length || !words.every(({ free }) => free)) return [];
    return sensesOf(words.map(({ word }) => word).join(' '), language).map((sense) => ({ sense, end }));
  });
}

/** The same, of one kind of meaning and, where that is given, one language. */
export function thingsAt(reading: Reading, at: number, language: string | undefined): Phrase<Thing>[] {
  return phrasesAt(reading, at).flatMap(({ sense, end }) => {
    if (sense.kind === 'which' || sense.kind === 'day' || !agree(sense.language, language)) return [];
    return [{ sense, end }];
  });
}

/** Whether words of these languages may stand together; `undefined`: of any. */
export function agree(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

/** "Mars" with a capital is the planet; German and Turkish write all months so. */
export function isGuardedName({ tokens, language }: Reading, at: number): boolean {
  const { text = '', word = '' } = tokens[at] ?? {};
  return guardedMonths.has(word) && /^\p{Lu}/u.test(text) && !['de', 'tr'].includes(language);
}

/** Capitalised, and not for beginning the query. */
export function isCapitalised({ tokens }: Reading, at: number): boolean {
  return at > 0 && /^\p{P}*\p{Lu}/u.test(tokens[at]?.text ?? '');
}
