/** Dates in words divided by spaces, whatever the language. */
import {
  dayBefore,
  daysOf,
  daysOfUnit,
  daysOfYear,
  latest,
  spanOf,
  type Dated,
  type DateOptions,
  type Days,
} from './calendar.ts';
import type { Sense } from './date-lexicon.ts';
import {
  bareYear,
  dayAt,
  isNumbered,
  numericDate,
  standsAlone,
  yearAt,
  yearsInWords,
  type Year,
} from './date-numbers.ts';
import {
  agree,
  isCapitalised,
  isGuardedName,
  isSmall,
  pastLink,
  pastSmall,
  pastUnit,
  phrasesAt,
  readingOf,
  thingsAt,
  tokensOf,
  type Phrase,
  type Reading,
  type Thing,
} from './date-tokens.ts';
import { openEnds, openers } from './date-words.ts';

/** Tokens from `start` to before `end` tell when; those that are `kept`, feasts' names, are looked for all the same. */
type Match = Span & { days: Days; language: string | undefined; kept: readonly Span[] };
type Span = { start: number; end: number };
type Found = Span & { sense: Thing };

/** `unquoted`: the query with other signs where it is quoted, as long as it is. */
export function readDateWords(query: string, unquoted: string, options: DateOptions): Dated | undefined {
  const reading = readingOf(tokensOf(query, unquoted), options);
  const { tokens } = reading;
  const matches = [...tokens.keys()].flatMap((at) => {
    const found = matchesAt(reading, at);
    return [...found, ...stretchesFrom(reading, at, found)];
  });
  const [best] = matches.toSorted((one, other) => other.end - other.start - (one.end - one.start));
  if (!best) return undefined;
  let { start } = best;
  while (start > 0 && isSmall(reading, start - 1, best.language)) start -= 1;
  // "since 2017", "before the summer of 2019": what is meant lies outside.
  if (openEnds.has(tokens[start - 1]?.word ?? '')) return undefined;
  const isKept = (at: number) => best.kept.some((kept) => at >= kept.start && at < kept.end);
  const textOf = (isIn: (at: number) => boolean) => tokens.flatMap(({ text }, at) => (isIn(at) ? [text] : []));
  const words = textOf((at) => at >= best.start && at < best.end);
  const rest = textOf((at) => at < start || at >= best.end || isKept(at));
  return { words: words.join('').trim(), days: best.days, rest: rest.join('') };
}

function matchesAt(reading: Reading, at: number): Match[] {
  const dated = numericDate(reading, at);
  if (dated) return [{ start: at, end: at + 1, days: dated, language: undefined, kept: [] }];
  const year = yearAt(reading, at);
  if (year !== undefined) return numberFirst(reading, at, year);
  const inWords = yearsInWords(reading, at).flatMap((each) => yearFirst(reading, at, each));
  const others = phrasesAt(reading, at).flatMap(({ sense, end }) => {
    if (sense.kind === 'day') return dayMatch(reading, at, { sense, end });
    if (sense.kind === 'which') return whichFirst(reading, at, { sense, end });
    return thingFirst(reading, at, { sense, end });
  });
  return [...inWords, ...others, ...dayFirst(reading, at)];
}

/** "from 2017 to 2019", "between May 2018 and last summer", "May to June 2019"; `firsts`: the times that begin at `at`. */
function stretchesFrom(reading: Reading, at: number, firsts: readonly Match[]): Match[] {
  const isOpened = openers.has(reading.tokens[at - 1]?.word ?? '');
  const stretches = [...firsts, ...bareYearMatch(reading, at)].flatMap((first) => {
    return linkedTo(reading, first).map((last) => ({
      start: at,
      end: last.end,
      days: spanOf(first.days, last.days),
      language: first.language ?? last.language,
      kept: [...first.kept, ...last.kept],
    }));
  });
  return [...stretches, ...yearlessFrom(reading, at)].map((each) => (isOpened ? { ...each, start: at - 1 } : each));
}

/** The times that a stretch may reach to which begins with `first`. */
function linkedTo(reading: Reading, { end, language }: Pick<Match, 'end' | 'language'>): Match[] {
  const then = pastLink(reading, end, language);
  return then === end ? [] : [...matchesAt(reading, then), ...bareYearMatch(reading, then)];
}

/** "May to June 2019", "winter and spring 2019": the first one is the last before the other. */
function yearlessFrom(reading: Reading, at: number): Match[] {
  if (isGuardedName(reading, at)) return [];
  return thingsAt(reading, at, undefined).flatMap(({ sense, end }) => {
    if (sense.kind !== 'month' && sense.kind !== 'season') return [];
    return linkedTo(reading, { end, language: sense.language }).map((last) => {
      const year = Number(last.days.from.slice(0, 4));
      const same = daysOf(sense, year, reading.calendar);
      const first = same.from <= last.days.from ? same : daysOf(sense, year - 1, reading.calendar);
      return { ...last, start: at, days: spanOf(first, last.days) };
    });
  });
}

/** "2019 summer", "in 2019". */
function numberFirst(reading: Reading, at: number, year: number): Match[] {
  const combined = yearFirst(reading, at, { year, end: at + 1, language: undefined });
  const bare = bareYear(reading, at);
  if (combined.length > 0 || !bare || !standsAlone(reading, at, bare)) return combined;
  return [yearMatch(at, bare)];
}

