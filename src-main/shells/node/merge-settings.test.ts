import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Settings } from '../../contract/index.ts';
import { mergeSettings } from './merge-settings.ts';

const none: Settings = { theme: 'system', recent: [] };
const boat = { text: 'boat', filters: { rating: 3, kind: 'photo' as const } };
const house = { text: 'house', filters: {} };

const words = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 });
const settings = fc.record(
  { theme: fc.constantFrom('system', 'light', 'dark'), language: fc.constantFrom('de', 'ja'), recent: words },
  { requiredKeys: ['theme', 'recent'] },
) as fc.Arbitrary<Settings>;

test('one window alone has what it chose, and what was not changed stays', () => {
  fc.assert(
    fc.property(settings, settings, (before, now) => {
      expect(mergeSettings(before, { before, now })).toEqual(now);
      expect(mergeSettings(now, { before, now: before })).toEqual(now);
      // Sent twice it is as sent once.
      expect(mergeSettings(now, { before, now })).toEqual(now);
    }),
  );
});

test('what two windows added is there, what one gave up is not', () => {
  const kept = { ...none, recent: ['dog', 'cat'], saved: [house] };
  const before = { ...none, recent: ['cat'], saved: [boat] };
  const now = { ...none, theme: 'dark' as const, recent: ['tree', 'cat'], saved: [] };
  expect(mergeSettings(kept, { before, now })).toEqual({
    theme: 'dark',
    recent: ['tree', 'cat', 'dog'],
    saved: [house],
  });
});

test('a saved search is the same whatever the order of its filters', () => {
  const same = { text: 'boat', filters: { kind: 'photo' as const, rating: 3 } };
  expect(mergeSettings({ ...none, saved: [same] }, { before: none, now: { ...none, saved: [boat] } }).saved).toEqual([
    boat,
  ]);
});
