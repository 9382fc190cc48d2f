import { expect, test } from 'vitest';
import { readPeriod } from './read-period.ts';

/** A Sunday in November. */
const calendar = { today: '2026-11-29', southern: false };

/** `from – to: what is left`, or nothing. */
function told(query: string, language = 'en'): string | undefined {
  const dated = readPeriod(query, { language, calendar, mayBeAll: false });
  return dated && `${dated.days.from} ${dated.days.to} ${dated.rest}`;
}

const third = '2021-08-03 2021-08-03';
const august2021 = '2021-08-01 2021-08-31';
const lastSummer = '2026-06-01 2026-08-31';
const summer2019 = '2019-06-01 2019-08-31';

test.each([
  ['en', 'cake on 3 August 2021', `${third} cake`],
  ['en', 'cake 3rd of August 2021 with candles', `${third} cake with candles`],
  ['en', 'cake August 3, 2021', `${third} cake`],
  ['en', 'cake on August 3rd 2021', `${third} cake`],
  ['en', 'cake 24.12.2019', '2019-12-24 2019-12-24 cake'],
  ['en', 'cake 12/24/2019', '2019-12-24 2019-12-24 cake'],
  ['en', 'cake 24/12/2019', '2019-12-24 2019-12-24 cake'],
  ['en', 'cake 31 June 2019', '2019-06-01 2019-06-30 cake'],
  ['en', 'cake from 3 August 2021 to 5 August 2021', '2021-08-03 2021-08-05 cake'],
  ['en', 'cake from 3 to 5 August 2021', `${august2021} cake from 3 to 5`],
  ['en', 'page 3 August 2021', `${august2021} page 3`],
  ['de', 'Kuchen am 3. August 2021', `${third} Kuchen`],
  ['de', 'Kuchen 3.8.2021', `${third} Kuchen`],
  ['es', 'tarta 3 de agosto de 2021', `${third} tarta`],
  ['fr', 'gâteau du 1er août 2021', '2021-08-01 2021-08-01 gâteau'],
  ['fr', 'gâteau 24/12/2019', '2019-12-24 2019-12-24 gâteau'],
  ['en', 'iPhone 12 May 2021', '2021-05-01 2021-05-31 iPhone 12'],
  ['ru', 'торт 3 августа 2021 года', `${third} торт`],
  ['en', 'cake 3/3/2021', '2021-03-03 2021-03-03 cake'],
])('%s: %s', (language, query, expected) => {
  expect(told(query, language)).toBe(expected);
});

test.each(['cake 3/8/2021', 'cake 32.1.2019', 'version 1.13.2019', 'cake 0/0/2019'])('%s tells no time', (query) => {
  expect(told(query)).toBeUndefined();
});

test.each([
  ['last summer', lastSummer],
  ['in the summer of 2019', summer2019],
  ['août 2021', august2021],
  ['2019年夏天', summer2019],
  ['yesterday', '2026-11-28 2026-11-28'],
  ['summer 2019 -people', summer2019],
  ['last summer -"two people"', lastSummer],
])('%s, and nothing else, is looked for in that time', (query, days) => {
  expect(told(query)).toBe(`${days} ${query}`);
});
