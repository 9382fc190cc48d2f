import { afterEach, expect, test, vi } from 'vitest';
import { calendarHere } from './calendar.ts';
import { detectLanguage } from './language.ts';
import { readPeriod } from './read-period.ts';
import { warmUp } from './warm-up.ts';

afterEach(() => void vi.restoreAllMocks());

test('a query asks the system for no names of months and no time zone, for they are known before', () => {
  warmUp();
  calendarHere();
  const asked = vi.spyOn(Intl, 'DateTimeFormat');
  for (const query of ['der Hund am Strand', 'a dog in August 2021', 'no time']) {
    detectLanguage(query, ['en', 'de']);
    readPeriod(query, { language: 'de', calendar: calendarHere(), mayBeAll: false });
  }
  expect(asked).not.toHaveBeenCalled();
});

test('each phrase of a query is looked up once', () => {
  warmUp();
  const words = 'people sitting around a campfire at night with mountains and stars in the background'.split(' ');
  const whole = Object.getOwnPropertyDescriptor(Map.prototype, 'get') ?? {};
  const get = whole.value as (this: unknown, key: unknown) => unknown;
  let asked = 0;
  // Not spied on, for what spies keep is in maps, too.
  const counting = {
    ...whole,
    value(this: unknown, key: unknown) {
      asked += 1;
      return get.call(this, key);
    },
  };
  Object.defineProperty(Map.prototype, 'get', counting);
  try {
    readPeriod(words.join(' '), {
      language: 'en',
      calendar: { today: '2026-11-29', southern: false },
      mayBeAll: false,
    });
  } finally {
    Object.defineProperty(Map.prototype, 'get', whole);
  }
  // Phrases of one, two and three words, with their accents and without.
  expect(asked).toBeGreaterThan(2 * words.length);
  expect(asked).toBeLessThanOrEqual(6 * words.length);
});
