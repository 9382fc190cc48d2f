import { copyFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { colourNames, colours, type ColourName } from '../../../test/fixtures/pictures.ts';
import { ffmpeg, makeVideo, missingFfmpeg, runFfmpeg, type Scene } from '../../../test/fixtures/videos.ts';
import type { Frame, VideoOutcome } from '../values.ts';
import { decodeVideo } from './decode-video.ts';
import { thumbnailOfVideo } from './look-at-video.ts';
import { isVideo } from './is-video.ts';

if (!ffmpeg) process.stderr.write(`tests of decoding videos did not run: ${missingFfmpeg}\n`);

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-video-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const size = 4;
const decode = (path: string | Buffer) => decodeVideo(Buffer.from(path as string), { size });

/** Which colour a frame's first pixels are nearest to. */
function colourOf({ pixels }: Frame): ColourName {
  const away = ({ r, g, b }: (typeof colours)[ColourName]) =>
    Math.abs((pixels[0] ?? 0) - r) + Math.abs((pixels[1] ?? 0) - g) + Math.abs((pixels[2] ?? 0) - b);
  return colourNames.reduce((best, name) => (away(colours[name]) < away(colours[best]) ? name : best));
}

function framesOf(outcome: VideoOutcome): Frame[] {
  if (!outcome.ok) throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome.frames;
}

const threeScenes: Scene[] = [
  { colour: 'red', seconds: 3 },
  { colour: 'green', seconds: 2 },
  { colour: 'blue', seconds: 3 },
];

/** Of `threeScenes`: which is shown at a time, but for the fifth of a second around a cut. */
function sceneAt(ms: number): ColourName | undefined {
  if ([3000, 5000].some((cut) => Math.abs(ms - cut) < 200)) return undefined;
  return ms < 3000 ? 'red' : ms < 5000 ? 'green' : 'blue';
}

const containers = {
  'h264.mp4': ['-c:v', 'libx264', '-g', '10'],
  'h264-one-keyframe.mkv': ['-c:v', 'libx264', '-g', '1000', '-sc_threshold', '0'],
  'h264.mov': ['-c:v', 'libx264', '-g', '10'],
  'h264.ts': ['-c:v', 'libx264', '-g', '10'],
  'hevc.mov': ['-c:v', 'libx265', '-x265-params', 'log-level=error'],
  'hevc.mkv': ['-c:v', 'libx265', '-x265-params', 'log-level=error'],
  'av1.mp4': ['-c:v', 'libaom-av1', '-usage', 'realtime', '-cpu-used', '8', '-g', '10'],
  'av1.webm': ['-c:v', 'libaom-av1', '-usage', 'realtime', '-cpu-used', '8', '-g', '10'],
  'vp8.webm': ['-c:v', 'libvpx', '-deadline', 'realtime'],
  'vp9.webm': ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-g', '10'],
  'mpeg4.avi': ['-c:v', 'mpeg4'],
  'mjpeg.avi': ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p'],
  'mpeg2.mpg': ['-c:v', 'mpeg2video', '-r', '25'],
  'h264.m2ts': ['-c:v', 'libx264', '-g', '10'],
  'h263.3gp': ['-c:v', 'h263', '-s', '176x144'],
  'wmv2.wmv': ['-c:v', 'wmv2'],
  // As browsers do: it does not say how long it is, and has one keyframe.
  'recorded.webm': ['-c:v', 'libvpx', '-deadline', 'realtime', '-g', '9999', '-live', '1'],
  'tape.dv': ['-c:v', 'dvvideo', '-pix_fmt', 'yuv420p', '-s', '720x576', '-r', '25'],
};

describe.skipIf(!ffmpeg)('a video', () => {
  test.each(Object.entries(containers))(
    'as %s gives frames of each scene, and says where it is',
    async (name, output) => {
      const path = join(folder, name);
      makeVideo(path, threeScenes, { output });
      expect(await isVideo(Buffer.from(path))).toBe(true);
      const outcome = await decode(path);
      const frames = framesOf(outcome);
      expect(outcome).toMatchObject({ format: name.split('.').at(-1)?.replace('m2ts', 'ts') });
      expect([...new Set(frames.map(colourOf))]).toEqual(['red', 'green', 'blue']);
      for (const frame of frames)
        expect([colourOf(frame), undefined], `at ${frame.timeMs}`).toContain(sceneAt(frame.timeMs));
      expect(frames.filter(({ opens }) => opens)).toHaveLength(3);
      const [first] = frames;
      // Pictures are looked at four times a second.
      expect(Math.abs((first?.endMs ?? 0) - 3000)).toBeLessThan(600);
    },
  );

  test('whose pictures become smaller on the way, as a broadcast, has its scenes where they are', async () => {
    const [large, small, path] = [join(folder, 'large.ts'), join(folder, 'small.ts'), join(folder, 'both.ts')];
    const output = ['-c:v', 'libx264', '-g', '2'];
    makeVideo(large, threeScenes.slice(0, 1), { output, width: 640, height: 360 });
    makeVideo(small, threeScenes.slice(1), { output: [...output, '-output_ts_offset', '3'] });
    writeFileSync(path, Buffer.concat([readFileSync(large), readFileSync(small)]));
    const frames = framesOf(await decode(path));
    expect([...new Set(frames.map(colourOf))]).toEqual(['red', 'green', 'blue']);
    for (const frame of frames)
      expect([colourOf(frame), undefined], `at ${frame.timeMs}`).toContain(sceneAt(frame.timeMs));
  });

  test('whose clock does not begin at zero is as long as it plays', async () => {
    for (const name of ['later.mkv', 'later.mp4', 'later.ts']) {
      makeVideo(join(folder, name), threeScenes, { output: ['-c:v', 'mpeg4', '-g', '10', '-output_ts_offset', '60'] });
      const outcome = await decode(join(folder, name));
      expect(outcome, name).toMatchObject({ video: { durationMs: expect.closeTo(8000, -2) as number } });
      for (const frame of framesOf(outcome))
        expect([colourOf(frame), undefined], `${name} at ${frame.timeMs}`).toContain(sceneAt(frame.timeMs));
    }
  });

  test('in which all is dark is a video all the same', async () => {
    const path = join(folder, 'night.mp4');
    makeVideo(path, [{ colour: 'black', seconds: 3 }]);
    const outcome = await decode(path);
    expect(outcome).toMatchObject({ ok: true, video: { durationMs: 3000 } });
    expect(framesOf(outcome)).toMatchObject([{ startMs: 0, endMs: 3000, opens: true }]);
  });

  test('whose one keyframe is the black that it fades in from shows what comes then', async () => {
    const path = join(folder, 'fade.mp4');
    const output = ['-c:v', 'mpeg4', '-g', '600', '-sc_threshold', '1000000000'];
    makeVideo(
      path,
      [{ colour: 'black', seconds: 0.5 }, ...threeScenes.slice(1, 2).map((scene) => ({ ...scene, seconds: 1.4 }))],
      { output },
    );
    expect(framesOf(await decode(path)).map(colourOf)).toContain('green');
  });

  test('turned by its container it is upright', async () => {
    const [lying, turned] = [join(folder, 'lying.mp4'), join(folder, 'turned.mp4')];
    const halves = '[0:v][1:v]hstack,format=yuv420p';
    const half = (colour: string) => ['-f', 'lavfi', '-i', `color=c=${colour}:s=80x90:r=10:d=1`];
    runFfmpeg([...half('red'), ...half('blue'), '-filter_complex', halves, '-c:v', 'mpeg4', lying]);
    // The matrix that a phone writes which is held upright.
    const bytes = readFileSync(lying);
    const at = bytes.indexOf('tkhd') + 44;
    [0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000].forEach((value, n) => bytes.writeInt32BE(value, at + 4 * n));
    writeFileSync(turned, bytes);
    const outcome = await decode(turned);
    expect(outcome).toMatchObject({ ok: true, width: 90, height: 160 });
    const [frame] = framesOf(outcome);
    const row = (y: number) => [...(frame?.pixels.subarray(y * size * 3, y * size * 3 + 3) ?? [])];
    expect([row(0)[0], row(size - 1)[2]].every((value) => (value ?? 0) > 200)).toBe(true);
  });

  test('whose end is missing gives what is before', async () => {
    const [whole, cut] = [join(folder, 'whole.mkv'), join(folder, 'cut.mkv')];
    makeVideo(whole, threeScenes, { output: ['-c:v', 'mpeg4', '-g', '5', '-b:v', '400k'] });
    copyFileSync(whole, cut);
    truncateSync(cut, Math.floor(readFileSync(whole).length * 0.6));
    const frames = framesOf(await decode(cut));
    expect(colourOf(frames[0] as Frame)).toBe('red');
    expect(Math.max(...frames.map(({ timeMs }) => timeMs))).toBeLessThan(7000);
  });

  test('of which the index at the end is missing is damaged', async () => {
    const path = join(folder, 'no-index.mp4');
    makeVideo(path, threeScenes);
    truncateSync(path, readFileSync(path).indexOf('moov'));
    expect(await decode(path)).toMatchObject({ ok: false, reason: 'image.corrupt', retryable: false });
  });

  test('without a picture, or that is none at all, is told apart', async () => {
    const sound = join(folder, 'sound.mp4');
    runFfmpeg(['-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'aac', sound]);
    expect(await decode(sound)).toMatchObject({ ok: false, reason: 'image.none' });
    const empty = join(folder, 'empty.mp4');
    writeFileSync(empty, '');
    expect(await decode(empty)).toMatchObject({ ok: false, reason: 'file.empty' });
    const text = join(folder, 'text.mp4');
    writeFileSync(text, 'Dear diary, this is not a film.\n');
    expect(await decode(text)).toMatchObject({ ok: false, reason: 'image.corrupt' });
    expect(await decode(join(folder, 'nowhere.mp4'))).toMatchObject({ reason: 'file.missing', retryable: true });
  });

  test('that is a list of other files opens none of them', async () => {
    const target = join(folder, 'target.mp4');
    makeVideo(target, [{ colour: 'red', seconds: 1 }]);
    const lists = {
      'hls.mp4': `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://${target}\n#EXT-X-ENDLIST\n`,
      'concat.mp4': `ffconcat version 1.0\nfile '${target}'\n`,
      'dash.mp4': `<?xml version="1.0"?><MPD><Period><AdaptationSet><Representation><BaseURL>${target}</BaseURL></Representation></AdaptationSet></Period></MPD>`,
    };
    for (const [name, text] of Object.entries(lists)) {
      writeFileSync(join(folder, name), text);
      expect(await decode(join(folder, name)), name).toMatchObject({ ok: false, reason: 'image.corrupt' });
    }
  });

  test.each([
    '-i.mp4',
    'pipe:1.mp4',
    'file:x.mp4',
    'concat:a.mp4|b.mp4',
    'subfile,,start,0,end,1,,:a.mp4',
    'http:%d 100% #?.mp4',
    'img%03d.mp4',
    '$(touch here) `touch here`;.mp4',
    'a\nb.mp4',
    'Straße 日本.mp4',
    ' .mp4',
  ])('may be called %s', async (name) => {
    const path = join(folder, name);
    makeVideo(path, [{ colour: 'green', seconds: 1 }]);
    expect(framesOf(await decode(path)).map(colourOf)).toEqual(['green']);
  });

  test.skipIf(process.platform !== 'linux')('may have a name that is not UTF-8', async () => {
    const plainName = join(folder, 'plain.mp4');
    makeVideo(plainName, [{ colour: 'green', seconds: 1 }]);
    const path = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0xe4]), Buffer.from('.mp4')]);
    writeFileSync(path, readFileSync(plainName));
    expect(framesOf(await decode(path)).map(colourOf)).toEqual(['green']);
  });

  test('says when and where it was taken, and by what', async () => {
    const path = join(folder, 'told.mov');
    const tags = ['creation_time=2019-08-03T12:05:09Z', 'location=+48.1351+011.5820/', 'make=Acme', 'model=Roll 1'];
    makeVideo(path, [{ colour: 'green', seconds: 1 }], {
      output: ['-c:v', 'mpeg4', '-movflags', 'use_metadata_tags', ...tags.flatMap((tag) => ['-metadata', tag])],
    });
    expect(await decode(path)).toMatchObject({
      details: { taken: { from: 'video' }, latitude: 48.1351, longitude: 11.582, camera: 'Acme Roll 1' },
    });
  });

  test('says nothing of when it was taken by a clock that was not set', async () => {
    const path = join(folder, 'ahead.mp4');
    makeVideo(path, [{ colour: 'green', seconds: 1 }], {
      output: ['-c:v', 'mpeg4', '-metadata', `creation_time=${new Date().getUTCFullYear() + 2}-08-03T12:05:09Z`],
    });
    expect(await decode(path)).toMatchObject({ details: { taken: { from: 'modified' } } });
  });

  test('is shown by what is at the moment asked for', async () => {
    const path = join(folder, 'shown.mp4');
    makeVideo(path, threeScenes);
    const outcome = await thumbnailOfVideo(Buffer.from(path), 256, 4000);
    if (!outcome.ok) throw new Error(outcome.detail);
    const again = join(folder, 'shown.webp');
    writeFileSync(again, outcome.thumbnail);
    const { decodeFile } = await import('./decode-image.ts');
    const picture = await decodeFile(again, { size });
    if (!picture.ok) throw new Error(picture.detail);
    expect(picture).toMatchObject({ width: 160, height: 90 });
    expect(colourOf({ pixels: picture.pixels } as Frame)).toBe('green');
  });
});

test('without FFmpeg a video is left for later', async () => {
  const path = join(folder, 'later.mp4');
  writeFileSync(path, 'anything');
  const before = process.env['POLYLENS_FFMPEG'];
  process.env['POLYLENS_FFMPEG'] = join(folder, 'nowhere', 'ffmpeg');
  try {
    expect(await decode(path)).toMatchObject({ ok: false, reason: 'video.no-decoder', retryable: true });
  } finally {
    if (before === undefined) delete process.env['POLYLENS_FFMPEG'];
    else process.env['POLYLENS_FFMPEG'] = before;
  }
});
