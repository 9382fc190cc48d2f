import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hdrFilter, hdrOutput, makesHdr, missingHdr } from '../../../test/fixtures/hdr.ts';
import { ffmpeg, makeVideo, missingFfmpeg, runFfmpeg } from '../../../test/fixtures/videos.ts';
import { streamCommand } from './stream-video.ts';

const makes = makesHdr();
if (!makes) process.stderr.write(`tests of streams of high dynamic range did not run: ${missingHdr}\n`);
if (!ffmpeg) process.stderr.write(`tests of streams did not run: ${missingFfmpeg}\n`);

let folder = '';
const at = (name: string) => join(folder, name);
const scenes = (['red', 'green', 'blue', 'yellow', 'white', 'black'] as const).map((colour) => ({
  colour,
  seconds: 1,
}));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-stream-'));
  if (ffmpeg) makeVideo(at('ordinary.mp4'), scenes);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a stream from a moment on shows, in the middle of each second: a colour each. */
async function shown(name: string, fromMs = 0, part?: { offset: number; length: number }): Promise<number[][]> {
  const film = { path: Buffer.from(at(name)), part };
  const [program = '', ...args] = (await streamCommand(film, fromMs, ffmpeg ?? { ffmpeg: '', ffprobe: '' })) ?? [];
  const { stdout, stderr } = spawnSync(program, args, { maxBuffer: 2 ** 30 });
  expect(String(stderr)).toBe('');
  writeFileSync(at('stream.webm'), stdout);
  const middle = ['-vf', 'fps=1:start_time=0:round=near,scale=1:1:flags=area,format=rgb24', '-f', 'rawvideo'];
  runFfmpeg(['-ss', '0.5', '-i', at('stream.webm'), ...middle, at('colours')]);
  const bytes = readFileSync(at('colours'));
  return Array.from({ length: bytes.length / 3 }, (_, scene) => [...bytes.subarray(3 * scene, 3 * scene + 3)]);
}

/** How far the colours of two streams are away from each other at most, of 255. */
function apart(one: number[][], other: number[][]): number {
  expect(one.length).toBe(other.length);
  return Math.max(
    ...one.flatMap((colour, scene) => colour.map((value, channel) => Math.abs(value - (other[scene]?.[channel] ?? 0)))),
  );
}

/** Lights near white are dimmed so that brighter ones stay apart. */
const mostAway = 30;

describe.skipIf(!ffmpeg)('a stream', () => {
  test('begins where it is asked for', async () => {
    const [all, later] = [await shown('ordinary.mp4'), await shown('ordinary.mp4', 2000)];
    expect(all).toHaveLength(scenes.length);
    expect(apart(later, all.slice(2))).toBeLessThan(8);
  });

  test.skipIf(!makes).each(['pq', 'hlg'] as const)(
    'of a film by the curve %s has the colours of the ordinary one',
    async (curve) => {
      runFfmpeg(['-i', at('ordinary.mp4'), '-vf', hdrFilter(curve), ...hdrOutput(curve), at(`${curve}.mp4`)]);
      const ordinary = await shown('ordinary.mp4');
      expect(apart(await shown(`${curve}.mp4`), ordinary)).toBeLessThan(mostAway);
      expect(apart(await shown(`${curve}.mp4`, 2000), ordinary.slice(2))).toBeLessThan(mostAway);
      // As in the file of a Motion Photo.
      const film = readFileSync(at(`${curve}.mp4`));
      writeFileSync(at('photo.jpg'), Buffer.concat([Buffer.alloc(1000), film, Buffer.alloc(10)]));
      expect(apart(await shown('photo.jpg', 0, { offset: 1000, length: film.length }), ordinary)).toBeLessThan(
        mostAway,
      );
    },
  );
});
