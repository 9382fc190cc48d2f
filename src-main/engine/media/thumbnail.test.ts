import sharp from 'sharp';
import { thumbHashToAverageRGBA } from 'thumbhash';
import { describe, expect, test } from 'vitest';
import { colours, formats, oriented, plain, quarters } from '../../../test/fixtures/pictures.ts';
import { openWithSharp, pictureOfPixels, readOnce, readPixels, type Picture } from './picture.ts';
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
      await preprocess(await readOnce(picture, 16), { size: 16 }),
      await preprocess(picture, { size: 16 }),
    ];
    expect(Math.max(...once.map((value, at) => Math.abs(value - (twice[at] ?? -99))))).toBeLessThanOrEqual(1);
  },
);

/** A photo with detail, red on one side, as a JPEG that says how it lies. */
async function detailed(width: number, height: number, orientation: number): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 40 };
  const create = { width, height, channels: 3 as const, background: 'black', noise };
  const input = await sharp({ create: { ...create, noise: undefined, background: 'red', width: width / 2 } })
    .png()
    .toBuffer();
  const half = [{ input, left: 0, top: 0, blend: 'multiply' as const }];
  return sharp({ create }).blur(4).composite(half).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();
}

/** How far pixels of one size are from each other, of 255. */
function apart(some: Uint8Array, others: Uint8Array): { most: number; mean: number } {
  const distances = some.map((value, at) => Math.abs(value - (others[at] ?? -99)));
  const mean = distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
  return { most: distances.reduce((most, distance) => Math.max(most, distance), 0), mean };
}

const rawPixels = (picture: Uint8Array) => sharp(picture).raw().toBuffer();

type Lies = { size: [width: number, height: number]; orientation?: number; turn?: number };

describe.each([
  ['at half size', { size: [2600, 600] }],
  ['at a quarter', { size: [1600, 1000] }],
  ['at an eighth', { size: [1600, 1200] }],
  ['lying on its side, as phones write it', { size: [1600, 1200], orientation: 6 }],
  ['lying on its side in a raw file', { size: [1600, 1200], turn: 90 }],
  ['upside down', { size: [1600, 1200], turn: 180 }],
  ['too narrow to be reduced', { size: [8000, 200] }],
] as [string, Lies][])('a large JPEG, %s', (_name, { size: [width, height], orientation = 1, turn = 0 }) => {
  const open = async () => openWithSharp(await detailed(width, height, orientation), { shrinks: true, turn });

  test('is read once and gives the encoder the pixels of the whole', async () => {
    const file = await open();
    const reads: string[] = [];
    const counted: Picture = {
      ...file,
      open: () => (reads.push('whole'), file.open()),
      openReduced: (...side) => (reads.push('reduced'), file.openReduced?.(...side) ?? file.open()),
    };
    const kept = await readOnce(counted, 90);
    const pixels = await preprocess(kept, { size: 90 });
    await makeThumbnail(kept, 256);
    expect(reads).toEqual([height === 200 ? 'whole' : 'reduced']);
    const { most, mean } = apart(pixels, await preprocess(pictureOfPixels(await readPixels(file)), { size: 90 }));
    // At an edge between colours; what photos have differs by 3.
    expect(most).toBeLessThanOrEqual(8);
    expect(mean).toBeLessThan(0.5);
  });

  test('has the thumbnail of the whole', async () => {
    const file = await open();
    const { thumbnail } = await makeThumbnail(file, 256);
    const expected = await makeThumbnail(pictureOfPixels(await readPixels(file)), 256);
    expect(apart(await rawPixels(thumbnail), await rawPixels(expected.thumbnail)).mean).toBeLessThan(4);
  });
});
