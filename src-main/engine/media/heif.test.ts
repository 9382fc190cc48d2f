import sharp from 'sharp';
import { expect, test } from 'vitest';
import { tiff } from '../../../test/fixtures/camera-files.ts';
import { av1In, heic, type HeicOptions } from '../../../test/fixtures/heic.ts';
import { colours, plain } from '../../../test/fixtures/pictures.ts';
import { decodeBytes } from './decode-image.ts';
import { openHeif } from './heif.ts';

const target = { size: 16 };
const corners = [0, 15, 240, 255];

/** The colours of the four corners, row by row. */
async function cornersOf(bytes: Buffer): Promise<number[][]> {
  const outcome = await decodeBytes(bytes, target);
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.detail}`);
  expect(outcome).toMatchObject({ width: 64, height: 64, format: 'heic' });
  return corners.map((at) => [...outcome.pixels.subarray(3 * at, 3 * at + 3)]);
}

const farthest = (found: number[][], expected: readonly (readonly number[])[]) =>
  Math.max(...found.flatMap((colour, at) => colour.map((value, i) => Math.abs(value - (expected[at]?.[i] ?? 999)))));

const { red, green, blue, white } = Object.fromEntries(
  Object.entries(colours).map(([name, { r, g, b }]) => [name, [r, g, b]]),
) as Record<'red' | 'green' | 'blue' | 'white', number[]>;

test.each([
  [0, [red, green, blue, white]],
  [1, [green, white, red, blue]],
  [2, [white, blue, green, red]],
  [3, [blue, red, white, green]],
] as const)(
  '%i quarter turns of the container are done once, whatever the EXIF block says',
  async (turns, expected) => {
    const exif = tiff({ main: { 0x112: [6] } });
    expect(farthest(await cornersOf(heic({ turns, exif })), expected)).toBeLessThan(12);
  },
);

test('metadata comes as it was put in', () => {
  const exif = tiff({ main: { 0x110: 'A camera' } });
  const heif = openHeif(heic({ exif, xmp: '<x/>', nclx: { primaries: 12, transfer: 13 } }));
  expect(heif).toMatchObject({
    width: 64,
    height: 64,
    exif,
    xmp: Buffer.from('<x/>'),
    nclx: { primaries: 12, transfer: 13 },
  });
  heif.close();
});

test('Display P3 becomes sRGB, told by a profile or by numbers', async () => {
  const { icc } = await sharp(await plain('red').withIccProfile('p3').jpeg().toBuffer()).metadata();
  const byProfile = await cornersOf(heic({ icc: icc ?? Buffer.alloc(0) }));
  const byNumbers = await cornersOf(heic({ nclx: { primaries: 12, transfer: 13 } }));
  expect(farthest(byProfile, byNumbers)).toBeLessThanOrEqual(4);
  const [plainRed = []] = await cornersOf(heic());
  expect(byNumbers[0]?.[0]).toBeGreaterThan((plainRed[0] ?? 0) + 8);
});

test.each([16, 18])('high dynamic range (transfer %i) keeps its hues and its white', async (transfer) => {
  const nclx: HeicOptions['nclx'] = { primaries: 9, transfer };
  const found = await cornersOf(heic({ nclx }));
  expect(Math.min(...(found[3] ?? []))).toBeGreaterThan(245);
  expect(found.map((colour) => colour.indexOf(Math.max(...colour)))).toEqual([0, 1, 2, 0]);
});

test('the colours of an AVIF are read as its container says', async () => {
  const grey = { width: 64, height: 64, channels: 3 as const, background: { r: 148, g: 148, b: 148 } };
  const coded = av1In(await sharp({ create: grey }).avif({ effort: 0 }).toBuffer());
  const greys: number[] = [];
  for (const transfer of [13, 16]) {
    const outcome = await decodeBytes(heic({ coded, nclx: { primaries: 1, transfer } }), target);
    if (!outcome.ok) throw new Error(outcome.detail);
    expect(outcome.format).toBe('avif');
    greys.push(outcome.pixels[0] ?? 0);
  }
  // Diffuse white in PQ is a middle grey to who does not know.
  expect(greys[0]).toBeLessThan(155);
  expect(greys[1]).toBeGreaterThan(215);
});

test.each([0.1, 0.5, 0.9])('a file cut at %f of its length is set aside, and the next one is read', async (share) => {
  const whole = heic();
  const outcome = await decodeBytes(whole.subarray(0, whole.length * share), target);
  expect(outcome).toMatchObject({ ok: false, reason: 'image.corrupt', detail: expect.stringMatching(/./) });
  expect(await decodeBytes(whole, target)).toMatchObject({ ok: true });
});
