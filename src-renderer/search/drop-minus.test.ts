import { expect, test } from 'vitest';
import { dropMinus } from './drop-minus.ts';

test.each([
  ['beach -people', 'people', 'beach'],
  ['-people beach', 'people', 'beach'],
  ['beach -"many people" at night', 'many people', 'beach at night'],
  ['Strand –Leute', 'Leute', 'Strand'],
  ['beach -people -dogs', 'people', 'beach -dogs'],
  ['c -c++', 'c++', 'c'],
  ['beach -people -"people" at night', 'people', 'beach at night'],
])('%s is asked without what keeps %s out', (query, words, left) => {
  expect(dropMinus(query, words)).toBe(left);
});

test.each([
  ['beach without people', 'people'],
  ['well-people beach', 'people'],
  ['beach -peoples', 'people'],
])('of %s nothing can be dropped but by hand', (query, words) => {
  expect(dropMinus(query, words)).toBeUndefined();
});
