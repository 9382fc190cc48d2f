import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { appleNote, raw, tiff, type TiffOptions } from '../../../test/fixtures/camera-files.ts';
import { heic } from '../../../test/fixtures/heic.ts';
import { plain } from '../../../test/fixtures/pictures.ts';
import { decodeBytes } from './decode-image.ts';
import { readDetails } from './details.ts';
import { readTiff } from './tiff.ts';

const wall = (text: string) => Date.parse(`${text}Z`);
const degrees = (...values: [number, number][]) => ({ rationals: values });

const camera: TiffOptions = {
  main: { 0x10f: 'NIKON CORPORATION', 0x110: 'NIKON D70', 0x4746: [4] },
  exif: { 0x9003: '2019:08:03 14:05:09', 0x9011: '+02:00', 0xa434: 'A lens' },
  gps: { 1: 'S', 2: degrees([33, 1], [51, 1], [3541, 100]), 3: 'E', 4: degrees([151, 1], [12, 1], [40, 1]) },
};
const told = {
  taken: { wall: wall('2019-08-03T14:05:09'), offset: 120, from: 'exif' },
  camera: 'NIKON D70',
  lens: 'A lens',
  rating: 4,
  latitude: -33.8598361,
  longitude: 151.2111111,
};

const ofExif = (options: TiffOptions) => {
  const structure = readTiff(tiff(options));
  return readDetails(structure ? { tiff: structure } : {});
};

const jpegWith = async (exif: Buffer) => {
  const jpeg = await plain('red').jpeg().toBuffer();
  const block = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif]);
  const head = Buffer.from([0xff, 0xe1, (block.length + 2) >> 8, (block.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, block, jpeg.subarray(2)]);
};

test.each([
  ['jpeg', () => jpegWith(tiff(camera))],
  ['heic', () => heic({ exif: tiff(camera) })],
  ['raw', async () => raw([await plain('red').jpeg().toBuffer()], { about: camera })],
])('a %s tells who took it, when and where', async (format, make) => {
  expect(await decodeBytes(await make(), { size: 8 })).toMatchObject({ ok: true, format, details: told });
});

test.each([
  ['jpeg', (exif: Buffer) => jpegWith(exif)],
  ['heic', (exif: Buffer) => Promise.resolve(heic({ exif }))],
])('the picture of a Live Photo (%s) tells which video belongs to it', async (_, make) => {
  const liveId = 'B1D4C3A2-0000-4F3A-9C61-2F5B6B1C9E11';
  const picture = await make(tiff({ exif: { 0x927c: appleNote(liveId) } }));
  expect(await decodeBytes(picture, { size: 8 })).toMatchObject({ ok: true, details: { liveId } });
});

test.each([
  ['of another maker', Buffer.from('Nikon\0'.repeat(20))],
  ['cut short', appleNote('B1D4C3A2').subarray(0, 20)],
  ['of nothing', Buffer.from('Apple iOS\0', 'latin1')],
])("a maker's note %s tells nothing", (_, note) => {
  expect(ofExif({ exif: { 0x927c: note, 0xa434: 'A lens' } })).toEqual({ lens: 'A lens' });
});

test('a picture that says nothing has no details', async () => {
  const outcome = await decodeBytes(await plain('red').png().toBuffer(), { size: 8 });
  expect(outcome).toMatchObject({ ok: true, details: {} });
});

test.each([
  ['NIKON CORPORATION', 'NIKON D70', 'NIKON D70'],
  ['EASTMAN KODAK COMPANY', 'KODAK CX7530', 'KODAK CX7530'],
  ['OLYMPUS OPTICAL CO.,LTD', 'C960Z', 'OLYMPUS C960Z'],
  ['Apple', 'iPhone 8', 'Apple iPhone 8'],
  [undefined, 'Caplio', 'Caplio'],
  ['SONY', undefined, 'SONY'],
])('a camera of %s, model %s, is called %s', (make, model, name) => {
  const main = { ...(make === undefined ? {} : { 0x10f: make }), ...(model === undefined ? {} : { 0x110: model }) };
  expect(ofExif({ main }).camera).toBe(name);
});

test.each([
  ['nowhere', [0, 1], [0, 1]],
  ['nothing by nothing', [0, 0], [0, 0]],
  ['north of the pole', [91, 1], [5, 1]],
] as const)('a position of %s is none', (_name, latitude, longitude) => {
  const gps = { 1: 'N', 2: degrees([...latitude]), 3: 'E', 4: degrees([...longitude]) };
  expect(ofExif({ gps })).toEqual({});
});

test('keywords of IPTC are read where XMP has none', () => {
  const record = (text: Buffer) => Buffer.concat([Buffer.from([0x1c, 2, 25, 0, text.length]), text]);
  const iptc = Buffer.concat(
    ['Meer', 'Übung', 'Meer'].map((word) => record(Buffer.from(word))).concat(record(Buffer.from('\xfcber', 'latin1'))),
  );
  expect(readDetails({ iptc })).toEqual({ keywords: ['Meer', 'Übung', 'über'] });
  expect(readDetails({ iptc: iptc.subarray(0, 20) })).toEqual({ keywords: ['Meer', 'Übung'] });
});

test('a structure that leads back to itself, or promises 65,535 tags, ends', () => {
  const loop = Buffer.from(tiff({ main: { 0x110: 'A' } }));
  loop.writeUInt32LE(8, loop.length - 4);
  expect(ofExifBytes(loop)).toEqual({ camera: 'A' });
  const many = Buffer.from(tiff({ main: { 0x110: 'A' } }));
  many.writeUInt16LE(65_535, 8);
  expect(ofExifBytes(many)).toEqual({ camera: 'A' });
});

function ofExifBytes(bytes: Buffer) {
  const structure = readTiff(bytes);
  return readDetails(structure ? { tiff: structure } : {});
}

test('whatever bytes stand in an EXIF block, reading it ends and fails nothing', async () => {
  const whole = tiff(camera);
  const writes = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 20 });
  fc.assert(
    fc.property(writes, (changes) => {
      const damaged = Buffer.from(whole);
      for (const [at, value] of changes) damaged[at] = value;
      const { taken, rating = 0, latitude = 0, longitude = 0 } = ofExifBytes(damaged);
      expect(Number.isFinite(taken?.wall ?? 0)).toBe(true);
      expect([rating, latitude, longitude].every(Number.isFinite)).toBe(true);
    }),
  );
  expect(await decodeBytes(await jpegWith(Buffer.from('not a TIFF structure')), { size: 8 })).toMatchObject({
    ok: true,
  });
  const { exif } = await sharp(await jpegWith(whole)).metadata();
  expect(exif?.length).toBeGreaterThan(whole.length);
});
