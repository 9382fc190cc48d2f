import { expect, test } from 'vitest';
import { errorCodes } from '../../contract/errors.ts';
import { wordsFor } from './words.ts';

test.each(errorCodes)('%s is worded in one line, with or without its facts', (code) => {
  expect(wordsFor({ code, detail: {} })).toMatch(/^\S.*\S$/);
});

test('facts cannot steer the terminal', () => {
  const detail = { library: '/photos/\u001b[2Jx\ny' };
  expect(wordsFor({ code: 'library.missing', detail })).toContain('/photos/\\x1b[2Jx\\x0ay');
});

test.each([
  [[], 'where any was taken is not known yet'],
  [['PT', 'DE'], 'some were in: Germany, Portugal'],
  [
    'AT BE CH DE ES FI FR GR HR IE IS LU NO PL'.split(' '),
    'some were in: Austria, Belgium, Croatia, Finland, France, Germany, Greece, Iceland, Ireland, Luxembourg, Norway, Poland and 2 more countries',
  ],
])('a place that no picture was taken in is told with where some were: %j', (known, where) => {
  const words = wordsFor({ code: 'place.unknown', detail: { place: 'Rome', known } });
  expect(words).toBe(`no picture was taken in Rome; ${where}`);
});
