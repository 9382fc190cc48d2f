/** A film of high dynamic range gives the model what the same film without it gives. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as media from '../../src-main/engine/media/decoder.ts';
import type * as images from '../../src-main/engine/packs/image-encoder.ts';
import { openPack } from '../../src-main/engine/packs/open-pack.ts';
import { dot, type Embedding, type Pixels } from '../../src-main/engine/values.ts';
import { drawnPictures } from '../bench/video/pictures.ts';
import { built } from '../fixtures/built.ts';
import { hdrFilter, hdrOutput, makesHdr, missingHdr } from '../fixtures/hdr.ts';
import { runFfmpeg } from '../fixtures/videos.ts';

const { startDecoder } = await built<typeof media>('engine/media/decoder');
const { startImageEncoder } = await built<typeof images>('engine/packs/image-encoder');

const makes = makesHdr();
if (!makes) process.stderr.write(`tests of videos of high dynamic range did not run: ${missingHdr}\n`);

let folder = '';
let decoder: media.Decoder;
let encoder: images.ImageEncoder;
let ordinary: Seen[] = [];
beforeAll(async () => {
  if (!makes) return;
  folder = mkdtempSync(join(tmpdir(), 'polylens-hdr-'));
  const pack = await openPack(fileURLToPath(new URL('../../models/starter', import.meta.url)));
  decoder = startDecoder(pack.image);
  encoder = await startImageEncoder(pack);
  await drawnPictures(join(folder, 'pictures'));
  const output = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '4', '-colorspace', 'bt709'];
  ordinary = await seenIn('ordinary.mp4', 'scale=out_color_matrix=bt709:out_range=tv,format=yuv420p', output);
});
afterAll(async () => {
  if (!makes) return;
  await Promise.all([decoder.close(), encoder.close()]);
  rmSync(folder, { recursive: true });
});

type Seen = { mean: number[]; embedding: Embedding };

const scenes = [
  'sunset-over-the-sea',
  'a-house-with-a-red-roof',
  'moon-and-stars-at-night',
  'a-sailing-boat-on-the-water',
  'a-christmas-tree',
  'a-rainbow',
];

/** What is seen in each scene of a film of a second each. */
async function seenIn(name: string, filter: string, output: readonly string[]): Promise<Seen[]> {
  const path = join(folder, name);
  const inputs = scenes.flatMap((scene) => {
    return ['-loop', '1', '-framerate', '4', '-t', '1', '-i', join(folder, 'pictures', `${scene}.png`)];
  });
  const joined = `${scenes.map((_, at) => `[${at}:v]`).join('')}concat=n=${scenes.length}:v=1,${filter}`;
  runFfmpeg([...inputs, '-filter_complex', joined, ...output, `file:${path}`]);
  const outcome = await decoder.decodeVideo(path, new AbortController().signal);
  if (!outcome?.ok) throw new Error(`${name}: ${outcome?.detail}`);
  const pixels = scenes.map((_, at) => {
    const frame = outcome.frames.find(({ timeMs }) => timeMs >= 1000 * at && timeMs < 1000 * (at + 1));
    return frame?.pixels ?? new Uint8Array(outcome.frames[0]?.pixels.length ?? 0);
  });
  const embeddings = await encoder.embed(pixels);
  return embeddings.map((embedding, at) => ({ embedding, mean: meanOf(pixels[at] ?? new Uint8Array()) }));
}

/** Of each colour, from 0 to 255. */
function meanOf(pixels: Pixels): number[] {
  const sums = [0, 0, 0];
  pixels.forEach((value, at) => (sums[at % 3] = (sums[at % 3] ?? 0) + value));
  return sums.map((sum) => (3 * sum) / pixels.length);
}

/** How far colours may be away, of 255: lights near white are dimmed so that brighter ones stay apart. */
const mostAway = 25;
const leastCosine = 0.97;

describe.skipIf(!makes)('a film of high dynamic range', () => {
  test.each(['pq', 'hlg'] as const)('by the curve %s looks as the ordinary one does', async (curve) => {
    const high = await seenIn(`${curve}.mp4`, hdrFilter(curve), hdrOutput(curve));
    const compared = scenes.map((scene, at) => {
      const [one, other] = [ordinary[at], high[at]];
      const cosine = one && other ? dot(one.embedding, other.embedding) : 0;
      const away = (one?.mean ?? []).map((value, colour) => Math.round((other?.mean[colour] ?? 0) - value));
      return { scene, cosine, away };
    });
    const said = compared.map((each) => JSON.stringify(each)).join('\n');
    expect(Math.min(...compared.map(({ cosine }) => cosine)), said).toBeGreaterThan(leastCosine);
    expect(Math.max(...compared.flatMap(({ away }) => away.map(Math.abs))), said).toBeLessThan(mostAway);
  });
});
