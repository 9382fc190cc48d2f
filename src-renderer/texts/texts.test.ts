import { expect, test } from 'vitest';
import { errorCodes } from '../../src-main/contract/errors.ts';
import { copyProblems, fileProblems, folderProblems, trashProblems } from '../../src-main/contract/problems.ts';
import english from './en.json';
import { languageFor, languages, Texts } from './texts.svelte.ts';

const bundles = import.meta.glob<Record<string, string>>('./*.json', { eager: true, import: 'default' });
const bundle = (language: string) => bundles[`./${language}.json`] ?? {};
const base = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');
const counted = new Set(
  Object.keys(english)
    .filter((key) => key.endsWith('_other'))
    .map(base),
);

/** What is put in between braces, without its format. */
const values = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name).toSorted();

test('the languages offered are those there are texts for', () => {
  const files = languages.map((language) => `./${language}.json`);
  expect(Object.keys(bundles).toSorted()).toEqual(files.toSorted());
});

test.for(languages)('%s has every text, and each plural form the language has', (language) => {
  const keys = Object.keys(bundle(language));
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const wanted = [...new Set(Object.keys(english).map(base))].flatMap((key) =>
    counted.has(key) ? forms.map((form) => `${key}_${form}`) : [key],
  );
  expect(keys.toSorted()).toEqual(wanted.toSorted());
});

test.for(languages)('%s puts in the same values as English', (language) => {
  for (const [key, text] of Object.entries(bundle(language))) {
    const model = (english as Record<string, string>)[counted.has(base(key)) ? `${base(key)}_other` : key] ?? '';
    // "One photo" and "no photo" may be words.
    const others = (given: string) => values(given).filter((name) => name !== 'count');
    expect(others(text), key).toEqual(others(model));
    expect(/_(few|many|other)$/.test(key) ? values(text) : values(model), key).toEqual(values(model));
    expect(text.trim(), key).not.toBe('');
  }
});

const photoWords = {
  en: /photo/i,
  de: /foto/i,
  fr: /photo/i,
  es: /foto/i,
  pt: /foto/i,
  ja: /写真|枚/,
  zh: /照片|张/,
  ar: /صور/,
};

test.for(languages)('%s calls nothing photos that is counted and may be videos', (language) => {
  const photos = Object.entries(bundle(language)).filter(
    ([key, text]) => counted.has(base(key)) && photoWords[language].test(text),
  );
  expect([...new Set(photos.map(([key]) => base(key)))]).toEqual(['count.photos']);
});

test('every error and every problem has its words', () => {
  const keys = Object.keys(english);
  for (const code of errorCodes) expect(keys).toContain(`error.${code}`);
  for (const problem of [...fileProblems, ...folderProblems, ...copyProblems, ...trashProblems])
    expect(keys).toContain(`problem.${problem}`);
});

test('the first language that is spoken is taken, else English', () => {
  expect(languageFor(['tlh', 'en-GB'])).toBe('en');
  expect(languageFor([])).toBe('en');
});

test('numbers, plurals, dates and times are those of the language', async () => {
  const texts = new Texts();
  await texts.choose('en');
  expect(texts.pictures({ photos: 1, videos: 0 })).toBe('1 photo');
  expect(texts.pictures({ photos: 12_345, videos: 2 })).toBe('12,345 photos and 2 videos');
  expect(texts.pictures({ photos: 0, videos: 1 })).toBe('1 video');
  expect(texts.pictures({ photos: 0, videos: 0 })).toBe('0 photos');
  expect(texts.say('language.chip', { language: 'German', recall: 0.431 })).toBe('German · 43%');
  expect([texts.duration(59), texts.duration(61), texts.duration(9000)]).toEqual([
    '59 seconds',
    '2 minutes',
    '3 hours',
  ]);
  expect([texts.bytes(0), texts.bytes(5600), texts.bytes(2_500_000)]).toEqual(['0 byte', '5.6 kB', '2.5 MB']);
});

test('days are told as a person would, in the language', async () => {
  const texts = new Texts();
  await texts.choose('en');
  // Thin spaces around the dash are the system's.
  const plain = (text: string) => text.replaceAll(/\s/gu, ' ');
  expect(plain(texts.days('2019-06-01', '2019-08-31'))).toBe('Jun 1 – Aug 31, 2019');
  expect(plain(texts.days('2019-08-03', '2019-08-03'))).toBe('Aug 3, 2019');
  await texts.choose('de');
  expect(plain(texts.days('2019-06-01', '2019-06-30'))).toBe('01.–30.06.2019');
});

test('months are told as one or as a stretch, in the language', async () => {
  const texts = new Texts();
  await texts.choose('en');
  const plain = (text: string) => text.replaceAll(/\s/gu, ' ');
  const [august, march] = [new Date(2019, 7, 3).getTime(), new Date(2019, 2, 3).getTime()];
  expect(texts.months(august, august)).toBe('August 2019');
  expect(plain(texts.months(march, august))).toBe('March – August 2019');
});

test('a path keeps its order among letters from right to left, and is left as it is elsewhere', async () => {
  const texts = new Texts();
  await texts.choose('en');
  expect(texts.isolated('/home/ana')).toBe('/home/ana');
  await texts.choose('ar');
  expect(texts.isolated('/home/ana')).toBe('\u2068/home/ana\u2069');
});

test('what is written into the field for paths, which runs from left to right, keeps its own order', () => {
  expect(bundle('ar')['folder.typedHint']).toMatch(/^\u2067.*\u2069$/);
});
