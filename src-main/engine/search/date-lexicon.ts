import type { Season, Holiday, Unit, Yearly } from './calendar.ts';
import {
  dateWords,
  furtherMonths,
  guardedMonths,
  latinLanguages,
  monthLanguages,
  shortMonths,
  type DateWord,
} from './date-words.ts';

/** What a word may mean, and in which language; `undefined`: in any. */
export type Sense = { language: string | undefined } & (
  Yearly | { kind: 'unit'; unit: Unit } | { kind: 'which'; which: 'last' | 'this' } | { kind: 'day'; ago: number }
);

type Entry = { sense: Sense; guarded: boolean };

/** The longest phrase, in words. */
export const longestPhrase = 3;

/** What `phrase`, in lower case, may mean in a query that is taken for `guess`; meanings in that language come first. */
export function sensesOf(phrase: string, guess: string): Sense[] {
  const { exact, plain } = (lexicon ??= buildLexicon());
  const own = ({ sense }: Entry) => sense.language === guess;
  // Accents may be left out in one's own language; elsewhere they tell words apart.
  const entries = [
    ...(exact.get(phrase) ?? []).filter((entry) => !entry.guarded || own(entry)),
    ...(plain.get(phrase) ?? []).filter(own),
  ];
  return [...entries.filter(own), ...entries.filter((entry) => !own(entry))].map(({ sense }) => sense);
}

type Lexicon = { exact: Map<string, Entry[]>; plain: Map<string, Entry[]> };

/** Built at the first query: some hundred names come from the system's own tables. */
let lexicon: Lexicon | undefined;

function buildLexicon(): Lexicon {
  const built: Lexicon = { exact: new Map(), plain: new Map() };
  // First, for in some languages a month's short name is a feast's.
  addMonths(built);
  for (const [word, forms] of Object.entries(dateWords) as [DateWord, string][]) {
    for (const line of forms.split(';')) {
      const [language = '', ...rest] = line.trim().split(' ');
      for (const form of rest.join(' ').split('|')) {
        add(built, form.replace('~', ''), { sense: { language, ...meanings[word] }, guarded: form.startsWith('~') });
      }
    }
  }
  return built;
}

const season = (name: Season) => ({ kind: 'season', season: name }) as const;
const holiday = (name: Holiday) => ({ kind: 'holiday', holiday: name }) as const;
const unit = (name: Unit) => ({ kind: 'unit', unit: name }) as const;

const meanings = {
  spring: season('spring'),
  summer: season('summer'),
  autumn: season('autumn'),
  winter: season('winter'),
  last: { kind: 'which', which: 'last' },
  this: { kind: 'which', which: 'this' },
  year: unit('year'),
  month: unit('month'),
  week: unit('week'),
  yesterday: { kind: 'day', ago: 1 },
  today: { kind: 'day', ago: 0 },
  christmas: holiday('christmas'),
  newYear: holiday('newYear'),
  newYearsDay: holiday('newYearsDay'),
  easter: holiday('easter'),
  halloween: holiday('halloween'),
} as const satisfies Record<DateWord, unknown>;

function addMonths(built: Lexicon): void {
  const spoken = Object.values(dateWords).flatMap((forms) => forms.split(';').map((line) => line.trim().slice(0, 2)));
  for (const locale of new Set([...spoken, ...monthLanguages])) {
    const language = locale.slice(0, 2);
    const name = { timeZone: 'UTC', month: 'long' } as const;
    // Alone and behind a day: some languages have two forms.
    const formats = [name, { ...name, day: 'numeric' } as const].map(
      (options) => new Intl.DateTimeFormat(`${locale}-u-ca-gregory`, options),
    );
    for (let month = 1; month <= 12; month += 1) {
      const parts = formats.flatMap((format) => format.formatToParts(Date.UTC(2020, month - 1, 15)));
      const names = parts.filter(({ type }) => type === 'month').map(({ value }) => value.toLowerCase());
      const further = furtherMonths[locale]?.split(' ')[month - 1];
      for (const each of new Set([...names, ...(further === undefined ? [] : [further])])) {
        add(built, each, { sense: { language, kind: 'month', month }, guarded: guardedMonths.has(each) });
      }
    }
  }
  addShortMonths(built);
}

function addShortMonths(built: Lexicon): void {
  for (const [at, names] of shortMonths.entries()) {
    for (const each of names.split('|').filter(Boolean)) {
      const guarded = each.startsWith('~');
      for (const language of guarded ? latinLanguages : [undefined]) {
        add(built, each.replace('~', ''), { sense: { language, kind: 'month', month: at + 1 }, guarded });
      }
    }
  }
}

function add({ exact, plain }: Lexicon, form: string, entry: Entry): void {
  exact.set(form, [...(exact.get(form) ?? []), entry]);
  const bare = withoutAccents(form);
  if (bare !== form) plain.set(bare, [...(plain.get(bare) ?? []), entry]);
}

/** Only signs that are written over letters of their own: in other scripts signs are vowels. */
function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F\u064B-\u0655]/gu, '')
    .normalize('NFC');
}