/** "2019 summer", "last year Christmas". */
function yearFirst(reading: Reading, at: number, year: Year): Match[] {
  if (isGuardedName(reading, year.end)) return [];
  return thingsAt(reading, year.end, year.language).flatMap(({ sense, end }) => {
    const isTaken = yearsAfter(reading, end, sense.language).length > 0;
    if (sense.kind === 'unit' || isTaken) return [];
    return [matchOf(reading, { start: at, end, year: year.year, thing: { sense, start: year.end, end } })];
  });
}

function bareYearMatch(reading: Reading, at: number): Match[] {
  const year = bareYear(reading, at);
  return year ? [yearMatch(at, year)] : [];
}

function yearMatch(start: number, { year, end, language }: Year): Match {
  return { start, end, days: daysOfYear(year), language, kept: [] };
}

/** "yesterday"; "Yesterday" is a song. */
function dayMatch(reading: Reading, at: number, { sense, end }: Phrase<Extract<Sense, { kind: 'day' }>>): Match[] {
  if (isCapitalised(reading, at)) return [];
  return [{ start: at, end, days: dayBefore(reading.calendar, sense.ago), language: sense.language, kept: [] }];
}

/** "last summer", "letztes Jahr". */
function whichFirst(reading: Reading, at: number, found: Phrase<Extract<Sense, { kind: 'which' }>>): Match[] {
  const { sense: which } = found;
  return thingsAt(reading, found.end, which.language).map(({ sense, end }) => {
    return whichMatch(reading, which.which, { start: at, end, thing: { sense, start: found.end, end } });
  });
}

/** "verano pasado", "août 2021", "summer last year", "Jahr 2019", "tháng 8 năm 2019". */
function thingFirst(reading: Reading, at: number, found: Phrase<Thing>): Match[] {
  if (isGuardedName(reading, at)) return [];
  const thing = monthByNumber(reading, { ...found, start: at });
  const { language } = thing.sense;
  const following = phrasesAt(reading, thing.end).flatMap(({ sense, end }) => {
    if (sense.kind !== 'which' || !agree(sense.language, language)) return [];
    return [whichMatch(reading, sense.which, { start: at, end, thing })];
  });
  if (thing.sense.kind === 'unit' && thing.sense.unit !== 'year') return following;
  const dated = [thing, ...withDay(reading, thing)].flatMap((each) => withYears(reading, each));
  return [...following, ...dated];
}

/** "3 August 2021", "3rd of August 2021". */
function dayFirst(reading: Reading, at: number): Match[] {
  const day = dayAt(reading, at);
  if (day === undefined || isNumbered(reading, at)) return [];
  return [at + 1, at + 2].flatMap((month) => {
    return thingsAt(reading, month, undefined).flatMap((found) => {
      const { sense } = found;
      const isBeside = month === at + 1 || isSmall(reading, at + 1, sense.language);
      const thing = monthByNumber(reading, { ...found, start: month });
      if (!isBeside || thing.sense.kind !== 'month') return [];
      return withYears(reading, { ...thing, start: at, sense: { ...thing.sense, day } });
    });
  });
}

/** "August 3rd": the day behind a month. */
function withDay(reading: Reading, { sense, start, end }: Found): Found[] {
  const day = sense.kind === 'month' ? dayAt(reading, end) : undefined;
  return sense.kind === 'month' && day !== undefined ? [{ start, end: end + 1, sense: { ...sense, day } }] : [];
}

function withYears(reading: Reading, thing: Found): Match[] {
  const years = yearsAfter(reading, thing.end, thing.sense.language);
  return years.map(({ year, end }) => matchOf(reading, { start: thing.start, end, year, thing }));
}

/** Past "of", "of the year" and the like. */
function yearsAfter(reading: Reading, at: number, language: string | undefined): Year[] {
  const past = pastSmall(reading, at, language);
  const number = pastUnit(reading, past, language);
  const year = yearAt(reading, number);
  if (year !== undefined) return [{ year, end: pastUnit(reading, number + 1, language), language }];
  return yearsInWords(reading, past).filter((each) => agree(each.language, language));
}

function whichMatch(
  { calendar }: Reading,
  which: 'last' | 'this',
  { start, end, thing }: Span & { thing: Found },
): Match {
  const { sense } = thing;
  const days = sense.kind === 'unit' ? daysOfUnit(sense.unit, which, calendar) : latest(sense, which, calendar);
  return { start, end, days, ...partsOf(thing) };
}

function matchOf({ calendar }: Reading, { start, end, year, thing }: Span & { year: number; thing: Found }): Match {
  const { sense } = thing;
  const days = sense.kind === 'unit' ? daysOfYear(year) : daysOf(sense, year, calendar);
  return { start, end, days, ...partsOf(thing) };
}

function partsOf({ sense, start, end }: Found): Pick<Match, 'language' | 'kept'> {
  return { language: sense.language, kept: sense.kind === 'holiday' ? [{ start, end }] : [] };
}

/** "Month 8" is August. */
function monthByNumber({ tokens }: Reading, found: Found): Found {
  const { sense, end } = found;
  const number = tokens[end];
  const isMonth = sense.kind === 'unit' && sense.unit === 'month';
  if (!isMonth || !number?.free || !/^(?:0?[1-9]|1[0-2])$/u.test(number.word)) return found;
  return { ...found, sense: { language: sense.language, kind: 'month', month: Number(number.word) }, end: end + 1 };
}
