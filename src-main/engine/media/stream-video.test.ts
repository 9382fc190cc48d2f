import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hdrFilter, hdrOutput, makesHdr, missingHdr } from '../../../test/fixtures/hdr.ts';
import { ffmpeg, makeVideo, missingFfmpeg, runFfmpeg } from '../../../test/fixtures/videos.ts';
import { frameOfVideo } from './look-at-video.ts';
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

/** What FFmpeg's other program tells of a file, a line each. */
function factsOf(path: string, what: readonly string[]): string[] {
  const options = ['-v', 'error', ...what, '-of', 'csv=p=0', path];
  return String(spawnSync(ffmpeg?.ffprobe ?? 'ffprobe', options).stdout)
    .trim()
    .split(/\s+/);
}

/** How much each line of a picture differs from the next one, of 255. */
async function combOf(input: readonly string[]): Promise<number> {
  runFfmpeg([...input, '-frames:v', '1', at('comb.png')]);
  const { data, info } = await sharp(at('comb.png')).greyscale().raw().toBuffer({ resolveWithObject: true });
  const column = Array.from({ length: info.height }, (_, y) => data[y * info.width * info.channels] ?? 0);
  const steps = column.slice(1).map((value, y) => Math.abs(value - (column[y] ?? 0)));
  return steps.reduce((sum, value) => sum + value, 0) / steps.length;
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

  test('has the first sound that FFmpeg knows', async () => {
    const sounds = ['-f', 'lavfi', '-i', 'sine=d=6'];
    const output = [
      '-map',
      '0:v',
      '-map',
      '1:a',
      '-map',
      '1:a',
      '-c:v',
      'copy',
      '-c:a',
      'pcm_s16le',
      at('all-round.mov'),
    ];
    runFfmpeg(['-i', at('ordinary.mp4'), ...sounds, ...output]);
    const bytes = readFileSync(at('all-round.mov'));
    // As phones name what they record all around.
    bytes.write('apac', bytes.indexOf('sowt'));
    writeFileSync(at('all-round.mov'), bytes);
    expect(await shown('all-round.mov')).toHaveLength(scenes.length);
    expect(factsOf(at('stream.webm'), ['-show_entries', 'stream=codec_type'])).toEqual(['video', 'audio']);
  });

  test('of slow motion has no more pictures in a second than are seen', async () => {
    runFfmpeg(['-f', 'lavfi', '-i', 'testsrc2=s=160x90:r=240:d=2', '-c:v', 'libx264', at('slow.mp4')]);
    await shown('slow.mp4');
    const pictures = factsOf(at('stream.webm'), ['-select_streams', 'v', '-show_entries', 'packet=pts_time']);
    expect(pictures.length).toBeGreaterThan(40);
    expect(pictures.length).toBeLessThan(100);
  });

  test('of a film that shows two moments in the lines of one picture shows one at a time', async () => {
    const source = "color=s=176x144:r=50:d=2,geq=lum='if(mod(N,2),40,200)':cb=128:cr=128,tinterlace=interleave_top";
    const output = ['-c:v', 'mpeg2video', '-flags', '+ildct+ilme', '-top', '1', '-qscale', '2', '-r', '25'];
    runFfmpeg(['-f', 'lavfi', '-i', source, ...output, at('camera.mpg')]);
    await shown('camera.mpg');
    expect(await combOf(['-ss', '1', '-i', at('stream.webm')])).toBeLessThan(10);
    const frame = await frameOfVideo(Buffer.from(at('camera.mpg')), { atMs: 1000, ending: 'png' });
    if (!frame.ok) throw new Error(frame.detail);
    writeFileSync(at('frame.png'), frame.bytes);
    expect(await combOf(['-i', at('frame.png')])).toBeLessThan(10);
    expect(await combOf(['-ss', '1', '-i', at('camera.mpg')])).toBeGreaterThan(50);
  });
});
