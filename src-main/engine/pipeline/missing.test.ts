import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideMissing, type Gone } from './missing.ts';

function gone(count: number, change: Partial<Gone> = {}): Gone[] {
  return Array.from({ length: count }, (_, id) => ({
    id,
    path: Buffer.from(`/photos/${id}.jpg`),
    elsewhere: false,
    ...change,
  }));
}

const state = { met: 100, unknown: [], accepted: false };

test('a few files that are gone are missing', () => {
  expect(decideMissing({ ...state, gone: gone(2) })).toEqual({ missing: [0, 1], kept: 0 });
});

test('a folder with nothing left in it is offline: all is kept', () => {
  expect(decideMissing({ ...state, met: 0, gone: gone(2) })).toEqual({ missing: [], kept: 2 });
});

test('below a folder that could not be read nothing is gone', () => {
  const below = gone(1, { id: 7, path: Buffer.from('/photos/locked/a.jpg') });
  const unknown = [Buffer.from('/photos/locked/')];
  expect(decideMissing({ ...state, unknown, gone: [...gone(1), ...below] })).toEqual({ missing: [0], kept: 1 });
});

test('more than fifty and more than a tenth want a word first', () => {
  expect(decideMissing({ ...state, gone: gone(50) }).kept).toBe(0);
  expect(decideMissing({ ...state, gone: gone(51) })).toEqual({ missing: [], kept: 51 });
  expect(decideMissing({ ...state, met: 1000, gone: gone(51) }).kept).toBe(0);
  expect(decideMissing({ ...state, accepted: true, gone: gone(51) }).kept).toBe(0);
});

test('moved files are no removals: they neither pull the brake nor are held by it', () => {
  const moved = gone(80, { elsewhere: true });
  expect(decideMissing({ ...state, gone: moved }).missing).toHaveLength(80);
  const lost = gone(51).map((file) => ({ ...file, id: file.id + 1000 }));
  expect(decideMissing({ ...state, gone: [...moved, ...lost] })).toEqual({
    missing: moved.map(({ id }) => id),
    kept: 51,
  });
});

test('every file not met is either missing or kept', () => {
  const file = fc.record({ id: fc.nat(), path: fc.constant(Buffer.from('/photos/a')), elsewhere: fc.boolean() });
  fc.assert(
    fc.property(fc.array(file, { maxLength: 200 }), fc.nat(500), fc.boolean(), (files, met, accepted) => {
      const { missing, kept } = decideMissing({ gone: files, met, unknown: [], accepted });
      expect(missing.length + kept).toBe(files.length);
    }),
  );
});
