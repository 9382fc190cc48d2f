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
import { ffmpeg, missingFfmpeg, runFfmpeg } from '../../fixtures/videos.ts';
import { packFolder } from '../pack-folder.ts';
import { keepRow, report, timed } from '../report.ts';

const { Engine } = await built<typeof engineModule>('engine/engine');

if (!ffmpeg) process.stderr.write(`the bench of videos did not run: ${missingFfmpeg}\n`);

/** A folder of your own videos instead of the generated ones; its subfolders are not read. */
const ownVideos = process.env['POLYLENS_BENCH_VIDEOS'];
const generated = 4;

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

async function indexVideos(library: string) {
  const engine = new Engine({ library, pack: pack.folder, version: 'bench', announce: () => undefined });
  const call = { signal: new AbortController().signal, progress: () => undefined };
  const index = (folder: string) => engine.handlers['library.index']({ folders: [folder], acceptMissing: false }, call);
  try {
    // One photo first: starting processes and loading models is not what is measured.
    const one = join(temporary, 'one');
    await mkdir(one);
    await plain('red').jpeg().toFile(join(one, 'first.jpg'));
    await index(one);
    let embedded = 0;
    const took = await timed(async () => {
      embedded = (await index(videos)).embedded;
    });
    const { durations } = await engine.handlers['asset.list']({}, call);
    return { took, embedded, seconds: durations.reduce((sum, ms) => sum + ms / 1000, 0) };
  } finally {
    await engine.close();
  }
}

test.skipIf(!ffmpeg)('videos', async () => {
  const library = join(temporary, 'library');
  const { took, embedded, seconds } = await indexVideos(library);
  const names = await readdir(videos);
  const alone = await timed(async () => {
    for (const name of names) await keyframesAlone(join(videos, name));
  });
  const rate = (ms: number) => `${((1000 * seconds) / ms).toFixed(1)} s of video in a second`;
  const opened = openLibrary(library);
  const dimension = opened.vectors.embeddingOf(opened.vectors.lastLabel())?.length ?? 0;
  opened.close();
  const { size } = await stat(join(library, 'library.sqlite'));
  report(`Indexing ${names.length} videos, ${seconds.toFixed(0)} s, ${pack.name}, ${availableParallelism()} cores`, {
    'end to end': rate(took),
    'FFmpeg alone, keyframes': rate(alone),
    'end to end : FFmpeg alone': (alone / took).toFixed(2),
    'moments kept per minute': ((60 * embedded) / seconds).toFixed(1),
    'library, bytes per hour': `${((3600 * size) / seconds / 1e6).toFixed(2)} MB (vectors of ${dimension})`,
  });
  keepRow({ row: 'video indexed : FFmpeg keyframe decode', area: 'video', ratio: alone / took, budget: '>= 0.7' });
  expect(embedded).toBeGreaterThan(0);
});
