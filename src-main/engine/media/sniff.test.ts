import { expect, test } from 'vitest';
import { isVideoHead, sniff, SNIFF_LENGTH } from './sniff.ts';

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

test.each([
  '\0\0\0\x18ftypisom\0\0\0\0mp42',
  '\0\0\0\x14ftypqt  \0\0\0\0qt  ',
  '\0\0\0\x18ftyp3gp4\0\0\0\x003gp4',
  '\0\0\0\x08wide\0\0\0\0mdat',
  'RIFF\x10\0\0\0AVI LIST',
  '\x1a\x45\xdf\xa3\x9fB\x86',
  '\0\0\x01\xba\x21\0',
  '\x1f\x07\0\x3f\xf8\x78',
  '\x1f\x07\0\xbf\xf8\x78',
])('%j begins a video', (head) => {
  expect(isVideoHead(bytes(head))).toBe(true);
});

/** Packets of a transport stream, each begun so. */
const packets = (start: string, length: number) => start.padEnd(length, '\xff').repeat(4);

test.each([
  ['MPEG-TS', packets('G@\0\x10', 188)],
  ['MPEG-TS from its middle', packets('G\x01\x23\x37', 188)],
  ['M2TS', packets('\0\x01\x02\x03G@\x11\x10', 192)],
])('%s is a video whatever its name', (_, head) => {
  expect(isVideoHead(bytes(head).subarray(0, SNIFF_LENGTH))).toBe(true);
});

test.each([
  ['one packet', 'G@\0\x10'.padEnd(400, '\xff')],
  ['TypeScript', 'Global state;\n'.padEnd(188, ' ').repeat(4)],
  ['packets that are scrambled', packets('G@\0\xd0', 188)],
])('%s makes no transport stream', (_, head) => {
  expect(isVideoHead(bytes(head).subarray(0, SNIFF_LENGTH))).toBe(false);
});

test.each([
  '',
  '\0\0\0\x1cftypM4A \0\0\0\0M4A mp42',
  '\0\0\0\x18ftypheic\0\0\0\0mif1',
  '\0\0\0\x18ftypcrx \0\0\0\x01crx isom',
  'RIFF\x10\0\0\0WAVE',
  'RIFF\x10\0\0\0WEBPVP8 ',
  'The wide world\n',
  '#EXTM3U\n',
])('%j begins no video', (head) => {
  expect(isVideoHead(bytes(head))).toBe(false);
});
