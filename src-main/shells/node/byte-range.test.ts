import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRange } from './byte-range.ts';

test.for([
  [undefined, 'whole'],
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=2-4', { start: 2, end: 4 }],
  ['bytes=5-', { start: 5, end: 9 }],
  ['bytes=5-500', { start: 5, end: 9 }],
  ['bytes=-3', { start: 7, end: 9 }],
  ['bytes=-50', { start: 0, end: 9 }],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=10-', 'unsatisfiable'],
  ['bytes=4-2', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=0-1,4-5', 'whole'],
  ['lines=1-2', 'whole'],
] as const)('%s of ten bytes', ([header, expected]) => {
  expect(readRange(header, 10)).toEqual(expected);
});

test('of an empty file no range can be had', () => {
  expect(readRange('bytes=0-', 0)).toBe('unsatisfiable');
  expect(readRange(undefined, 0)).toBe('whole');
});

test('a range never leaves the file', () => {
  const anyHeader = fc.oneof(
    fc.string(),
    fc.tuple(fc.nat(), fc.nat()).map(([first, last]) => `bytes=${first}-${last}`),
    fc.nat().map((count) => `bytes=-${count}`),
    fc.nat().map((first) => `bytes=${first}-`),
  );
  fc.assert(
    fc.property(anyHeader, fc.nat(), (header, size) => {
      const range = readRange(header, size);
      const inside = typeof range === 'string' || (range.start >= 0 && range.start <= range.end && range.end < size);
      expect(inside).toBe(true);
    }),
  );
});
