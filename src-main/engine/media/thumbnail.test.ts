import sharp from 'sharp';
import { thumbHashToAverageRGBA } from 'thumbhash';
import { expect, test } from 'vitest';
import { colours, formats, oriented, plain, quarters } from '../../../test/fixtures/pictures.ts';
import { openWithSharp, readOnce } from './picture.ts';
import { preprocess } from './preprocess.ts';
import { makeThumbnail } from './thumbnail.ts';

const pictureOf = (bytes: Buffer) => openWithSharp(bytes);

/** Those that sharp opens by itself. */
const { bmp: _bmp, '32 bit bmp': _bmp32, raw: _raw, ...sharpFormats } = formats;

test.each([
  ['a photo', { width: 1200, height: 800 }, [384, 256], [1024, 683]],
  ['a portrait', { width: 600, height: 1200 }, [256, 512], [512, 1024]],
  ['a panorama', { width: 6000, height: 300 }, [1024, 51], [1024, 51]],
  ['a small picture', { width: 40, height: 30 }, [40, 30], [40, 30]],
] as const)('%s keeps its shape and is never enlarged', async (...[, size, small, large]) => {
  const picture = await pictureOf(await plain('red', size).png().toBuffer());
  for (const [edge, expected] of [
    [256, small],
    [1024, large],
  ] as const) {
    const { format, width, height } = await sharp((await makeThumbnail(picture, edge)).thumbnail).metadata();
    expect({ format, size: [width, height] }).toEqual({ format: 'webp', size: expected });
  }
});

test('a turned photo is shown upright', async () => {
  const { thumbnail } = await makeThumbnail(await pictureOf(await oriented(6)), 256);
  const { data, info } = await sharp(thumbnail).raw().toBuffer({ resolveWithObject: true });
  const { r, g, b } = colours.red;
  const corner = data.subarray((4 * info.width + 4) * 3).subarray(0, 3);
  expect([info.width, info.height]).toEqual([48, 32]);
  for (const [at, value] of [r, g, b].entries()) expect(Math.abs((corner[at] ?? 0) - value)).toBeLessThan(30);
});

test('the hash stands for the colours', async () => {
  const picture = await pictureOf(await plain('green', { width: 300, height: 200 }).png().toBuffer());
  const { r, g, b } = thumbHashToAverageRGBA((await makeThumbnail(picture, 256)).thumbhash);
  expect([r, g, b].map((value) => Math.round(value * 255))).toEqual([
    expect.closeTo(colours.green.r, -1.5),
    expect.closeTo(colours.green.g, -1.5),
    expect.closeTo(colours.green.b, -1.5),
  ]);
});

test.each(Object.entries({ ...sharpFormats, quarters: () => quarters({ width: 90, height: 60 }).png().toBuffer() }))(
  'reading %s once gives the encoder the same pixels as reading it twice',
  async (_name, make) => {
    const picture = await pictureOf(await make());
    const [once, twice] = [
      await preprocess(await readOnce(picture), { size: 16 }),
      await preprocess(picture, { size: 16 }),
    ];
    expect(Math.max(...once.map((value, at) => Math.abs(value - (twice[at] ?? -99))))).toBeLessThanOrEqual(1);
  },
);
