import { expect, test } from 'vitest';
import { tiff, type TiffOptions } from '../../../test/fixtures/camera-files.ts';
import { takenByName } from './taken-by-name.ts';
import { parseTaken, takenAt, takenByExif } from './taken.ts';
import { readTiff } from './tiff.ts';

const wall = (text: string) => Date.parse(`${text}Z`);

test.each([
  ['2019:08:03 14:05:09', '2019-08-03T14:05:09', undefined],
  ['2019-08-03T14:05:09.25+02:00', '2019-08-03T14:05:09', 120],
  ['2019-08-03T14:05:09-0330', '2019-08-03T14:05:09', -210],
  ['2019-08-03T14:05Z', '2019-08-03T14:05:00', 0],
  ['2019-08-03', '2019-08-03T00:00:00', undefined],
])('%s is read', (text, expected, offset) => {
  expect(parseTaken(text, 'xmp')).toEqual({
    wall: wall(expected),
    from: 'xmp',
    ...(offset === undefined ? {} : { offset }),
  });
});

test.each([
  '',
  '0000:00:00 00:00:00',
  '    :  :     :  :  ',
  '2019:02:30 10:00:00',
  '1200-01-01',
  '2999-01-01',
  'today',
])('%j is no date', (text) => {
  expect(parseTaken(text, 'exif')).toBeUndefined();
});

function byExif(options: TiffOptions) {
  const structure = readTiff(tiff(options));
  return structure && takenByExif(structure);
}

const original = '2019:08:03 14:05:09';
const satellites = (hour: number, minute: number, date = '2019:08:03') => {
  return {
    7: {
      rationals: [
        [hour, 1],
        [minute, 1],
        [9, 1],
      ] as [number, number][],
    },
    0x1d: date,
  };
};

test.each([
  ['its own', { exif: { 0x9003: original, 0x9011: '-07:00' }, gps: satellites(12, 5) }, -420],
  ['the satellites’', { exif: { 0x9003: original }, gps: satellites(12, 6) }, 120],
  ['the satellites’, across midnight', { exif: { 0x9003: original }, gps: satellites(0, 20, '2019:08:04') }, -615],
  [
    'none: the satellites’ clock is of another time',
    { exif: { 0x9003: original }, gps: satellites(12, 12) },
    undefined,
  ],
  [
    'none: the satellites’ clock is of another day',
    { exif: { 0x9003: original }, gps: satellites(12, 5, '2019:08:01') },
    undefined,
  ],
])('the zone of an EXIF date is %s', (_whose, options, offset) => {
  expect(byExif(options)).toEqual({
    wall: wall('2019-08-03T14:05:09'),
    from: 'exif',
    ...(offset === undefined ? {} : { offset }),
  });
});

test('where the camera did not know, the date of digitizing stands', () => {
  expect(byExif({ exif: { 0x9003: '0000:00:00 00:00:00', 0x9004: original } })?.wall).toBe(wall('2019-08-03T14:05:09'));
});

/** What a clock shows that is so many hours ahead. */
const ahead = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 19);
const asExif = (time: string) => time.replaceAll('-', ':').replace('T', ' ');
const asName = (time: string) => time.replaceAll(/[-:]/g, '').replace('T', '_');

test('a date up to a day ahead is believed, for clocks differ and zones do', () => {
  const time = ahead(23);
  expect(parseTaken(time, 'xmp')?.wall).toBe(wall(time));
  expect(byExif({ exif: { 0x9003: asExif(time) } })?.wall).toBe(wall(time));
  expect(takenByName(asName(time))?.wall).toBe(wall(time));
  expect(takenAt(wall(time), 'video')?.from).toBe('video');
});

test('a date further ahead is that of a clock that was not set, wherever it stands: the next one that tells is taken', () => {
  const time = ahead(25);
  expect(parseTaken(time, 'xmp')).toBeUndefined();
  expect(byExif({ exif: { 0x9003: asExif(time) } })).toBeUndefined();
  expect(byExif({ exif: { 0x9003: asExif(time), 0x9004: original } })?.wall).toBe(wall('2019-08-03T14:05:09'));
  expect(takenByName(asName(time))).toBeUndefined();
  expect(takenAt(wall(time), 'video')).toBeUndefined();
});

test.each([Number.NaN, Infinity, -8.64e15])('%d is no moment', (ms) => {
  expect(takenAt(ms, 'sidecar')).toBeUndefined();
});
