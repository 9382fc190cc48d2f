import { expect, test } from 'vitest';
import { sniff } from './sniff.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');

test.each([
  ['jpeg', '\xff\xd8\xff\xe1'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['webp', 'RIFF\x10\0\0\0WEBPVP8 '],
  ['gif', 'GIF89a'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  ['bmp', 'BM\x36\x20\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0'],
  ['raw', 'FUJIFILMCCD-RAW 0201'],
  ['raw', 'IIRO\x08\0\0\0'],
  ['raw', '\0\0\0\x18ftypcrx \0\0\0\x01crx isom'],
  ['avif', '\0\0\0\x1cftypavif\0\0\0\0mif1avif'],
  ['avif', '\0\0\0\x1cftypmif1\0\0\0\0avifmiaf'],
  ['heic', '\0\0\0\x18ftypheic\0\0\0\0mif1'],
  ['heic', '\0\0\0\x18ftypmif1\0\0\0\0heic'],
])('%s is known by its first bytes', (format, head) => {
  expect(sniff(bytes(head))).toBe(format);
});

test.each([
  '',
  'R',
  'RIFF\x10\0\0\0WAVE',
  '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'PNG',
  'BM',
  'BMW owners: a list of all that was ever sold\n',
  '\0\0\0\x18ftypisom\0\0\0\0mp42',
])('%j is no picture', (head) => {
  expect(sniff(bytes(head))).toBeUndefined();
});

test('brands beyond the ftyp box do not count', () => {
  expect(sniff(bytes('\0\0\0\x10ftypisom\0\0\0\0avif'))).toBeUndefined();
});
