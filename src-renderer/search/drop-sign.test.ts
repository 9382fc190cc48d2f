import { expect, test } from 'vitest';
import { dropSign } from './drop-sign.ts';

test.each([
  ['beach -people', 'people', 'beach'],
  ['-people beach', 'people', 'beach'],
  ['beach -"many people" at night', 'many people', 'beach at night'],
  ['Strand –Leute', 'Leute', 'Strand'],
  ['beach -people -dogs', 'people', 'beach -dogs'],
  ['c -c++', 'c++', 'c'],
  ['beach -people, -dogs', 'people', 'beach -dogs'],
  ['beach -"two words", sunset', 'two words', 'beach sunset'],
  ['beach -people -"people" at night', 'people', 'beach at night'],
])('%s is asked without what keeps %s out', (query, words, left) => {
  expect(dropSign(query, 'without', words)).toBe(left);
});

test.each([
  ['beach without people', 'people'],
  ['well-people beach', 'people'],
  ['beach -peoples', 'people'],
])('of %s nothing can be dropped but by hand', (query, words) => {
  expect(dropSign(query, 'without', words)).toBeUndefined();
});

test('what is asked for besides is dropped alone', () => {
  expect(dropSign('beach +dog -dog', 'also', 'dog')).toBe('beach -dog');
  expect(dropSign('beach +"two dogs" +cat', 'also', 'two dogs')).toBe('beach +cat');
  expect(dropSign('beach ＋dog', 'also', 'dog')).toBe('beach');
  expect(dropSign('beach -dog', 'also', 'dog')).toBeUndefined();
});
