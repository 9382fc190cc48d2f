import { expect, test } from 'vitest';
import { readLength } from './length.ts';
import { UsageError } from './options.ts';

test.each([
  ['>30s', { least: 30_000 }],
  ['> 1.5 min', { least: 90_000 }],
  ['<2h', { most: 7_200_000 }],
  ['30s-2m', { least: 30_000, most: 120_000 }],
])('%s is understood', (text, length) => {
  expect(readLength(text)).toEqual(length);
});

test.each(['', '30', '30s', '>30', '>x', '2m-30s', '>30s-2m', '30s-', '-30s', '>>30s', '1d-2d'])(
  '%j is not',
  (text) => {
    expect(() => readLength(text)).toThrow(UsageError);
  },
);
