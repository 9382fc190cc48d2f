import { daysOfDate, daysOfYear, spanOf, type Days } from './calendar.ts';
import { countedThings, links, numberedNames, numberedThings, timeWords } from './date-words.ts';
import { agree, isCapitalised, isSmall, pastUnit, phrasesAt, type Reading } from './date-tokens.ts';

const firstYear = 1900;
/** Before cameras were digital a capitalised word beside a year is more often a model than a place: "Mustang 1967". */
const firstDigital = 1995;

/** A year in words, "last year", or as a number. */
export type Year = { year: number; end: number; language: string | undefined };

/**
 * `2019-08`, `2019-08-03`, `3.8.2019`, `3/8/2019`, `08/2019`, `8.2019`, `2017-2019`; but not `1/2000`, which is how long a picture was
 * exposed.
 */
export function numericDate(reading: Reading, at: number): Days | undefined {
  const token = reading.tokens[at];
  if (!token?.free) return undefined;
  const [, year, month, day] = /^((?:19|20)\d\d)-(0[1-9]|1[0-2])(?:-(\d\d))?$/u.exec(token.word) ?? [];
  if (year !== undefined) return daysOfDate(Number(year), Number(month), day === undefined ? undefined : Number(day));
  const whole = wholeDate(token.word);
  if (whole) return whole;
  const [, first, then] = /^(0[1-9]|1[0-2]|[1-9](?=\.))[/.]((?:19|20)\d\d)$/u.exec(token.word) ?? [];
  return then === undefined ? yearsBetween(reading, token.word) : daysOfDate(Number(then), Number(first));
}

/** With slashes English has month or day first, and what is English is a guess: only those are read that leave no choice. */
function wholeDate(word: string): Days | undefined {
  const [, first, sign, second, year] = /^(\d\d?)([./])(\d\d?)\2((?:19|20)\d\d)$/u.exec(word) ?? [];
  if (year === undefined) return undefined;
  const numbers = [Number(first), Number(second)] as const;
  const dayFirst = dayOf(Number(year), numbers);
  if (sign === '.') return dayFirst;
  const monthFirst = dayOf(Number(year), numbers.toReversed());
  const isClear = dayFirst === undefined || monthFirst === undefined || dayFirst.from === monthFirst.from;
  return isClear ? (dayFirst ?? monthFirst) : undefined;
}

function dayOf(year: number, [day = 0, month = 0]: readonly number[]): Days | undefined {
  return month < 1 || month > 12 ? undefined : daysOfDate(year, month, day);
}

/** The day of a month that a number at `at` may be: "3", "3rd", "1er". */
export function dayAt({ tokens }: Reading, at: number): number | undefined {
  const token = tokens[at];
  const [, day] = (token?.free && /^(0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º|ª)?$/u.exec(token.word)) || [];
  return day === undefined ? undefined : Number(day);
}

/** Is a number at `at` none of a date: "page 3", "iPhone 12", the 5 of "3 to 5 August"? */
export function isNumbered(reading: Reading, at: number): boolean {
  const before = wordAt(reading, at - 1);
  return (
    numberedNames.has(before) ||
    numberedThings.has(before) ||
    (links.has(before) && dayAt(reading, at - 2) !== undefined)
  );
}

function yearsBetween(reading: Reading, word: string): Days | undefined {
  const [since, until] = (/^(\d+)[-–—](\d+)$/u.exec(word) ?? []).slice(1).map((text) => yearOf(reading, text));
  if (since === undefined || until === undefined || since > until) return undefined;
  return spanOf(daysOfYear(since), daysOfYear(until));
}

/** The year that a number at `at` may be. */
export function yearAt(reading: Reading, at: number): number | undefined {
  const token = reading.tokens[at];
  return token?.free ? yearOf(reading, token.word) : undefined;
}

function yearOf({ calendar }: Reading, text: string): number | undefined {
  const year = /^\d{4}$/u.test(text) ? Number(text) : Number.NaN;
  return year >= firstYear && year <= Number(calendar.today.slice(0, 4)) ? year : undefined;
}

/** "last year", "année dernière". */
export function yearsInWords(reading: Reading, at: number): Year[] {
  const today = Number(reading.calendar.today.slice(0, 4));
  return phrasesAt(reading, at).flatMap(({ sense: first, end: middle }) => {
    if (first.kind !== 'which' && first.kind !== 'unit') return [];
    return phrasesAt(reading, middle).flatMap(({ sense: second, end }) => {
      const [which, unit] = first.kind === 'which' ? [first, second] : [second, first];
      if (which.kind !== 'which' || unit.kind !== 'unit' || unit.unit !== 'year') return [];
      if (!agree(which.language, unit.language)) return [];
      return [{ year: which.which === 'last' ? today - 1 : today, end, language: unit.language }];
    });
  });
}

/** A number that may be a year; `end`: past a word for "year" behind it. */
export function bareYear(reading: Reading, at: number): Year | undefined {
  const year = yearAt(reading, at);
  if (year === undefined || numberedNames.has(wordAt(reading, at - 1))) return undefined;
  if (countedThings.has(wordAt(reading, at + 1))) return undefined;
  return { year, end: pastUnit(reading, at + 1, reading.language), language: undefined };
}

/**
 * Whether such a number is a year where it stands: behind "in", or at an end of the query; in the middle it may be
 * anything, and an early one beside a name other than a German noun is a model.
 */
export function standsAlone(reading: Reading, at: number, { year, end }: Year): boolean {
  if (reading.tokens[at - 1]?.free && timeWords.has(wordAt(reading, at - 1))) return true;
  const isName = (beside: number) => year < firstDigital && reading.language !== 'de' && isCapitalised(reading, beside);
  if (at === 0) return !isName(end);
  return end === reading.tokens.length && (isSmall(reading, at - 1) || !isName(at - 1));
}

function wordAt({ tokens }: Reading, at: number): string {
  return tokens[at]?.word ?? '';
}
