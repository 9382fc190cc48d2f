import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { colours, plain, type ColourName } from '../../../test/fixtures/pictures.ts';
import { decodeBytes, thumbnailOfFile } from './decode-image.ts';

const target = { size: 8 };

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'polylens-animation-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An animation of these colours, each for `delay` milliseconds. */
async function animation(format: 'gif' | 'webp', names: readonly ColourName[], delay: number): Promise<Buffer> {
  const pictures = await Promise.all(names.map((name) => plain(name).png().toBuffer()));
  const joined = sharp(pictures, { join: { animated: true } });
  const delays = names.map(() => delay);
  return (format === 'gif' ? joined.gif({ delay: delays }) : joined.webp({ lossless: true, delay: delays })).toBuffer();
}

function nameOf(pixels: Uint8Array): ColourName | undefined {
  const near = (name: ColourName) =>
    Object.values(colours[name]).every((value, at) => Math.abs(value - (pixels[at] ?? -99)) < 12);
  return (Object.keys(colours) as ColourName[]).find(near);
}

test.each(['gif', 'webp'] as const)('a %s that moves has moments as a video has', async (format) => {
  const outcome = await decodeBytes(await animation(format, ['red', 'green', 'blue'], 2000), target);
  if (!outcome.ok) throw new Error(outcome.detail);
  expect(outcome).toMatchObject({ format, width: 48, height: 32, video: { durationMs: 6000, posterMs: 0 } });
  expect(outcome.frames?.map(({ pixels, timeMs }) => [nameOf(pixels), timeMs])).toEqual([
    ['red', 0],
    ['green', 2000],
    ['blue', 4000],
  ]);
  expect(nameOf(outcome.pixels)).toBe('red');
});

test('what is over at once, or stands still, is a picture', async () => {
  for (const bytes of [
    await animation('gif', ['red', 'green'], 200),
    await plain('red').gif().toBuffer(),
    await plain('red').webp().toBuffer(),
  ]) {
    const outcome = await decodeBytes(bytes, target);
    expect(outcome).toMatchObject({ ok: true });
    expect(outcome).not.toHaveProperty('video');
  }
});

test('one of pictures without a time is as long as browsers show it', async () => {
  const names = Array.from({ length: 12 }, (_, at): ColourName => (at % 2 === 0 ? 'red' : 'green'));
  const bytes = await animation('gif', names, 0);
  expect(await decodeBytes(bytes, target)).toMatchObject({ video: { durationMs: 1200 } });
});

test('one whose end is missing gives what is before', async () => {
  const bytes = await animation('gif', ['red', 'green', 'blue'], 2000);
  const cut = bytes.subarray(0, bytes.length - 40);
  const outcome = await decodeBytes(cut, target);
  if (!outcome.ok) throw new Error(outcome.detail);
  expect(outcome.frames?.slice(0, 2).map(({ pixels }) => nameOf(pixels))).toEqual(['red', 'green']);
});

test('its thumbnail at a moment shows that moment', async () => {
  const path = join(folder, 'moving.gif');
  writeFileSync(path, await animation('gif', ['red', 'green', 'blue'], 2000));
  for (const [atMs, name] of [
    [0, 'red'],
    [2000, 'green'],
    [5999, 'blue'],
  ] as const) {
    const outcome = await thumbnailOfFile(path, { size: 256, atMs });
    if (!outcome.ok) throw new Error(outcome.detail);
    expect(nameOf(await sharp(outcome.thumbnail).raw().toBuffer())).toBe(name);
  }
});
