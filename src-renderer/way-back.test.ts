import { expect, test } from 'vitest';
import { WayBack } from './way-back.ts';

/** Over a history that says what was asked of it, and tells of each way through it when it is asked to. */
function over(state: unknown = null) {
  const entries = [null, ...(typeof state === 'number' ? Array.from({ length: state }, (_, at) => at + 1) : [])];
  let at = entries.length - 1;
  let unheard = 0;
  const past = {
    get state() {
      return entries[at];
    },
    pushState(pushed: number) {
      entries.splice((at += 1), Infinity, pushed);
    },
    go(steps = 0) {
      at += steps;
      unheard += 1;
    },
  };
  const way = new WayBack(past);
  const heard = () => {
    while (unheard > 0) {
      unheard -= 1;
      if (way.went(entries[at]) !== 0) throw new Error('an own way closed something');
    }
  };
  return {
    way,
    heard,
    place: () => [at, entries.length - 1],
    person: (steps: number) => way.went(entries[(at += steps)]),
  };
}

test('the way back closes one layer after the other, and then leaves the photos', () => {
  const { way, place, person } = over();
  way.keep(1);
  way.keep(2);
  expect(person(-1)).toBe(1);
  way.keep(1);
  expect(person(-1)).toBe(1);
  way.keep(0);
  expect(place()).toEqual([0, 2]);
});

test('two steps at once close both', () => {
  const { way, person } = over();
  way.keep(2);
  expect(person(-2)).toBe(2);
});

test('what is closed otherwise leaves nothing to go back through', () => {
  const { way, heard, place } = over();
  way.keep(1);
  way.keep(2);
  way.keep(0);
  heard();
  expect(place()[0]).toBe(0);
});

test('the way forward opens nothing, and comes back', () => {
  const { way, heard, place, person } = over();
  way.keep(1);
  way.keep(0);
  heard();
  expect(person(1)).toBe(0);
  heard();
  expect(place()[0]).toBe(0);
  way.keep(1);
  expect(person(-1)).toBe(1);
});

test('a page that is loaded anew with something open has one way back, out', () => {
  const { heard, place } = over(2);
  heard();
  expect(place()[0]).toBe(0);
});

test('what is opened before the history has gone back stays', () => {
  const { way, heard, person } = over();
  way.keep(1);
  way.keep(0);
  way.keep(1);
  heard();
  expect(person(-1)).toBe(1);
});
