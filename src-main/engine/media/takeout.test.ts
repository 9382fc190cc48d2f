import { expect, test } from 'vitest';
import { readTakeout, takeoutNames } from './takeout.ts';

const long = '0123456789012345678901234567890123456789abcdefghij';

/** Names that Google's exports have had. */
test.each([
  ['IMG_1.jpg', 'IMG_1.jpg.json'],
  ['IMG_1.jpg', 'IMG_1.jpg.supplemental-metadata.json'],
  ['IMG_1.jpg', 'IMG_1.json'],
  ['IMG_1(2).jpg', 'IMG_1.jpg(2).json'],
  ['IMG_1(2).jpg', 'IMG_1.jpg.supplemental-metadata(2).json'],
  ['Screenshot_20190803-140509_Chrome.jpg', 'Screenshot_20190803-140509_Chrome.jpg.suppleme.json'],
  ['Screenshot_20190803-140509_Chrome(2).jpg', 'Screenshot_20190803-140509_Chrome.jpg.suppleme(2).json'],
  ['original_1d4caa6f-16c6-4c3d-901b-9387de10e528_.jpg', 'original_1d4caa6f-16c6-4c3d-901b-9387de10e528_.json'],
  [`${long.slice(0, 47)}.jpg`, `${long.slice(0, 46)}.json`],
  ['IMG_1-edited.jpg', 'IMG_1.jpg.json'],
  ['IMG_1-edited(2).jpg', 'IMG_1.jpg(2).json'],
  ['IMG_1-bearbeitet.jpg', 'IMG_1.jpg.supplemental-metadata.json'],
  ['IMG_1-modifie\u0301.jpg', 'IMG_1.jpg.json'],
  ['IMG_1-編集済み.HEIC', 'IMG_1.HEIC.json'],
  ['Été.jpg'.normalize('NFD'), 'Été.jpg.json'.normalize('NFD')],
  ['noending', 'noending.json'],
])('%s is told of by %s', (name, told) => {
  expect(takeoutNames(name)).toContain(told);
});

test('another picture’s file is not looked for', () => {
  expect(takeoutNames('IMG_1(2).jpg')).not.toContain('IMG_1.jpg.json');
  expect(takeoutNames('IMG_1.jpg')).not.toContain('IMG_1.jpg(1).json');
  expect(takeoutNames('IMG_10.jpg')).not.toContain('IMG_1.jpg.json');
});

const read = (found: object) => readTakeout(Buffer.from(JSON.stringify(found)));
const nowhere = { latitude: 0, longitude: 0 };

test('the place that Google shows counts, and where it knows none the picture’s own', () => {
  const [paris, rome] = [
    { latitude: 48.8584, longitude: 2.2945 },
    { latitude: 41.8902, longitude: 12.4922 },
  ];
  expect(read({ geoData: paris, geoDataExif: rome })).toEqual(paris);
  expect(read({ geoData: nowhere, geoDataExif: rome })).toEqual(rome);
  expect(read({ geoData: nowhere, geoDataExif: nowhere })).toEqual({});
});

test('the time 0 is none', () => {
  expect(read({ photoTakenTime: { timestamp: '0' } })).toEqual({});
  expect(read({ photoTakenTime: { timestamp: '-86400' } }).taken?.from).toBe('sidecar');
});
