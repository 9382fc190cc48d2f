import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ffmpeg, makeVideo, missingFfmpeg, runFfmpeg, type Scene } from '../../../test/fixtures/videos.ts';
import { exportClip } from './export-clip.ts';
import { thumbnailOfVideo } from './look-at-video.ts';
import { streamCommand } from './stream-video.ts';

if (!ffmpeg) process.stderr.write(`tests of moments in containers without an index did not run: ${missingFfmpeg}\n`);

/** One keyframe in each scene's middle, and pictures stored in another order than they are shown in. */
const h264 = ['-c:v', 'libx264', '-g', '1000', '-sc_threshold', '0', '-bf', '2', '-force_key_frames', '2,6,10'];
const mpeg2 = ['-c:v', 'mpeg2video', '-r', '25', '-g', '600', '-sc_threshold', '1000000000'];
const films = {
  'broadcast.ts': h264,
  'late-clock.ts': [...h264, '-output_ts_offset', '95433'],
  'camera.mpg': [...mpeg2, '-force_key_frames', '2,6,10'],
  'old.avi': h264,
  'phone.mp4': h264,
};

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-seek-'));
  const scenes = (['red', 'green', 'blue'] as const).map((colour): Scene => ({ colour, seconds: 4 }));
  if (ffmpeg) for (const [name, output] of Object.entries(films)) makeVideo(at(name), scenes, { output, sound: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const initials = ['r', 'g', 'b'];

/** Which of the scenes each picture of a video shows, as letters. */
function shownIn(name: string): string {
  const raw = ['-map', '0:v', '-vf', 'scale=1:1:flags=area,format=rgb24', '-f', 'rawvideo', at('colours')];
  runFfmpeg(['-i', at(name), ...raw]);
  const bytes = [...readFileSync(at('colours'))];
  const pictures = Array.from({ length: bytes.length / 3 }, (_, n) => bytes.slice(3 * n, 3 * n + 3));
  return pictures.map((picture) => initials[picture.indexOf(Math.max(...picture))]).join('');
}

describe.skipIf(!ffmpeg).each(Object.keys(films))('in %s, far from a keyframe, a moment', (name) => {
  const film = () => Buffer.from(at(name));
  const programs = ffmpeg ?? { ffmpeg: '', ffprobe: '' };

  test('is what its thumbnail shows', async () => {
    for (const [time, colour] of [
      [300, 0],
      [5000, 1],
      [9500, 2],
    ] as const) {
      const outcome = await thumbnailOfVideo(film(), 256, time);
      if (!outcome.ok) throw new Error(outcome.detail);
      const means = (await sharp(Buffer.from(outcome.thumbnail)).stats()).channels.map(({ mean }) => mean);
      expect(means.indexOf(Math.max(...means)), `at ${time} ms`).toBe(colour);
    }
  });

  test.each([
    [0, /^r+g+b+$/],
    [5000, /^g+b+$/],
    [9500, /^b+$/],
    [11_500, /^b+$/],
  ] as const)('is where a stream from %i ms begins', async (from, scenes) => {
    const [program = '', ...args] = (await streamCommand({ path: film(), part: undefined }, from, programs)) ?? [];
    writeFileSync(at('stream.webm'), spawnSync(program, args, { maxBuffer: 2 ** 28 }).stdout);
    expect(shownIn('stream.webm')).toMatch(scenes);
    const options = ['-v', 'error', '-select_streams', 'v', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0'];
    const [first, ...others] = String(spawnSync(programs.ffprobe, [...options, at('stream.webm')]).stdout).split('\n');
    expect(Number(first)).toBeLessThan(0.25);
    expect(Math.abs((others.length * (name === 'camera.mpg' ? 40 : 100)) / 1000 - (12 - from / 1000))).toBeLessThan(
      0.5,
    );
  });

  test.each([
    [0, 3000, /^r+$/],
    [5000, 2000, /g$/],
    [9500, 2000, /b+$/],
  ] as const)('is in a clip from %i ms on', async (fromMs, lengthMs, scenes) => {
    const clip = `clip-${fromMs}-${name}`;
    writeFileSync(at(clip), '');
    const ending = name.split('.').at(-1) ?? '';
    const { signal } = new AbortController();
    expect(await exportClip(film(), { fromMs, lengthMs, target: at(clip), ending }, { ffmpeg: programs, signal })).toBe(
      undefined,
    );
    const shown = shownIn(clip);
    expect(shown).toMatch(scenes);
    const perSecond = name === 'camera.mpg' ? 25 : 10;
    expect(shown.length).toBeGreaterThan((lengthMs / 1000) * perSecond - 4);
  });
});
