import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withWhatLiesBeside } from './beside.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-beside-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const modifiedMs = Date.parse('2021-02-03T04:05:06Z');
const own = { taken: { wall: 1, from: 'exif' as const }, rating: 1, latitude: 1, longitude: 2 };
const complete = (details: Parameters<typeof withWhatLiesBeside>[0], name = 'a.jpg') =>
  withWhatLiesBeside(details, Buffer.from(join(folder, name)), modifiedMs);
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

test('with nothing beside it a picture is as old as its name says, else as its file', async () => {
  expect(await complete(own)).toEqual(own);
  expect(await complete({}, 'IMG_20190803_140509.jpg')).toEqual({
    taken: { wall: Date.parse('2019-08-03T14:05:09Z'), from: 'name' },
  });
  const { taken } = await complete({});
  expect(taken).toMatchObject({ from: 'modified' });
  expect((taken?.wall ?? 0) - 60_000 * (taken?.offset ?? 0)).toBe(modifiedMs);
});

test.each(['a.jpg.xmp', 'a.xmp', 'a.jpg.XMP', 'a.XMP'])(
  'what a person changed stands in %s and counts more',
  async (sidecar) => {
    put(sidecar, '<xmp:Rating>5</xmp:Rating><xmp:CreateDate>2020-01-02</xmp:CreateDate>');
    expect(await complete(own)).toEqual({
      ...own,
      rating: 5,
      taken: { wall: Date.parse('2020-01-02T00:00:00Z'), from: 'sidecar' },
    });
  },
);

const takeout = JSON.stringify({
  photoTakenTime: { timestamp: '1564841109' },
  geoData: { latitude: 51.5, longitude: -0.125, altitude: 3 },
});

test.each(['a.jpg.json', 'a.jpg.supplemental-metadata.json'])(
  '%s of Google’s export fills what is missing',
  async (sidecar) => {
    put(sidecar, takeout);
    const { taken, ...rest } = await complete({ rating: 3 });
    expect(rest).toEqual({ rating: 3, latitude: 51.5, longitude: -0.125 });
    expect((taken?.wall ?? 0) - 60_000 * (taken?.offset ?? 0)).toBe(1_564_841_109_000);
    expect(await complete(own)).toEqual(own);
  },
);

test('the file of Google’s export is known by its shortened name and its number', async () => {
  put('a.jpg(1).json', takeout);
  expect((await complete({}, 'a(1).jpg')).taken?.from).toBe('sidecar');
  expect((await complete({})).taken?.from).toBe('modified');
});

test('what tells a date far ahead is passed over, and at last the file’s own time stands', async () => {
  const year = new Date().getUTCFullYear() + 2;
  put('a.jpg.json', JSON.stringify({ photoTakenTime: { timestamp: `${Date.UTC(year, 0) / 1000}` } }));
  put('a.xmp', `<xmp:CreateDate>${year}-01-02</xmp:CreateDate>`);
  expect((await complete(own)).taken).toEqual(own.taken);
  expect((await complete({}, `${year}-01-02 a.jpg`)).taken?.from).toBe('modified');
  expect((await complete({})).taken?.from).toBe('modified');
});

test.each([
  '',
  'null',
  '[]',
  '{"photoTakenTime":3}',
  '{"photoTakenTime":{"timestamp":"soon"},"geoData":{"latitude":0}}',
])('another program’s %s says nothing', async (text) => {
  put('a.jpg.json', text);
  expect((await complete({})).taken?.from).toBe('modified');
});

test.skipIf(process.platform === 'win32').each(['a.jpg.xmp', 'a.jpg.json'])(
  'a named pipe called %s is not waited for',
  async (name) => {
    execFileSync('mkfifo', [join(folder, name)]);
    expect(await complete(own)).toEqual(own);
  },
);
