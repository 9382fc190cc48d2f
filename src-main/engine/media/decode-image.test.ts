import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { heic } from '../../../test/fixtures/heic.ts';
import {
  broken,
  colours,
  formats,
  hugePng,
  oriented,
  orientations,
  plain,
  quarters,
} from '../../../test/fixtures/pictures.ts';
import { decodeBytes, decodeFile } from './decode-image.ts';

const target = { size: 16 };
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polylens-decode-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function pixelsOf(bytes: Buffer): Promise<Uint8Array> {
  const outcome = await decodeBytes(bytes, target);
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.detail}`);
  expect(outcome.pixels).toHaveLength(target.size * target.size * 3);
  return outcome.pixels;
}

const at = (pixels: Uint8Array, x: number, y: number) => [...pixels.subarray((y * target.size + x) * 3).subarray(0, 3)];
const near = (found: readonly number[], { r, g, b }: { r: number; g: number; b: number }) =>
  Math.max(Math.abs((found[0] ?? 0) - r), Math.abs((found[1] ?? 0) - g), Math.abs((found[2] ?? 0) - b));

test.each(Object.entries(formats))('%s gives its colour', async (name, make) => {
  // CMYK has no exact way back.
  expect(near(at(await pixelsOf(await make()), 8, 8), colours.red)).toBeLessThan(name === 'cmyk jpeg' ? 40 : 6);
});

test.each(orientations)('EXIF orientation %d comes out upright', async (orientation) => {
  const bytes = await oriented(orientation);
  const pixels = await pixelsOf(bytes);
  expect(near(at(pixels, 3, 3), colours.red)).toBeLessThan(12);
  expect(near(at(pixels, 12, 3), colours.green)).toBeLessThan(12);
  expect(near(at(pixels, 3, 12), colours.blue)).toBeLessThan(12);
  expect(near(at(pixels, 12, 12), colours.white)).toBeLessThan(12);
  expect(await decodeBytes(bytes, target)).toMatchObject({ width: 48, height: 32, format: 'jpeg' });
});

test('transparent parts show white', async () => {
  const clear = { create: { width: 20, height: 20, channels: 4 as const, background: { r: 9, g: 9, b: 9, alpha: 0 } } };
  expect(at(await pixelsOf(await sharp(clear).png().toBuffer()), 5, 5)).toEqual([255, 255, 255]);
});

test('grey, with and without 16 bits, becomes three equal channels', async () => {
  for (const space of ['b-w', 'grey16']) {
    const [r, g, b] = at(await pixelsOf(await plain('blue').toColourspace(space).png().toBuffer()), 5, 5);
    expect([g, b]).toEqual([r, r]);
  }
});

test('an animation gives its first picture', async () => {
  const frames = await Promise.all([plain('green').png().toBuffer(), plain('red').png().toBuffer()]);
  const animation = await sharp(frames, { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer();
  expect(at(await pixelsOf(animation), 8, 8)).toEqual(Object.values(colours.green));
  expect(await decodeBytes(animation, target)).toMatchObject({ width: 48, height: 32 });
});

test('the whole picture is stretched: nothing is cropped or padded', async () => {
  const pixels = await pixelsOf(await quarters({ width: 400, height: 40 }).png().toBuffer());
  expect([at(pixels, 0, 0), at(pixels, 15, 0)]).toEqual([Object.values(colours.red), Object.values(colours.green)]);
  expect([at(pixels, 0, 15), at(pixels, 15, 15)]).toEqual([Object.values(colours.blue), Object.values(colours.white)]);
});

test('a picture smaller than the target is enlarged without moving it to a side', async () => {
  const data = Uint8Array.from({ length: 6 * 5 * 3 }, (_, i) => (i * 89) % 256);
  const small = () => sharp(data, { raw: { width: 6, height: 5, channels: 3 } });
  const pixels = await pixelsOf(await small().png().toBuffer());
  const mirrored = await pixelsOf(await small().flop().png().toBuffer());
  const back = await sharp(mirrored, { raw: { width: 16, height: 16, channels: 3 } })
    .flop()
    .raw()
    .toBuffer();
  expect(Math.max(...pixels.map((value, i) => Math.abs(value - (back[i] ?? 0))))).toBeLessThanOrEqual(1);
});

test.each([
  ['empty', 'file.empty'],
  ['text', 'image.none'],
  ['zip as webp', 'image.none'],
  ['half a jpeg', 'image.corrupt'],
  ['jpeg header alone', 'image.corrupt'],
  ['half a png', 'image.corrupt'],
] as const)('%s is set aside as %s', async (name, reason) => {
  expect(await decodeBytes(await broken[name](), target)).toMatchObject({ ok: false, reason, retryable: false });
});

test('stray bytes between markers, as some cameras write them, do no harm', async () => {
  const whole = await plain('red').jpeg().toBuffer();
  const second = 4 + whole.readUInt16BE(4);
  const stray = Buffer.concat([
    whole.subarray(0, second),
    Buffer.from([0, 1, 2]),
    whole.subarray(second),
    Buffer.alloc(99),
  ]);
  expect(near(at(await pixelsOf(stray), 8, 8), colours.red)).toBeLessThan(6);
});

test('100 megapixels are decoded, more than the limit is refused by its header', async () => {
  expect(at(await pixelsOf(hugePng(10_000, 10_000)), 8, 8)).toEqual([0, 0, 0]);
  const bomb = hugePng(60_000, 60_000, 1);
  expect(await decodeBytes(bomb, target)).toMatchObject({ reason: 'image.too-large', detail: '60000 x 60000 pixels' });
});

test('never rejects, whatever bytes arrive', async () => {
  const readBySharp = await Promise.all([...Object.values(formats).map((make) => make()), oriented(6)]);
  const seeds = [...readBySharp, heic(), heic({ turns: 1 })];
  const damage = fc.record({
    seed: fc.nat(seeds.length - 1),
    keep: fc.double({ min: 0, max: 1, noNaN: true }),
    writes: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ seed, keep, writes }) => {
      const bytes = Buffer.from(seeds[seed] ?? []);
      for (const [position, value] of writes) bytes[position % bytes.length] = value;
      const outcome = await decodeBytes(bytes.subarray(0, Math.ceil(bytes.length * keep)), target);
      expect(outcome.ok ? outcome.pixels.length : outcome.reason).toBeTruthy();
    }),
    { numRuns: 150 },
  );
});

test('a missing file, a folder and a pipe are told apart from bad pictures', async () => {
  expect(await decodeFile(join(folder, 'none.jpg'), target)).toMatchObject({ reason: 'file.missing', retryable: true });
  expect(await decodeFile(folder, target)).toMatchObject({ reason: 'file.unreadable' });
  if (process.platform === 'win32') return;
  execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
  expect(await decodeFile(join(folder, 'pipe.jpg'), target)).toMatchObject({ reason: 'file.unreadable' });
});

test('a name that is not UTF-8 is opened by its bytes', async () => {
  if (process.platform !== 'linux') return;
  const path = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9]), Buffer.from('.png')]);
  await writeFile(path, await plain('green').png().toBuffer());
  expect(await decodeFile(new Uint8Array(path), target)).toMatchObject({ ok: true, format: 'png' });
});
