import fc from 'fast-check';
import { expect, test } from 'vitest';
import { courseOf, marksOf, rowAt, shareOf, stopAt } from './course.ts';
import { layRows, type Picture } from './rows.ts';

const measures = { width: 1000, rowHeight: 200, gap: 6, headingHeight: 50, headingWidth: 600 };
const day = (year: number, month: number) => new Date(year, month - 1, 15).getTime();
const rowsOf = (times: readonly number[], headingWidth = 600) =>
  layRows(
    times.map((time, id): Picture => ({ id, width: 100, height: 100, time })),
    { ...measures, headingWidth },
    true,
  );

/** A list as it is browsed: the newest first. */
const anyTimes = fc
  .array(fc.integer({ min: day(2000, 1), max: day(2026, 12) }), { minLength: 1, maxLength: 200 })
  .map((times) => times.toSorted((one, other) => other - one));

test('each month is a stop with its first row, its first picture and its count', () => {
  const { stops } = courseOf(rowsOf([day(2020, 6), day(2020, 6), day(2020, 5), day(2018, 5)]));
  expect(stops).toEqual([
    { time: day(2020, 6), until: day(2020, 6), row: 0, at: 0, count: 2 },
    { time: day(2020, 5), until: day(2020, 5), row: 2, at: 2, count: 1 },
    { time: day(2018, 5), until: day(2018, 5), row: 4, at: 3, count: 1 },
  ]);
});

test('months that share a row are one stop, told from the last to the first', () => {
  const { stops } = courseOf(rowsOf([day(2020, 6), day(2020, 6), day(2020, 5), day(2018, 5)], 150));
  expect(stops).toEqual([{ time: day(2020, 6), until: day(2018, 5), row: 0, at: 0, count: 4 }]);
});

test('every row is found at its own place, in its month, and all pictures are counted', () => {
  fc.assert(
    fc.property(anyTimes, fc.constantFrom(150, 600), (times, headingWidth) => {
      const rows = rowsOf(times, headingWidth);
      const course = courseOf(rows);
      expect(course.stops.reduce((sum, { count }) => sum + count, 0)).toBe(times.length);
      for (const row of rows.keys()) {
        // In its middle: sums of heights are not exact to the last digit.
        const middle = (shareOf(course, row) + shareOf(course, row + 1)) / 2;
        expect(rowAt(course, middle)).toBe(row);
        const stop = course.stops[stopAt(course, row)];
        expect(stop?.row).toBeLessThanOrEqual(row);
      }
      expect([rowAt(course, -1), rowAt(course, 2)]).toEqual([0, rows.length - 1]);
    }),
  );
});

test('marks and names keep their distance, and each name is that of another year', () => {
  fc.assert(
    fc.property(anyTimes, fc.integer({ min: 100, max: 2000 }), (times, height) => {
      const marks = marksOf(courseOf(rowsOf(times)), height, { mark: 4, name: 18 });
      const named = marks.filter(({ year }) => year !== undefined);
      const gaps = named.slice(1).map(({ share }, at) => (share - (named[at]?.share ?? 0)) * height);
      expect(Math.min(18, ...gaps)).toBeGreaterThan(18 - 1e-6);
      expect(new Set(named.map(({ year }) => year)).size).toBe(named.length);
      expect(marks[0]?.year).toBe(new Date(times[0] ?? 0).getFullYear());
    }),
  );
});

test('nothing has no course', () => {
  const course = courseOf([]);
  expect([course.stops, marksOf(course, 500, { mark: 4, name: 18 })]).toEqual([[], []]);
});
