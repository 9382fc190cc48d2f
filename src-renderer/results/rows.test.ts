import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layRows, neighbour, rowOf, type Picture } from './rows.ts';

const measures = { width: 1000, rowHeight: 200, gap: 6, headingHeight: 50, headingWidth: 600 };
const square = (id: number, time = 0): Picture => ({ id, width: 100, height: 100, time });

const anyPictures = fc
  .array(fc.record({ width: fc.nat(6000), height: fc.nat(6000), time: fc.nat(2_000_000_000_000) }), { maxLength: 60 })
  .map((list): Picture[] => list.map((extent, id) => ({ id, ...extent })));
const anyWidth = fc.integer({ min: 320, max: 2560 });
const anyHeading = fc.constantFrom(100, 170, 600);

test('every picture lies in one row, in order, inside the width', () => {
  fc.assert(
    fc.property(
      anyPictures,
      fc.record({ width: anyWidth, headingWidth: anyHeading }),
      fc.boolean(),
      (pictures, own, byMonth) => {
        const { width } = own;
        const rows = layRows(pictures, { ...measures, ...own }, byMonth);
        const boxes = rows.flatMap((row) => (row.kind === 'pictures' ? row.boxes : []));
        expect(boxes.map(({ at }) => at)).toEqual(pictures.map((_picture, at) => at));
        for (const { left, width: wide } of boxes) {
          expect(left).toBeGreaterThanOrEqual(0);
          expect(left + wide).toBeLessThanOrEqual(width + 1);
        }
      },
    ),
    { numRuns: 1000 },
  );
});

test('a last row that would be wider than a narrow grid is made to fit, in its shape', () => {
  const pictures = [square(0), { id: 1, width: 23, height: 19 }];
  const last = layRows(pictures, { ...measures, width: 323 }, false).at(-1);
  const [box] = last?.kind === 'pictures' ? last.boxes : [];
  expect(box?.at).toBe(1);
  expect(box?.width).toBeCloseTo(323, 0);
  expect((box?.width ?? 0) / ((last?.height ?? 0) - measures.gap)).toBeCloseTo(23 / 19, 1);
});

test('the row of each picture is found, and no other', () => {
  fc.assert(
    fc.property(anyPictures, anyHeading, fc.boolean(), (pictures, headingWidth, byMonth) => {
      const rows = layRows(pictures, { ...measures, headingWidth }, byMonth);
      for (const at of pictures.keys()) {
        const row = rows[rowOf(rows, at)];
        expect(row?.kind === 'pictures' && row.boxes.some((box) => box.at === at)).toBe(true);
      }
      expect(rowOf(rows, pictures.length)).toBe(-1);
    }),
  );
});

test('each month has its heading', () => {
  const pictures = [
    square(1, Date.UTC(2020, 5, 15)),
    square(2, Date.UTC(2020, 5, 14)),
    square(3, Date.UTC(2019, 5, 14)),
  ];
  const rows = layRows(pictures, measures, true);
  expect(rows.map(({ kind }) => kind)).toEqual(['heading', 'pictures', 'heading', 'pictures']);
  expect(layRows(pictures, measures, false).map(({ kind }) => kind)).toEqual(['pictures']);
});

test('months of few pictures share a row, each below its heading, as long as there is room', () => {
  const month = (at: number) => Date.UTC(2020, at, 15);
  const times = [11, 10, 10, 9, 9, 9, 8];
  const rows = layRows(
    times.map((at, id) => square(id, month(at))),
    { ...measures, headingWidth: 150 },
    true,
  );
  const seen = rows.map((row) =>
    row.kind === 'pictures' ? row.boxes : row.kind === 'heading' ? row.titles : row.kind,
  );
  const first = [
    { at: 0, left: 0, width: 200 },
    { at: 1, left: 228, width: 200 },
    { at: 2, left: 434, width: 200 },
  ];
  expect(seen.slice(0, 2)).toEqual([
    [
      { time: month(11), left: 0 },
      { time: month(10), left: 228 },
    ],
    first,
  ]);
  expect(seen[2]).toEqual([
    { time: month(9), left: 0 },
    { time: month(8), left: 640 },
  ]);
  expect(seen).toHaveLength(4);
  expect([neighbour(rows, 2, 1), neighbour(rows, 6, -1)]).toEqual([5, 2]);
});

test('a picture narrower than its heading leaves room for that', () => {
  const pictures = [square(0, Date.UTC(2020, 5, 15)), square(1, Date.UTC(2020, 4, 15))];
  const [heading] = layRows(pictures, { ...measures, headingWidth: 300 }, true);
  expect(heading?.kind === 'heading' && heading.titles[1]?.left).toBe(328);
});

test('up and down lead to what lies nearest there, over headings, and stay at the edge', () => {
  const times = [2, 2, 2, 1, 1, 1].map((month) => Date.UTC(2020, month, 15));
  const rows = layRows(
    times.map((time, id) => square(id, time)),
    measures,
    true,
  );
  expect(neighbour(rows, 1, 1)).toBe(4);
  expect(neighbour(rows, 5, -1)).toBe(2);
  expect(neighbour(rows, 1, -1)).toBe(1);
  expect(neighbour(rows, 4, 1)).toBe(4);
});

test('a panorama does not flatten its row, a missing extent is a square', () => {
  const rows = layRows(
    [
      { id: 1, width: 20_000, height: 100 },
      { id: 2, width: 0, height: 0 },
    ],
    measures,
    false,
  );
  expect(rows.every(({ height }) => height > 100)).toBe(true);
});

test('one divider lies before the first weak picture, and none where all are weak, or none is', () => {
  const found = (matching: number) => Array.from({ length: 9 }, (_, id) => ({ ...square(id), isWeak: id >= matching }));
  const kinds = (matching: number, byMonth = false) =>
    layRows(found(matching), measures, byMonth).map((row) => (row.kind === 'pictures' ? row.boxes[0]?.at : row.kind));
  expect(kinds(2).slice(0, 3)).toEqual([0, 'divider', 2]);
  expect(kinds(2).filter((kind) => kind === 'divider')).toHaveLength(1);
  for (const matching of [0, 9]) expect(kinds(matching)).not.toContain('divider');
  expect(kinds(2, true)).not.toContain('divider');
});

test('over the divider, up and down lead on, and the row of a picture is found', () => {
  const rows = layRows(
    Array.from({ length: 9 }, (_, id) => ({ ...square(id), isWeak: id >= 2 })),
    measures,
    false,
  );
  expect([neighbour(rows, 1, 1), neighbour(rows, 3, -1)]).toEqual([3, 1]);
  expect([0, 1, 2, 8].map((at) => rowOf(rows, at))).toEqual([0, 0, 2, 3]);
});
