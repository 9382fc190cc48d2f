/** Dates in words divided by spaces, whatever the language. */
import {
  dayBefore,
  daysOf,
  daysOfDate,
  daysOfUnit,
  daysOfYear,
  latest,
  type Calendar,
  type Dated,
  type DateOptions,
  type Days,
  type Yearly,
} from './calendar.ts';
import { longestPhrase, sensesOf, type Sense } from './date-lexicon.ts';
import { smallWords } from './date-words.ts';

const firstYear = 1900;

/** A word of the query; `free`: it is not quoted and not to be without. */
type Token = { text: string; word: string; free: boolean };
/** Tokens from `start` to before `end` tell when; those that are `kept`, a feast's name, are looked for all the same. */
type Match = { start: number; end: number; days: Days; kept?: Span };
type Span = { start: number; end: number };
type Reading = { tokens: readonly Token[]; language: string; calendar: Calendar };
/** Something that a year or "last" makes a time of. */
type Thing = Extract<Sense, Yearly | { kind: 'unit' }>;

/** `unquoted`: the query with other signs where it is quoted, as long as it is. */
export function readDateWords(query: string, unquoted: string, options: DateOptions): Dated | undefined {
  const { language, calendar } = options;
  const reading: Reading = { tokens: tokensOf(query, unquoted), language, calendar };
  const { tokens } = reading;
  const matches = [...tokens.keys()].flatMap((at) => matchesAt(reading, at));
  const [best] = matches.toSorted((one, other) => other.end - other.start - (one.end - one.start));
  if (!best) return undefined;
  const { kept } = best;
  let { start } = best;
  while (start > 0 && isSmall(tokens[start - 1])) start -= 1;
  const isKept = (at: number) => kept !== undefined && at >= kept.start && at < kept.end;
  const rest = tokens.filter((_, at) => at < start || at >= best.end || isKept(at));
  const textOf = (some: readonly Token[]) => some.map(({ text }) => text).join(' ');
  return { words: textOf(tokens.slice(best.start, best.end)), days: best.days, rest: textOf(rest) };
}

/** Goes with a time and is nothing to be looked for by itself. */
export function isSmallWord(word: string): boolean {
  return smallWords.has(bare(word));
}

