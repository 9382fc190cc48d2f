import { cutOut, putInstead, readSigns } from '../../contract/index.ts';
import type { Dated, DateOptions } from './calendar.ts';
import { isSmallWord } from './date-tokens.ts';
import { readDateWords } from './read-date-words.ts';
import { readUnspacedDate } from './read-unspaced-date.ts';

/** The zeros of scripts with digits of their own: Arabic, Persian, Devanagari, Bengali, Thai, full-width. */
const zeros = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xff10];

/**
 * Finds the words of a query that tell when ("last summer", "August 2021", "2019年夏天"), in any language. Undefined where
 * there are none, where they are in quotes, and where the query is nothing but a number. Feasts are both: "Christmas 2019" is
 * looked for in those days; and so are other times where the query is nothing else, for something must be looked for.
 */
export function readPeriod(query: string, options: DateOptions): Dated | undefined {
  // As long as the query, so that places in one are places in the other.
  const unquoted = putInstead(withPlainDigits(query), readSigns(query), ({ start, end }) => '"'.repeat(end - start));
  const found = readUnspacedDate(query, unquoted, options) ?? readDateWords(query, unquoted, options);
  if (!found) return undefined;
  const rest = found.rest.replaceAll(/\s+/gu, ' ').replaceAll(/^[\s,;،、]+|[\s,;،、]+$/gu, '');
  const isAll = !wantedIn(rest).some((word) => word !== '' && !isSmallWord(word, options.language));
  if (!isAll || options.mayBeAll) return { ...found, rest };
  return /\p{L}/u.test(found.words) ? { ...found, rest: query.trim() } : undefined;
}

/** The words of what is not to be without. */
function wantedIn(text: string): string[] {
  const unwanted = readSigns(text).filter(({ kind }) => kind === 'without');
  return cutOut(text, unwanted).split(' ');
}

function withPlainDigits(text: string): string {
  return text.replaceAll(/\p{Nd}/gu, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = zeros.find((first) => code >= first && code < first + 10);
    return zero === undefined ? digit : String(code - zero);
  });
}
