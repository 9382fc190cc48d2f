import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ffmpeg, makeVideo, missingFfmpeg, runFfmpeg, type Scene } from '../fixtures/videos.ts';
import { makeWorld, polylens, type World } from './program.ts';

if (!ffmpeg) process.stderr.write(`tests of export did not run: ${missingFfmpeg}\n`);

let world: World;
beforeEach(async () => {
  world = await makeWorld();
});
afterEach(() => world.remove());

const inPhotos = (name: string) => join(world.photos, name);
const inRoot = (name: string) => join(world.root, name);

const scenes: Scene[] = [
  { colour: 'yellow', seconds: 6 },
  { colour: 'red', seconds: 6 },
];

/** What FFmpeg itself says of a file: its streams, and its length in seconds. */
function facts(path: string): { streams: string[]; seconds: number } {
  const args = ['-v', 'error', '-show_entries', 'format=duration:stream=codec_type', '-of', 'json', `file:${path}`];
  const { stdout } = spawnSync(ffmpeg?.ffprobe ?? 'ffprobe', args);
  const { streams, format } = JSON.parse(String(stdout)) as {
    streams: { codec_type: string }[];
    format: { duration: string };
  };
  return { streams: streams.map(({ codec_type: type }) => type), seconds: Number(format.duration) };
}

/** Every picture of a file is decoded; what FFmpeg complains of. */
function faultsOf(path: string): string {
  const args = ['-v', 'error', '-xerror', '-i', `file:${path}`, '-f', 'null', '-'];
  const said = String(spawnSync(ffmpeg?.ffmpeg ?? 'ffmpeg', args).stderr);
  // In MPEG programs sound lies across packets: what is left of the one before is passed over.
  return said.replaceAll(/^(?:\[mp[23].*Header missing|.*message repeated.*)\n/gm, '');
}

async function meanOf(path: string): Promise<[r: number, g: number, b: number]> {
  const [r, g, b] = (await sharp(readFileSync(path)).stats()).channels.map(({ mean }) => mean);
  return [r ?? 0, g ?? 0, b ?? 0];
}

describe.skipIf(!ffmpeg)('a moment of a video', () => {
  test.each([
    ['mp4', ['-c:v', 'mpeg4', '-g', '10', '-c:a', 'aac']],
    ['mkv', ['-c:v', 'mpeg4', '-g', '10', '-c:a', 'aac']],
    ['webm', ['-c:v', 'libvpx', '-g', '10', '-b:v', '200k', '-c:a', 'libopus']],
    ['avi', ['-c:v', 'mpeg4', '-g', '10', '-c:a', 'mp2']],
    ['ts', ['-c:v', 'mpeg2video', '-r', '25', '-g', '10', '-c:a', 'mp2']],
    // Pictures of one colour are so small that few of them would have a time of their own there.
    ['mpg', ['-c:v', 'mpeg2video', '-r', '25', '-g', '10', '-c:a', 'mp2', '-packetsize', '400']],
  ])('of a .%s becomes a clip that plays, with its sound, of the right length', async (ending, codecs) => {
    const [source, clip] = [inPhotos(`holiday.${ending}`), inRoot(`clip.${ending}`)];
    makeVideo(inRoot('silent.mp4'), scenes);
    const sound = ['-f', 'lavfi', '-i', 'sine=d=12'];
    runFfmpeg(['-i', inRoot('silent.mp4'), ...sound, ...codecs, `file:${source}`]);
    expect(await polylens(world, ['export', `${source}@00:00:07`, clip, '--seconds', '3'])).toMatchObject({
      code: 0,
      out: `${clip}\n`,
    });
    const { streams, seconds } = facts(clip);
    expect([...new Set(streams)].toSorted()).toEqual(['audio', 'video']);
    // From the keyframe before, which is at most a second earlier.
    expect(seconds).toBeGreaterThan(2.5);
    expect(seconds).toBeLessThan(4.5);
    expect(faultsOf(clip)).toBe('');
    const still = inRoot('still.png');
    await polylens(world, ['export', `${clip}@0:01`, still]);
    const [r, g] = await meanOf(still);
    expect(r).toBeGreaterThan(150);
    expect(g).toBeLessThan(80);
  });

  test('becomes a picture of the moment, and a clip in a folder gets its name', async () => {
    const source = inPhotos('a@b.mp4');
    makeVideo(source, scenes);
    await polylens(world, ['export', `${source}@0:02.5`, inRoot('yellow.jpg')]);
    const [r, g, b] = await meanOf(inRoot('yellow.jpg'));
    expect([r > 200, g > 180, b < 80]).toEqual([true, true, true]);
    mkdirSync(inRoot('clips'));
    const { out } = await polylens(world, ['export', `${source}@7`, inRoot('clips'), '--seconds', '2']);
    expect(out).toBe(`${join(inRoot('clips'), 'a@b 00.00.07.mp4')}\n`);
    expect(readdirSync(world.photos)).toEqual(['a@b.mp4']);
  });

  test('that its new container cannot hold is told with one that can', async () => {
    const source = inPhotos('holiday.webm');
    makeVideo(inRoot('silent.mp4'), scenes);
    runFfmpeg(['-i', inRoot('silent.mp4'), '-c:v', 'libvpx', '-g', '10', '-b:v', '200k', `file:${source}`]);
    const run = (target: string) => polylens(world, ['export', `${source}@1`, inRoot(target), '--seconds', '2']);
    expect(await run('clip.mp4')).toEqual({
      code: 3,
      out: '',
      talk: `polylens: ${inRoot('clip.mp4')} was not written, for ${source}: a .mp4 cannot hold what is in it; name it .webm or .mkv\n`,
    });
    expect(existsSync(inRoot('clip.mp4'))).toBe(false);
    for (const target of ['clip.mkv', 'clip.webm']) expect(await run(target), target).toMatchObject({ code: 0 });
  });

  test('is never written over another file, and nothing is left where it could not be written', async () => {
    makeVideo(inPhotos('film.mp4'), scenes);
    writeFileSync(inRoot('mine.mp4'), 'mine');
    const run = (moment: string, target: string) => polylens(world, ['export', inPhotos(moment), inRoot(target)]);
    expect(await run('film.mp4@1', 'mine.mp4')).toMatchObject({
      code: 3,
      talk: expect.stringContaining('is there already'),
    });
    expect(readFileSync(inRoot('mine.mp4'), 'utf8')).toBe('mine');
    for (const [moment, target] of [
      ['film.mp4@99', 'late.mp4'],
      ['film.mp4@99', 'late.jpg'],
      ['nowhere.mp4@1', 'none.mp4'],
      ['film.mp4@1', 'nowhere/none.mp4'],
    ] as const) {
      expect(await run(moment, target), moment).toMatchObject({ code: 3, talk: expect.stringMatching(/^.+\n$/) });
      expect(existsSync(inRoot(target)), target).toBe(false);
    }
    expect(await run('film.mp4@1', 'film.doc')).toMatchObject({ code: 2, talk: expect.stringContaining('mkv') });
  });
});

test('a file that only claims to be a video gives no clip and opens nothing else', async () => {
  writeFileSync(inRoot('secret.mp4'), 'secret');
  writeFileSync(inPhotos('list.mp4'), `ffconcat version 1.0\nfile '${inRoot('secret.mp4')}'\n`);
  const ran = await polylens(world, ['export', `${inPhotos('list.mp4')}@0`, inRoot('clip.mp4')]);
  expect(ran.code).toBe(3);
  expect(existsSync(inRoot('clip.mp4'))).toBe(false);
});