function tokensOf(query: string, unquoted: string): Token[] {
  return [...query.matchAll(/\S+/gu)].map(({ 0: text, index }) => {
    const seen = unquoted.slice(index, index + text.length);
    return { text, word: bare(seen), free: !/^[-–−]|"/u.test(seen) };
  });
}

/** In lower case, without what stands around it; "l'été" is "été". */
function bare(word: string): string {
  const inside = word.toLowerCase().replaceAll(/^[\p{P}\p{S}]+|[\p{P}\p{S}]+$/gu, '');
  return inside.replaceAll('’', "'").replace(/^[ld]'/u, '');
}

function isSmall(token: Token | undefined): boolean {
  return token !== undefined && token.free && smallWords.has(token.word);
}

function matchesAt(reading: Reading, at: number): Match[] {
  const dated = numericDate(reading.tokens[at]);
  if (dated) return [{ start: at, end: at + 1, days: dated }];
  const year = yearAt(reading, at);
  if (year !== undefined) return yearFirst(reading, at, year);
  return phrasesAt(reading, at).flatMap(({ sense, end }) => {
    if (sense.kind === 'day') return [{ start: at, end, days: dayBefore(reading.calendar, sense.ago) }];
    if (sense.kind === 'which') return whichFirst(reading, at, { sense, end });
    return thingFirst(reading, at, { sense, end });
  });
}

/** `2019-08`, `2019-08-03`, `08/2019`. */
function numericDate(token: Token | undefined): Days | undefined {
  if (!token?.free) return undefined;
  const [, year, month, day] = /^((?:19|20)\d\d)-(0[1-9]|1[0-2])(?:-(\d\d))?$/u.exec(token.word) ?? [];
  if (year !== undefined) return daysOfDate(Number(year), Number(month), day === undefined ? undefined : Number(day));
  const [, first, then] = /^(0?[1-9]|1[0-2])[/.]((?:19|20)\d\d)$/u.exec(token.word) ?? [];
  return then === undefined ? undefined : daysOfDate(Number(then), Number(first));
}

function yearAt({ tokens, calendar }: Reading, at: number): number | undefined {
  const token = tokens[at];
  const year = token?.free && /^\d{4}$/u.test(token.word) ? Number(token.word) : Number.NaN;
  return year >= firstYear && year <= Number(calendar.today.slice(0, 4)) ? year : undefined;
}

/** What may be meant by the words from `at` on, however many they are. */
function phrasesAt({ tokens, language }: Reading, at: number): { sense: Sense; end: number }[] {
  return Array.from({ length: longestPhrase }, (_, n) => at + n + 1).flatMap((end) => {
    const words = tokens.slice(at, end);
    if (end > tokens.length || !words.every(({ free }) => free)) return [];
    return sensesOf(words.map(({ word }) => word).join(' '), language).map((sense) => ({ sense, end }));
  });
}

/** The same, of one kind of meaning and, where that is given, one language. */
function thingsAt(reading: Reading, at: number, language: string | undefined): { sense: Thing; end: number }[] {
  return phrasesAt(reading, at).flatMap(({ sense, end }) => {
    if (sense.kind === 'which' || sense.kind === 'day' || !agree(sense.language, language)) return [];
    return [{ sense, end }];
  });
}

function agree(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}

/** "2019 summer", "in 2019"; a bare year stands at an end of the query: in the middle it may be anything. */
function yearFirst(reading: Reading, at: number, year: number): Match[] {
  const { tokens } = reading;
  const combined = thingsAt(reading, at + 1, undefined).flatMap(({ sense, end }) => {
    const takesNext = yearAt(reading, skipSmall(reading, end)) !== undefined;
    return sense.kind === 'unit' || takesNext
      ? []
      : [matchOf(reading, { start: at, end, year, thing: { sense, start: at + 1, end } })];
  });
  const isAtEnd = at === 0 || at === tokens.length - 1;
  if (combined.length > 0 || !(isAtEnd || isSmall(tokens[at - 1]))) return combined;
  return [{ start: at, end: at + 1, days: daysOfYear(year) }];
}

/** "last summer", "letztes Jahr". */
function whichFirst(
  reading: Reading,
  at: number,
  found: { sense: Extract<Sense, { kind: 'which' }>; end: number },
): Match[] {
  const { sense: which } = found;
  return thingsAt(reading, found.end, which.language).map(({ sense, end }) => {
    return whichMatch(reading, which.which, { start: at, end, thing: { sense, start: found.end, end } });
  });
}

/** "verano pasado", "août 2021", "Jahr 2019", "tháng 8 năm 2019". */
function thingFirst(reading: Reading, at: number, found: { sense: Thing; end: number }): Match[] {
  const thing = monthByNumber(reading, { ...found, start: at });
  const following = phrasesAt(reading, thing.end).flatMap(({ sense, end }) => {
    if (sense.kind !== 'which' || !agree(sense.language, thing.sense.language)) return [];
    return [whichMatch(reading, sense.which, { start: at, end, thing })];
  });
  const yearStart = skipSmall(reading, thing.end);
  const year = yearAt(reading, yearStart);
  const isOther = thing.sense.kind === 'unit' && thing.sense.unit !== 'year';
  if (year === undefined || isOther) return following;
  return [...following, matchOf(reading, { start: at, end: pastUnit(reading, yearStart + 1), year, thing })];
}

type Found = { sense: Thing; start: number; end: number };

function whichMatch(
  { calendar }: Reading,
  which: 'last' | 'this',
  { start, end, thing }: { start: number; end: number; thing: Found },
): Match {
  const { sense } = thing;
  const days = sense.kind === 'unit' ? daysOfUnit(sense.unit, which, calendar) : latest(sense, which, calendar);
  return { start, end, days, ...keptOf(thing) };
}

function matchOf(
  { calendar }: Reading,
  { start, end, year, thing }: { start: number; end: number; year: number; thing: Found },
): Match {
  const { sense } = thing;
  const days = sense.kind === 'unit' ? daysOfYear(year) : daysOf(sense, year, calendar);
  return { start, end, days, ...keptOf(thing) };
}

function keptOf({ sense, start, end }: Found): { kept?: Span } {
  return sense.kind === 'holiday' ? { kept: { start, end } } : {};
}

/** "Month 8" is August. */
function monthByNumber({ tokens }: Reading, found: Found): Found {
  const { sense, end } = found;
  const number = tokens[end];
  const isMonth = sense.kind === 'unit' && sense.unit === 'month';
  if (!isMonth || !number?.free || !/^(?:0?[1-9]|1[0-2])$/u.test(number.word)) return found;
  return { ...found, sense: { language: sense.language, kind: 'month', month: Number(number.word) }, end: end + 1 };
}

/** Past "de", "of" and a word for "year". */
function skipSmall(reading: Reading, at: number): number {
  let past = at;
  while (isSmall(reading.tokens[past])) past += 1;
  return pastUnit(reading, past);
}

function pastUnit(reading: Reading, at: number): number {
  const unit = phrasesAt(reading, at).find(({ sense }) => sense.kind === 'unit' && sense.unit === 'year');
  return unit?.end ?? at;
}
