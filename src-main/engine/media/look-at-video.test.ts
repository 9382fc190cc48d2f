import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ffmpeg, makeVideo, missingFfmpeg, runFfmpeg, type Scene } from '../../../test/fixtures/videos.ts';
import { frameOfVideo } from './look-at-video.ts';

if (!ffmpeg) process.stderr.write(`tests of single moments of videos did not run: ${missingFfmpeg}\n`);

let folder: string;
let film: Buffer;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-look-'));
  film = Buffer.from(join(folder, 'film.mp4'));
  // Ten pictures a second, the first of each scene at a whole second.
  const scenes = (['red', 'green', 'blue'] as const).map((colour): Scene => ({ colour, seconds: 1 }));
  makeVideo(film.toString(), scenes);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function frameAt(atMs: number, ending: 'jpg' | 'png' | 'webp' = 'png') {
  const outcome = await frameOfVideo(film, { atMs, ending });
  if (!outcome.ok) throw new Error(outcome.detail);
  const picture = sharp(outcome.bytes);
  const { format, width, height } = await picture.metadata();
  const { channels } = await picture.stats();
  const means = channels.map(({ mean }) => mean);
  return { format, width, height, colour: ['red', 'green', 'blue'][means.indexOf(Math.max(...means))] };
}

describe.skipIf(!ffmpeg)('the picture that a video shows', () => {
  test.each([
    [0, 'red'],
    [998, 'red'],
    [1000, 'green'],
    [1099, 'green'],
    [1998, 'green'],
    [2000, 'blue'],
    [2950, 'blue'],
  ] as const)('at %i ms is the one that began last', async (atMs, colour) => {
    expect(await frameAt(atMs)).toEqual({ format: 'png', width: 160, height: 90, colour });
  });

  test('comes as the kind of file that is asked for', async () => {
    expect((await frameAt(0, 'jpg')).format).toBe('jpeg');
    expect((await frameAt(0, 'webp')).format).toBe('webp');
  });

  test('is whole where the file calls something a keyframe that is none', async () => {
    const path = join(folder, 'wrong.mp4');
    const scenes = (['red', 'blue', 'green'] as const).map((colour): Scene => ({ colour, seconds: 2 }));
    makeVideo(path, scenes, {
      output: ['-c:v', 'mpeg4', '-g', '600', '-sc_threshold', '1000000000', '-force_key_frames', '5'],
    });
    const bytes = readFileSync(path);
    const table = bytes.indexOf('stss');
    // The second keyframe is said to be in the middle of the second scene, where what is seen stays the same.
    bytes.writeUInt32BE(31, table + 16);
    writeFileSync(path, bytes);
    film = Buffer.from(path);
    expect((await frameAt(3500)).colour).toBe('blue');
  });

  test('is the last that began, however long ago, whatever words its path has', async () => {
    const within = join(folder, 'Missing errors');
    mkdirSync(within);
    const [all, slow] = [join(within, 'all.mp4'), join(within, 'slow.mp4')];
    makeVideo(
      all,
      (['red', 'green', 'blue'] as const).map((colour): Scene => ({ colour, seconds: 4 })),
    );
    // One picture every four seconds, each for as long.
    const few = ['-vf', "select='not(mod(n,40))'", '-fps_mode', 'vfr', '-c:v', 'mpeg4'];
    runFfmpeg(['-i', `file:${all}`, ...few, `file:${slow}`]);
    film = Buffer.from(slow);
    expect((await frameAt(3500)).colour).toBe('red');
    expect((await frameAt(7500)).colour).toBe('green');
  });

  test.each([5000, 60_000])('after its end, at %i ms, is none', async (atMs) => {
    expect(await frameOfVideo(film, { atMs, ending: 'jpg' })).toMatchObject({ ok: false });
  });
});
