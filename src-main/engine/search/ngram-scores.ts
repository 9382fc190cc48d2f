/**
 * How well a text fits languages, by the groups of letters that it has. Table and reckoning are those of eld 2.1.0
 * (Copyright 2023 Nito T.M., Apache License 2.0), but the library's own table, an object of 81,206 objects, takes 145 MB:
 * `scripts/pack-ngrams.mjs` wrote the same numbers as `ngrams.bin`, of 0.7 MB.
 *
 * The file: how many languages, how many n-grams of each of four groups (1: begins a word, 2: ends one, in 32 bits each);
 * the n-grams, ascending in their group, in 32 bits each; how many languages have each; these languages; their scores;
 * the languages' codes, two letters each. Numbers are little-endian, as on all machines that Polylens runs on.
 */
import { readFileSync } from 'node:fs';

type Table = {
  codes: readonly string[];
  /** Where each group's n-grams start; the last one's end. */
  groups: readonly number[];
  ngrams: Uint32Array;
  /** Where each n-gram's languages start; the last one's end. */
  starts: Uint32Array;
  languages: Uint8Array;
  scores: Uint8Array;
};

const GROUPS = 4;
const BEGINS = 1;
const ENDS = 2;
/** Bytes of an n-gram, and from one to the next in a word. */
const LENGTH = 4;
const STRIDE = 3;
/** What every score in the table lacks. */
const BASE = 53;
/** More bytes of a word tell nothing new. */
const WORD_BYTES = 70;

let table: Table | undefined;

/** The languages (ISO 639-1) that have any of the text's n-grams, the likeliest first. */
export function likeliestLanguages(text: string): string[] {
  table ??= readTable();
  const { codes, starts, languages, scores } = table;
  const sums = new Uint32Array(codes.length);
  for (const at of ngramsOf(text, table)) {
    for (let i = starts[at] ?? 0; i < (starts[at + 1] ?? 0); i += 1) {
      const language = languages[i] ?? 0;
      sums[language] = (sums[language] ?? 0) + (scores[i] ?? 0) + BASE;
    }
  }
  return [...sums.entries()]
    .filter(([, sum]) => sum > 0)
    .sort(([, one], [, other]) => other - one)
    .map(([language]) => codes[language] ?? '');
}

function readTable(): Table {
  const file = readFileSync(new URL('ngrams.bin', import.meta.url));
  let read = 0;
  const take = (length: number): Uint8Array => file.subarray(read, (read += length));
  // Copied, for numbers of 32 bits must lie on a multiple of four.
  const takeLong = (length: number) => new Uint32Array(new Uint8Array(take(length * 4)).buffer);
  const [languageCount = 0, ...sizes] = takeLong(1 + GROUPS);
  const groups = runningSums(sizes);
  const count = groups.at(-1) ?? 0;
  const ngrams = takeLong(count);
  const starts = startsOf(take(count));
  const pairs = starts.at(-1) ?? 0;
  const [languages, scores] = [take(pairs), take(pairs)];
  const codes = Buffer.from(take(languageCount * 2)).toString('latin1');
  return { codes: codes.match(/../g) ?? [], groups, ngrams, starts, languages, scores };
}

/** Zero, and the sum up to and with each number. */
function runningSums(numbers: Iterable<number>): number[] {
  const sums = [0];
  for (const number of numbers) sums.push((sums.at(-1) ?? 0) + number);
  return sums;
}

/** The same of many numbers: a list of them would take its time at the first query. */
function startsOf(counts: Uint8Array): Uint32Array {
  const starts = new Uint32Array(counts.length + 1);
  for (let at = 0; at < counts.length; at += 1) starts[at + 1] = (starts[at] ?? 0) + (counts[at] ?? 0);
  return starts;
}

/** Where the table has the text's n-grams, each once. */
function ngramsOf(text: string, known: Table): Set<number> {
  const found = new Set<number>();
  const words = text
    // An apostrophe after a letter belongs to the word.
    .replaceAll(/[^\p{L}]+(?<!['`\u2019])/gu, ' ')
    .trim()
    .toLowerCase()
    .split(' ')
    .filter(Boolean);
  for (const word of words) {
    const bytes = Buffer.from(word);
    const look = (from: number, group: number) => {
      const at = positionOf(bytes.subarray(from, from + LENGTH), group, known);
      if (at !== undefined) found.add(at);
    };
    const end = Math.min(bytes.length, WORD_BYTES);
    let start = 0;
    for (; start + LENGTH < end; start += STRIDE) look(start, start === 0 ? BEGINS : 0);
    if (end === bytes.length) look(Math.max(0, end - LENGTH), start === 0 ? BEGINS + ENDS : ENDS);
  }
  return found;
}

/** Where the table has these bytes in that group. */
function positionOf(bytes: Uint8Array, group: number, { ngrams, groups }: Table): number | undefined {
  const key = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
  let [from = 0, to = 0] = groups.slice(group, group + 2);
  const end = to;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((ngrams[middle] ?? 0) < key) from = middle + 1;
    else to = middle;
  }
  return from < end && ngrams[from] === key ? from : undefined;
}
