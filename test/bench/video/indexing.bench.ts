/** Seconds of video made searchable in a second, over those that FFmpeg alone decodes keyframes of. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as engineModule from '../../../src-main/engine/engine.ts';
import { openLibrary } from '../../../src-main/engine/library/library.ts';
import { built } from '../../fixtures/built.ts';
import { plain } from '../../fixtures/pictures.ts';
import { ffmpeg, makeVideo, missingFfmpeg, runFfmpeg } from '../../fixtures/videos.ts';
import { packFolder } from '../pack-folder.ts';
import { keepRow, report, timed } from '../report.ts';
import { makeFilm } from './films.ts';
import { drawnPictures } from './pictures.ts';

const { Engine } = await built<typeof engineModule>('engine/engine');

if (!ffmpeg) process.stderr.write(`the bench of videos did not run: ${missingFfmpeg}\n`);

/** A folder of your own videos instead of the generated ones; its subfolders are not read. */
const ownVideos = process.env['POLYLENS_BENCH_VIDEOS'];
const generated = Number(process.env['POLYLENS_BENCH_MINUTES'] ?? 4);

let temporary = '';
let videos = '';
let pack = { folder: '', name: '' };
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'polylens-bench-'));
  pack = await packFolder(temporary);
  videos = ownVideos ?? (await generateVideos());
});
afterAll(() => rm(temporary, { recursive: true }));

/** A minute each of 720 lines that move, with a keyframe every second. */
async function generateVideos(): Promise<string> {
  if (!ffmpeg) return temporary;
  const folder = join(temporary, 'videos');
  await mkdir(folder);
  for (let n = 0; n < generated; n += 1) {
    const moving = ['-f', 'lavfi', '-i', 'testsrc2=s=1280x720:r=25:d=60', '-metadata', `title=${n}`];
    runFfmpeg([...moving, '-c:v', 'mpeg4', '-g', '25', '-q:v', '6', `file:${join(folder, `${n}.mp4`)}`]);
  }
  return folder;
}

async function keyframesAlone(path: string): Promise<void> {
  const args = ['-nostdin', '-v', 'error', '-threads', '2', '-skip_frame', 'nokey', '-i', `file:${path}`];
  const child = spawn(ffmpeg?.ffmpeg ?? 'ffmpeg', [...args, '-an', '-vf', 'scale=-2:288', '-f', 'null', '-']);
  await once(child, 'close');
}

/** A minute of 1080 lines as a phone films it, a keyframe a second, but with another scene every four: each costs a vector. */
async function manyScenes(): Promise<string> {
  const folder = join(temporary, 'scenes');
  await mkdir(folder);
  const pictures = (await drawnPictures(join(temporary, 'pictures'))).slice(0, 15);
  const scenes = pictures.map(({ file }) => ({ picture: file, seconds: 4 }));
  const output = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '10'];
  makeFilm(join(folder, 'scenes.mp4'), scenes, { output, joins: 'cut', rate: 10, size: [1920, 1080] });
  return folder;
}

/** A photo and a short video: starting processes and loading models is not what is measured. */
async function makeFirst(folder: string): Promise<void> {
  await mkdir(folder);
  await plain('red').jpeg().toFile(join(folder, 'first.jpg'));
  makeVideo(join(folder, 'first.mp4'), [{ colour: 'green', seconds: 1 }]);
}

/** Indexes the videos of a folder after the first files. */
async function indexVideos(library: string, folder: string | undefined) {
  const engine = new Engine({ library, pack: pack.folder, version: 'bench', announce: () => undefined });
  const call = { signal: new AbortController().signal, progress: () => undefined };
  const index = (path: string) => engine.handlers['library.index']({ folders: [path], acceptMissing: false }, call);
  try {
    await index(join(temporary, 'one'));
    const length = async () => {
      const { durations } = await engine.handlers['asset.list']({}, call);
      return durations.reduce((sum, ms) => sum + ms / 1000, 0);
    };
    const before = await length();
    const took = folder === undefined ? 0 : await timed(async () => void (await index(folder)));
    return { took, seconds: (await length()) - before };
  } finally {
    await engine.close();
  }
}

/** How many vectors a library has, of which dimension, and how many bytes. */
async function sizeOf(library: string) {
  const opened = openLibrary(library);
  const last = opened.vectors.lastLabel();
  const dimension = opened.vectors.embeddingOf(last)?.length ?? 0;
  opened.close();
  return { vectors: last, dimension, bytes: (await stat(join(library, 'library.sqlite'))).size };
}

/** Makes the videos of a folder searchable, and has FFmpeg alone decode their keyframes. */
async function against(folder: string, library: string) {
  const { took, seconds } = await indexVideos(library, folder);
  const names = await readdir(folder);
  const alone = await timed(async () => {
    for (const name of names) await keyframesAlone(join(folder, name));
  });
  return { took, seconds, alone, files: names.length };
}

const rate = (seconds: number, ms: number) => `${((1000 * seconds) / ms).toFixed(1)} s of video in a second`;

test.skipIf(!ffmpeg)('videos', async () => {
  const [library, withoutVideos] = [join(temporary, 'library'), join(temporary, 'library-without')];
  await makeFirst(join(temporary, 'one'));
  await indexVideos(withoutVideos, undefined);
  const { took, seconds, alone, files } = await against(videos, library);
  const [before, after] = [await sizeOf(withoutVideos), await sizeOf(library)];
  const perMinute = (after.vectors - before.vectors) / (seconds / 60);
  const megabytes = (3600 * (after.bytes - before.bytes)) / seconds / 1e6;
  report(`Indexing ${files} videos, ${seconds.toFixed(0)} s, ${pack.name}, ${availableParallelism()} cores`, {
    'end to end': rate(seconds, took),
    'FFmpeg alone, keyframes': rate(seconds, alone),
    'end to end : FFmpeg alone': (alone / took).toFixed(2),
    'moments kept per minute': perMinute.toFixed(1),
    'library, bytes per hour': `${megabytes.toFixed(2)} MB (vectors of ${after.dimension})`,
  });
  keepRow({ row: 'video indexed : FFmpeg keyframe decode', area: 'video', ratio: alone / took, budget: '>= 0.7' });
  keepRow({ row: 'frames kept per minute', area: 'video', ratio: perMinute });
  keepRow({ row: 'library, MB per hour of video', area: 'video', ratio: megabytes });
  expect(after.vectors - before.vectors).toBeGreaterThanOrEqual(files);
});

test.skipIf(!ffmpeg || ownVideos !== undefined)('a film of many scenes', async () => {
  const { took, seconds, alone } = await against(await manyScenes(), join(temporary, 'library-of-scenes'));
  report(`Indexing a film of 15 scenes, ${seconds.toFixed(0)} s, ${pack.name}`, {
    'end to end': rate(seconds, took),
    'FFmpeg alone, keyframes': rate(seconds, alone),
    'end to end : FFmpeg alone': (alone / took).toFixed(2),
  });
  expect(seconds).toBeCloseTo(60, 0);
  keepRow({ row: 'film of many scenes indexed : FFmpeg keyframe decode', area: 'video', ratio: alone / took });
});
