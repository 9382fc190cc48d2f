import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldAlike, isToTheSecond } from './fold-alike.ts';

/** A photo as a test tells it: its second, and the angle of its vector; the cosine of angles is their likeness. */
type Photo = { name: string; second?: number; angle?: number };

const shotParts = {
  takenOf: ({ second }: Photo) => (second === undefined ? undefined : 1_500_000_000_000 + second * 1000),
  embeddingsOf: (photos: readonly Photo[]) =>
    new Map(photos.map((photo) => [photo, Float32Array.of(Math.cos(photo.angle ?? 0), Math.sin(photo.angle ?? 0))])),
};

const folded = (photos: Photo[]) =>
  foldAlike(photos, shotParts).map(({ hit, alike }) => [hit.name, ...alike.map(({ name }) => name)].join(' '));

const different = Math.acos(0.89);

test('a burst is one hit, its best, however long it lasts', () => {
  const burst = [4, 13, 1, 7, 10].map((second) => ({ name: `b${second}`, second }));
  expect(folded([{ name: 'a', second: 100 }, ...burst])).toEqual(['a', 'b4 b13 b1 b7 b10']);
});

test.each<[string, Photo, Photo]>([
  ['four seconds apart', { name: 'a', second: 1 }, { name: 'b', second: 5 }],
  ['of other looks', { name: 'a', second: 1 }, { name: 'b', second: 1, angle: different }],
  ['one without a date', { name: 'a', second: 1 }, { name: 'b' }],
  ['both without a date', { name: 'a' }, { name: 'b' }],
])('two photos %s are two hits', (_, one, other) => {
  expect(folded([one, other])).toEqual(['a', 'b']);
});

test('two bursts that run into each other stay two', () => {
  const photos = [1, 2, 3, 4].flatMap((second) => [
    { name: `a${second}`, second },
    { name: `b${second}`, second, angle: different },
  ]);
  expect(folded(photos)).toEqual(['a1 a2 a3 a4', 'b1 b2 b3 b4']);
});

test('no hit is lost or doubled, and the order stays', () => {
  const anyPhotos = fc.array(
    fc.record({ second: fc.option(fc.nat(30), { nil: undefined }), angle: fc.double({ min: 0, max: 1, noNaN: true }) }),
  );
  fc.assert(
    fc.property(anyPhotos, (given) => {
      const photos = given.map(({ second, angle }, at) => ({
        name: String(at),
        angle,
        ...(second === undefined ? {} : { second }),
      }));
      const groups = foldAlike(photos, shotParts);
      const names = groups.flatMap(({ hit, alike }) => [hit, ...alike]).map(({ name }) => Number(name));
      expect(names.toSorted((a, b) => a - b)).toEqual(photos.map((_, at) => at));
      for (const list of [groups.map(({ hit }) => hit), ...groups.map(({ hit, alike }) => [hit, ...alike])]) {
        const order = list.map(({ name }) => Number(name));
        expect(order).toEqual(order.toSorted((a, b) => a - b));
      }
    }),
  );
});

test('a date without a time says nothing of seconds', () => {
  expect(isToTheSecond(Date.parse('2019-08-03T00:00:00Z'))).toBe(false);
  expect(isToTheSecond(Date.parse('2019-08-03T00:00:01Z'))).toBe(true);
});
