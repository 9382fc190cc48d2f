import { expect, test } from 'vitest';
import { momentsOf } from './period.ts';

test.each([
  ['2019', '2019-01-01', '2020-01-01'],
  ['2019-12', '2019-12-01', '2020-01-01'],
  ['2020-02', '2020-02-01', '2020-03-01'],
  ['2020-02-29', '2020-02-29', '2020-03-01'],
  ['2019-12-31', '2019-12-31', '2020-01-01'],
])('%s begins and ends with its first and last moment', (period, start, end) => {
  expect(momentsOf(period)).toEqual({ start: Date.parse(start), end: Date.parse(end) });
});
