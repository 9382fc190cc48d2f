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
