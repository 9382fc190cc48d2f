import { sep } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alwaysExcluded, excluder, faultInPattern, isExcludedBelow } from './exclude.ts';

test.each([
  '.git',
  'a/.thumbnails',
  '._IMG_1.jpg',
  'nas/@eaDir',
  'web/node_modules',
  '#recycle',
  'lost+found',
  'Lightroom/Catalog Previews.lrdata',
  'Pictures/Mediathek.photoslibrary/Thumbnails',
])('%s is left out without any rule of its own', (path) => expect(excluder([])(path.replaceAll('/', sep))).toBe(true));

test.each([
  'a.jpg',
  'node_modules.jpg',
  'eaDir',
  'a.b/c',
  'Photos Library.photoslibrary/originals',
  'Photos Library.photoslibrary/resources/renders',
  'Photos Library.photoslibrary/resources/derivatives',
  'Thumbnails',
  'derivatives',
])('%s is not', (path) => {
  expect(excluder([])(path.replaceAll('/', sep))).toBe(false);
});

test('a pattern without a slash is for a name anywhere, one with a slash for the path below the root', () => {
  const excludes = excluder(['*.PNG', 'screens', '2019/raw/**', '/top/', 'cache/']);
  const left = ['a.png', 'x/y/b.Png', 'x/screens', '2019/raw/a.jpg', 'top', 'deep/cache'];
  expect(left.filter((path) => !excludes(path))).toEqual([]);
  const kept = ['a.jpg', 'screens.jpg', 'x/2019/raw/a.jpg', 'x/screenshots'];
  expect(kept.filter(excludes)).toEqual([]);
});

test('a rule holds however the accents of a name are written, and for capitals of a system alike', () => {
  const [typed, byMac] = ['B\u00fcro', 'Bu\u0308ro'];
  for (const rule of [typed, byMac]) {
    expect([typed, byMac].filter(excluder([rule]))).toEqual([typed, byMac]);
    expect([`a/${typed}/x.jpg`, `a/${byMac}/x.jpg`].filter(excluder([`a/${rule}/**`]))).toHaveLength(2);
  }
  expect(excluder([])('$Recycle.Bin')).toBe(true);
});

test('what lies below a folder that is left out is left out', () => {
  const excludes = excluder(['private']);
  expect(isExcludedBelow(excludes, 'a/private/b/c.jpg')).toBe(true);
  expect(isExcludedBelow(excludes, 'a/.hidden/c.jpg')).toBe(true);
  expect(isExcludedBelow(excludes, 'a/public/c.jpg')).toBe(false);
});

test('any pattern can be used on any path', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (pattern, path) => {
      expect(typeof excluder([pattern])(path)).toBe('boolean');
    }),
  );
});

test('the rules that hold everywhere are rules', () => {
  for (const pattern of alwaysExcluded) expect(faultInPattern(pattern)).toBeUndefined();
});
