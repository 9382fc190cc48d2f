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
