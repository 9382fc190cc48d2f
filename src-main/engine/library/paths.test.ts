import fc from 'fast-check';
import { expect, test } from 'vitest';
import { covers } from './path-range.ts';
import { Paths } from './paths.ts';

const bytes = (text: string) => Buffer.from(text);
const drive = new Paths(bytes('/media/drive'));

test('paths below the base stand without it, all others whole', () => {
  const each = ['/media/drive/2019/a.jpg', '/media/drive', '/media/drive2/a.jpg', '/home/a.jpg'];
  expect(each.map((path) => drive.stored(bytes(path)).toString())).toEqual(['./2019/a.jpg', './', ...each.slice(2)]);
  expect(each.map((path) => drive.absolute(drive.stored(bytes(path))).toString())).toEqual(each);
});

test('what another machine wrote is below the base of this one, whatever separates its names', () => {
  expect(new Paths(bytes('/Volumes/X')).absolute(bytes('./2019/a.jpg')).toString()).toBe('/Volumes/X/2019/a.jpg');
  expect(new Paths(bytes('/Volumes/X')).absolute(bytes('.\\2019\\a.jpg')).toString()).toBe('/Volumes/X/2019/a.jpg');
  expect(new Paths(bytes('/')).absolute(bytes('./a.jpg')).toString()).toBe('/a.jpg');
});

test('a row that begins with a dot leads nowhere while there is no base', () => {
  expect(() => new Paths().absolute(bytes('./a.jpg'))).toThrow('without a base');
});

const inRange =
  (row: Buffer) =>
  ([from, to]: readonly [Buffer, Buffer]) =>
    row.compare(from) >= 0 && row.compare(to) < 0;
const names = fc.array(fc.constantFrom('m', 'd', 'd2', 'a-b', 'a', 'z.jpg', '0', '!'), { maxLength: 4 });
const anyPath = names.map((parts) => bytes(`/${parts.join('/')}`));

test('below a folder are just the rows of its paths, wherever folder and base lie', () => {
  fc.assert(
    fc.property(anyPath, anyPath, anyPath, (base, folder, path) => {
      // No file has the base's own path, or is all there is.
      fc.pre(!path.equals(base) && path.length > 1);
      const paths = new Paths(base);
      const expected = covers(folder, path) && !folder.equals(path);
      expect(paths.below(folder).some(inRange(paths.stored(path)))).toBe(expected);
      const elsewhere = bytes(
        paths
          .stored(path)
          .toString()
          .replace(/^\.\/.*/u, (row) => row.replaceAll('/', '\\')),
      );
      expect(paths.below(folder).some(inRange(elsewhere))).toBe(expected);
    }),
    { numRuns: 2000 },
  );
});

test('between two paths are just the rows of those between, wherever the base lies', () => {
  fc.assert(
    fc.property(anyPath, fc.tuple(anyPath, anyPath), anyPath, (base, ends, path) => {
      const [from, to] = ends.toSorted((one, other) => one.compare(other)) as [Buffer, Buffer];
      // A look asks for what a folder holds: the base's own path is none of it.
      fc.pre(!path.equals(base) && !from.equals(to));
      const paths = new Paths(base);
      expect(paths.between(from, to).some(inRange(paths.stored(path)))).toBe(inRange(path)([from, to]));
    }),
    { numRuns: 2000 },
  );
});
