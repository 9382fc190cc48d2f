import { expect, test } from 'vitest';
import { ResultsState } from './results-state.svelte.ts';
import type { Picture } from './rows.ts';

function showing(count: number): ResultsState {
  const results = new ResultsState();
  results.width = 1000;
  results.show(pictures(count), { byMonth: false, keepPlace: false });
  return results;
}

function pictures(count: number): Picture[] {
  return Array.from({ length: count }, (_empty, at) => ({ id: at + 100, width: 100, height: 100 }));
}

test('the hand stays inside', () => {
  const results = showing(3);
  results.move('left', { extend: false });
  expect(results.active).toBe(0);
  results.move('last', { extend: false });
  results.move('right', { extend: false });
  expect(results.active).toBe(2);
  results.goTo(99);
  expect(results.active).toBe(2);
});

test('shift selects from where the hand was, space adds and takes away', () => {
  const results = showing(9);
  results.move('right', { extend: false });
  results.move('right', { extend: true });
  results.move('right', { extend: true });
  expect([...results.selected]).toEqual([101, 102, 103]);
  results.move('left', { extend: true });
  expect([...results.selected]).toEqual([101, 102]);
  results.toggle(8, { range: false });
  results.toggle(2, { range: false });
  expect([...results.selected]).toEqual([101, 108]);
  results.toggle(4, { range: true });
  expect([...results.selected]).toEqual([102, 103, 104]);
  results.clearSelection();
  expect(results.selected.size).toBe(0);
});

test('when the list grows, the picture at hand and the selection stay', () => {
  const results = showing(3);
  results.goTo(1);
  results.toggle(1, { range: false });
  const before = results.generation;
  results.show([{ id: 7, width: 1, height: 1 }, ...pictures(3)], { byMonth: false, keepPlace: true });
  expect([results.active, [...results.selected], results.generation]).toEqual([2, [101], before]);
});

test('another list begins at its first picture and keeps of the selection what it holds', () => {
  const results = showing(3);
  results.selectAll();
  results.goTo(2);
  results.show(pictures(2), { byMonth: false, keepPlace: false });
  expect([results.active, [...results.selected]]).toEqual([0, [100, 101]]);
});

test('an empty list has nothing at hand', () => {
  const results = showing(0);
  for (const move of ['left', 'right', 'up', 'down', 'last', 'page-down'] as const)
    results.move(move, { extend: true });
  expect([results.active, results.rows, results.selected.size]).toEqual([0, [], 0]);
});

test('photos and videos are counted apart', () => {
  const results = new ResultsState();
  const [one, two, three] = pictures(3);
  if (!one || !two || !three) throw new Error('three were made');
  results.show([one, { ...two, duration: 9000 }, three], { byMonth: false, keepPlace: false });
  expect(results.kinds).toEqual({ photos: 2, videos: 1 });
});

test('when the picture at hand leaves the list, the one that comes into its place is at hand', () => {
  const results = showing(4);
  results.goTo(2);
  const without = (id: number) => results.pictures.filter((picture) => picture.id !== id);
  results.show(without(102), { byMonth: false, keepPlace: true });
  expect(results.chosen).toEqual([103]);
  results.show(without(103), { byMonth: false, keepPlace: true });
  expect(results.chosen).toEqual([101]);
});

test('one is where one has gone to, though another row is the first in sight, until one moves on', () => {
  const results = new ResultsState();
  // Too narrow for months side by side.
  results.width = 300;
  const months = [6, 5, 5, 4].map((month, id) => ({ id, width: 1, height: 1, time: new Date(2020, month).getTime() }));
  results.show(months, { byMonth: true, keepPlace: false });
  const { stops } = results.course;
  for (const { row, at } of stops) {
    results.goToRow(row);
    expect([results.here, results.active]).toEqual([row, at]);
  }
  expect(results.here).not.toBe(results.inSight);
  const ways = [
    () => results.scrollOn(),
    () => results.move('left', { extend: false }),
    () => results.goTo(1),
    () => results.show(months.slice(), { byMonth: true, keepPlace: false }),
  ];
  for (const moveOn of ways) {
    results.goToRow(stops.at(-1)?.row ?? 0);
    moveOn();
    expect(results.here).toBe(results.inSight);
  }
});

test('one stays where one has gone to when the list grows above', () => {
  const results = new ResultsState();
  // Too narrow for months side by side.
  results.width = 300;
  const inMonth = (id: number, month: number) => ({ id, width: 1, height: 1, time: new Date(2020, month).getTime() });
  results.show([inMonth(1, 6), inMonth(2, 5)], { byMonth: true, keepPlace: false });
  results.goToRow(2);
  results.show([inMonth(3, 7), inMonth(1, 6), inMonth(2, 5)], { byMonth: true, keepPlace: true });
  expect(results.here).toBe(4);
});

test('a list is read from where it was left, by the picture that was the first in sight', () => {
  const results = new ResultsState();
  // Too narrow for months side by side.
  results.width = 300;
  const all = [7, 6, 5].map((month, id) => ({ id, width: 1, height: 1, time: new Date(2020, month).getTime() }));
  results.show(all, { byMonth: true, keepPlace: false });
  results.inSight = 2;
  const from = results.firstInSight;
  expect(from).toBe(1);
  results.show(pictures(3), { byMonth: false, keepPlace: false });
  expect([results.firstRow, results.active]).toEqual([0, 0]);
  results.show(all, { byMonth: true, keepPlace: false, from });
  expect([results.firstRow, results.active]).toEqual([2, 1]);
  results.show(all.slice(2), { byMonth: true, keepPlace: false, from });
  expect([results.firstRow, results.active]).toEqual([0, 0]);
});

test('headings have the room that letters take', () => {
  const results = new ResultsState();
  results.width = 1000;
  results.show(pictures(1), { byMonth: true, keepPlace: false });
  const usual = results.rows[0]?.height ?? 0;
  results.letters = 2;
  expect(results.rows.map(({ kind }) => kind)).toEqual(['heading', 'pictures']);
  expect(results.rows[0]?.height).toBe(2 * usual);
});
