import { expect, test } from 'vitest';
import { readXmp } from './xmp.ts';

const read = (text: string) => readXmp(Buffer.from(text), 'xmp');
const wall = Date.parse('2019-08-03T14:05:09Z');

test('attributes and elements say the same', () => {
  const attributes = `<rdf:Description xmp:Rating="5" exif:DateTimeOriginal="2019-08-03T14:05:09+02:00"
    exif:GPSLatitude='51,30.5N' exif:GPSLongitude='0,7,30W'/>`;
  const elements = `<xmp:Rating>5</xmp:Rating><exif:DateTimeOriginal>2019-08-03T14:05:09+02:00</exif:DateTimeOriginal>
    <exif:GPSLatitude>51,30.5N</exif:GPSLatitude><exif:GPSLongitude>0,7,30W</exif:GPSLongitude>`;
  expect(read(attributes)).toEqual(read(elements));
  expect(read(elements)).toEqual({
    taken: { wall, offset: 120, from: 'xmp' },
    rating: 5,
    latitude: expect.closeTo(51.508_333, 5),
    longitude: -0.125,
  });
});

test('keywords are read as they were meant, each once', () => {
  const bag = (...items: string[]) =>
    `<dc:subject><rdf:Bag>${items.map((item) => `<rdf:li>${item}</rdf:li>`).join('\n')}</rdf:Bag></dc:subject>`;
  expect(read(bag('Meer', 'R&amp;B', '&#xe9;t&#233;', 'Meer', ' '))).toEqual({ keywords: ['Meer', 'R&B', 'été'] });
});

test.each([
  '',
  '<xmp:Rating>9</xmp:Rating>',
  '<xmp:Rating/>',
  '<dc:subject><rdf:li>half',
  'exif:GPSLatitude="north"',
  '\0\xff',
])('%j says nothing', (text) => {
  expect(read(text)).toEqual({});
});
