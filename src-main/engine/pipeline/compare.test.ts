import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KnownFile } from '../values.ts';
import { compare } from './compare.ts';

const file = { size: 1, modifiedMs: 2, changedMs: 3, beside: 4 };
const seen = (name: string, change = {}) => ({ ...file, path: Buffer.from(name), ...change });
const known = (name: string, change = {}): KnownFile => ({
  ...seen(name),
  id: name.charCodeAt(0),
  gone: false,
  ...change,
});

function brief({ changed, gone }: ReturnType<typeof compare>) {
  return { changed: changed.map(({ path }) => path.toString()), gone: gone.map((id) => String.fromCharCode(id)) };
}

test('an unchanged folder tells nothing', () => {
  expect(compare([seen('a'), seen('b')], [known('a'), known('b')])).toEqual({ changed: [], gone: [] });
});

test.each([{ size: 9 }, { modifiedMs: 9 }, { changedMs: 9 }, { beside: 9 }])(
  'a file that differs in %j is told',
  (change) => {
    expect(brief(compare([seen('a', change)], [known('a')])).changed).toEqual(['a']);
  },
);

test('a file that is back is told, one that is still gone is not told again', () => {
  const before = [known('a', { gone: true }), known('b', { gone: true })];
  expect(brief(compare([seen('a')], before))).toEqual({ changed: ['a'], gone: [] });
});

test('whatever is found and known, each path is told as new, unchanged or gone', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 1 }), { maxLength: 12 });
  fc.assert(
    fc.property(names, names, (found, before) => {
      const byBytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));
      const [foundSorted, beforeSorted] = [found.toSorted(byBytes), before.toSorted(byBytes)];
      const told = brief(
        compare(
          foundSorted.map((name) => seen(name)),
          beforeSorted.map((name) => known(name)),
        ),
      );
      expect(told).toEqual({
        changed: foundSorted.filter((name) => !before.includes(name)),
        gone: beforeSorted.filter((name) => !found.includes(name)),
      });
    }),
  );
});
