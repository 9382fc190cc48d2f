import { expect, test } from 'vitest';
import { barsOf } from './bars.ts';

test('a few years are shown by months, those without pictures too', () => {
  const bars = barsOf([
    { month: '2019-12', count: 4 },
    { month: '2020-02', count: 7 },
  ]);
  expect(bars).toEqual([
    { from: '2019-12-01', to: '2019-12-31', isYear: false, count: 4 },
    { from: '2020-01-01', to: '2020-01-31', isYear: false, count: 0 },
    { from: '2020-02-01', to: '2020-02-29', isYear: false, count: 7 },
  ]);
});

test('many years are shown by years, each whole', () => {
  const bars = barsOf([
    { month: '1999-06', count: 1 },
    { month: '2005-01', count: 2 },
    { month: '2005-12', count: 3 },
  ]);
  expect(bars).toHaveLength(7);
  expect(bars[0]).toEqual({ from: '1999-01-01', to: '1999-12-31', isYear: true, count: 1 });
  expect(bars.at(-1)).toEqual({ from: '2005-01-01', to: '2005-12-31', isYear: true, count: 5 });
});

test('without pictures there are no bars', () => {
  expect(barsOf([])).toEqual([]);
});
