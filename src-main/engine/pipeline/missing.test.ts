import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideMissing, offlineReason, type Gone, type RootState } from './missing.ts';

function gone(count: number, change: Partial<Gone> = {}): Gone[] {
  return Array.from({ length: count }, (_, id) => ({
    id,
    path: Buffer.from(`/photos/${id}.jpg`),
    elsewhere: false,
    ...change,
  }));
}

const never = () => false;
const state: Omit<RootState, 'gone'> = {
  present: 100,
  lately: 0,
  offline: false,
  isUnknown: never,
  isExcluded: never,
  accepted: false,
};

test('a few files that are gone are missing', () => {
  expect(decideMissing({ ...state, gone: gone(2) })).toEqual({ moved: [], missing: [0, 1], held: 0, kept: 0 });
});

test('of a place that is offline all is kept, until a person says otherwise', () => {
  const offline = { ...state, offline: true, gone: gone(2) };
  expect(decideMissing(offline)).toEqual({ moved: [], missing: [], held: 0, kept: 2 });
  expect(decideMissing({ ...offline, accepted: true }).missing).toEqual([0, 1]);
});

test('below a folder of which nothing is known nothing is gone, whatever a person says', () => {
  const below = gone(1, { id: 7, path: Buffer.from('/photos/locked/a.jpg') });
  const isUnknown = (path: Buffer) => path.toString().startsWith('/photos/locked/');
  for (const accepted of [false, true]) {
    const decision = decideMissing({ ...state, accepted, isUnknown, gone: [...gone(1), ...below] });
    expect(decision).toEqual({ moved: [], missing: [0], held: 0, kept: 1 });
  }
});

test('more than fifty and more than a tenth want a word first', () => {
  expect(decideMissing({ ...state, gone: gone(50) }).held).toBe(0);
  expect(decideMissing({ ...state, gone: gone(51) })).toEqual({ moved: [], missing: [], held: 51, kept: 0 });
  expect(decideMissing({ ...state, present: 1000, gone: gone(51) }).held).toBe(0);
  expect(decideMissing({ ...state, accepted: true, gone: gone(51) }).held).toBe(0);
});

test('removals that come in small lots add up', () => {
  expect(decideMissing({ ...state, lately: 40, gone: gone(11) }).held).toBe(11);
  expect(decideMissing({ ...state, lately: 39, gone: gone(11) }).held).toBe(0);
});

test('moved files are no removals: they neither pull the brake nor are held by it', () => {
  const moved = gone(80, { elsewhere: true });
  expect(decideMissing({ ...state, gone: moved }).moved).toHaveLength(80);
  const lost = gone(51).map((file) => ({ ...file, id: file.id + 1000 }));
  expect(decideMissing({ ...state, gone: [...moved, ...lost] })).toEqual({
    moved: moved.map(({ id }) => id),
    missing: [],
    held: 51,
    kept: 0,
  });
});

test('what a new rule leaves out goes at once, however much it is', () => {
  expect(decideMissing({ ...state, isExcluded: () => true, gone: gone(80) }).missing).toHaveLength(80);
});

test('every file not met is moved, missing, held or kept', () => {
  const file = fc.record({ id: fc.nat(), path: fc.constant(Buffer.from('/photos/a')), elsewhere: fc.boolean() });
  const world = fc.record({
    gone: fc.array(file, { maxLength: 200 }),
    present: fc.nat(500),
    lately: fc.nat(100),
    offline: fc.boolean(),
    unknown: fc.boolean(),
    excluded: fc.boolean(),
    accepted: fc.boolean(),
  });
  fc.assert(
    fc.property(world, ({ unknown, excluded, ...rest }) => {
      const decision = decideMissing({ ...rest, isUnknown: () => unknown, isExcluded: () => excluded });
      const { moved, missing, held, kept } = decision;
      expect(moved.length + missing.length + held + kept).toBe(rest.gone.length);
    }),
  );
});

const look = { known: 100, metAgain: 100, met: 100, volume: 'a', volumeBefore: 'a', unlisted: undefined };

test('a folder is offline when it cannot be listed, or is empty where it was full', () => {
  expect(offlineReason(look)).toBeUndefined();
  expect(offlineReason({ ...look, unlisted: 'folder.missing', met: 0, metAgain: 0 })).toBe('folder.missing');
  expect(offlineReason({ ...look, met: 0, metAgain: 0 })).toBe('folder.offline');
  expect(offlineReason({ ...look, known: 0, met: 0, metAgain: 0 })).toBeUndefined();
});

test('on another volume it must hold half of what it held: else another drive is in its place', () => {
  const other = { ...look, volume: 'b' };
  expect(offlineReason({ ...other, metAgain: 50 })).toBeUndefined();
  expect(offlineReason({ ...other, metAgain: 49 })).toBe('folder.other-volume');
  expect(offlineReason({ ...other, metAgain: 0, met: 1 })).toBe('folder.other-volume');
  expect(offlineReason({ ...look, metAgain: 0, met: 1 })).toBeUndefined();
  expect(offlineReason({ ...other, volumeBefore: undefined, metAgain: 0, met: 1 })).toBeUndefined();
});
