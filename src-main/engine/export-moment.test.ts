import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ffmpeg, makeVideo, missingFfmpeg, runFfmpeg } from '../../test/fixtures/videos.ts';
import { exportMoment } from './export-moment.ts';
import type { FrameOutcome } from './values.ts';

if (!ffmpeg) process.stderr.write(`tests of cutting videos did not run: ${missingFfmpeg}\n`);

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'polylens-export-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** No library, for what is exported is named by its path. */
function partsWith(frame: FrameOutcome = { ok: true, bytes: Buffer.from('a picture') }) {
  return {
    library: () => {
      throw new Error('not asked for');
    },
    frame: () => Promise.resolve(frame),
  };
}

const film = () => join(folder, 'film.mp4');
const never = new AbortController().signal;
const asked = (target: string, length?: number) => {
  return { source: { path: film() }, at: 1000, target: join(folder, target), ...(length ? { length } : {}) };
};

test('a picture is written as it came, and one that cannot be had leaves no file', async () => {
  await exportMoment(partsWith(), asked('still.JPG'), never);
  expect(readFileSync(join(folder, 'still.JPG'), 'utf8')).toBe('a picture');
  const none = partsWith({ ok: false, reason: 'image.corrupt', detail: 'no picture', retryable: false });
  await expect(exportMoment(none, asked('none.jpg'), never)).rejects.toMatchObject({
    code: 'export.failed',
    detail: { why: 'image.corrupt, no picture' },
  });
  expect(existsSync(join(folder, 'none.jpg'))).toBe(false);
});

test('what is there stays, and a name must tell what to write', async () => {
  writeFileSync(join(folder, 'mine.png'), 'mine');
  await expect(exportMoment(partsWith(), asked('mine.png'), never)).rejects.toMatchObject({ code: 'export.exists' });
  expect(readFileSync(join(folder, 'mine.png'), 'utf8')).toBe('mine');
  for (const [target, length] of [
    ['a.mp4', undefined],
    ['a.png', 1000],
    ['a', 1000],
  ] as const) {
    await expect(exportMoment(partsWith(), asked(target, length), never)).rejects.toMatchObject({
      code: 'export.ending',
    });
    expect(existsSync(join(folder, target))).toBe(false);
  }
});

describe.skipIf(!ffmpeg)('a clip', () => {
  beforeEach(() => makeVideo(film(), [{ colour: 'red', seconds: 4 }]));

  test('is written, and the original is as it was', async () => {
    const before = statSync(film()).mtimeMs;
    await exportMoment(partsWith(), asked('clip.mp4', 2000), never);
    expect(statSync(join(folder, 'clip.mp4')).size).toBeGreaterThan(500);
    expect(statSync(film()).mtimeMs).toBe(before);
  });

  test('leaves out a sound that is not known, where it cannot be kept', async () => {
    const [source, target] = [join(folder, 'all-round.mov'), join(folder, 'clip.mkv')];
    const sounds = ['-f', 'lavfi', '-i', 'sine=d=4', '-map', '0:v', '-map', '1:a', '-map', '1:a', '-c:a', 'pcm_s16le'];
    runFfmpeg(['-i', film(), ...sounds, '-c:v', 'copy', source]);
    const bytes = readFileSync(source);
    // As phones name what they record all around.
    bytes.write('apac', bytes.indexOf('sowt'));
    writeFileSync(source, bytes);
    const wanted = { source: { path: source }, at: 0, length: 2000 };
    await exportMoment(partsWith(), { ...wanted, target }, never);
    await exportMoment(partsWith(), { ...wanted, target: join(folder, 'clip.mov') }, never);
    const streamsIn = (path: string) => {
      const options = ['-v', 'error', '-show_entries', 'stream=codec_type', '-of', 'csv=p=0', path];
      return String(spawnSync(ffmpeg?.ffprobe ?? 'ffprobe', options).stdout)
        .trim()
        .split(/\s+/);
    };
    expect(streamsIn(target)).toEqual(['video', 'audio']);
    expect(streamsIn(join(folder, 'clip.mov'))).toEqual(['video', 'audio', 'audio']);
  });

  test('that is cancelled leaves nothing', async () => {
    await expect(exportMoment(partsWith(), asked('clip.mp4', 2000), AbortSignal.abort())).rejects.toThrow('aborted');
    expect(existsSync(join(folder, 'clip.mp4'))).toBe(false);
  });

  test('cannot be written over its own original', async () => {
    await expect(exportMoment(partsWith(), asked('film.mp4', 2000), never)).rejects.toMatchObject({
      code: 'export.exists',
    });
  });
});
