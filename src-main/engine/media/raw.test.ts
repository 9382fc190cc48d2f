import sharp from 'sharp';
import { expect, test } from 'vitest';
import { raw, tiff } from '../../../test/fixtures/camera-files.ts';
import { colours, oriented, plain } from '../../../test/fixtures/pictures.ts';
import { decodeBytes } from './decode-image.ts';

const target = { size: 16 };
const jpeg = (width: number, height: number) => plain('green', { width, height }).jpeg().toBuffer();

test('the largest picture inside is taken, wherever it lies', async () => {
  const bytes = raw([await jpeg(60, 40), await jpeg(300, 200), await jpeg(120, 80)]);
  expect(await decodeBytes(bytes, target)).toMatchObject({ ok: true, width: 300, height: 200, format: 'raw' });
});

test.each([
  [3, 300, 200],
  [6, 200, 300],
  [8, 200, 300],
])('a preview that does not say how it lies is turned as the RAW photo says: orientation %i', async (...row) => {
  const [orientation, width, height] = row;
  const outcome = await decodeBytes(raw([await jpeg(300, 200)], { orientation }), target);
  expect(outcome).toMatchObject({ ok: true, width, height });
});

test('a preview that says how it lies is not turned twice', async () => {
  const outcome = await decodeBytes(raw([await oriented(6)], { orientation: 6 }), target);
  if (!outcome.ok) throw new Error(outcome.detail);
  expect(outcome).toMatchObject({ width: 48, height: 32 });
  const { r, g, b } = colours.red;
  const corner = [...outcome.pixels.subarray(3 * 51, 3 * 51 + 3)];
  expect(Math.max(...[r, g, b].map((value, at) => Math.abs(value - (corner[at] ?? 0))))).toBeLessThan(12);
});

test('sensor data that is coded as a lossless JPEG is no preview', async () => {
  const lossless = Buffer.from(await jpeg(900, 600));
  lossless[lossless.indexOf(Buffer.from([0xff, 0xc0])) + 1] = 0xc3;
  const bytes = raw([lossless, await jpeg(90, 60)]);
  expect(await decodeBytes(bytes, target)).toMatchObject({ ok: true, width: 90, height: 60 });
});

test.each(['IIRO', 'IIU\0'])('the TIFF dialect %j is read too', async (magic) => {
  const bytes = raw([await jpeg(300, 200)], { magic, orientation: 6 });
  expect(await decodeBytes(bytes, target)).toMatchObject({ ok: true, width: 200, height: 300, format: 'raw' });
});

test('the box of a CR3 tells the orientation', async () => {
  const start = Buffer.from('\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'latin1');
  const box = Buffer.concat([Buffer.from('\0\0\0\x99CMT1', 'latin1'), tiff({ main: { 0x112: [8] } })]);
  const bytes = Buffer.concat([start, box, Buffer.alloc(99), await jpeg(300, 200)]);
  expect(await decodeBytes(bytes, target)).toMatchObject({ ok: true, width: 200, height: 300 });
});

test('without a preview it is set aside with that reason', async () => {
  expect(await decodeBytes(raw([]), target)).toMatchObject({ ok: false, reason: 'raw.no-preview', retryable: false });
});

test('a TIFF that is a picture stays one', async () => {
  const bytes = await plain('green').tiff().toBuffer();
  expect(await decodeBytes(bytes, target)).toMatchObject({ ok: true, format: 'tiff' });
  expect((await sharp(bytes).metadata()).width).toBe(48);
});
