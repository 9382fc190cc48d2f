/** Memory of all processes that index many long films, late over early: flat, however many there are. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { family } from '../../e2e/processes.ts';
import { ffmpeg, missingFfmpeg, runFfmpeg } from '../../fixtures/videos.ts';
import { packFolder } from '../pack-folder.ts';
import { keepRow, report } from '../report.ts';
import { makeFilm } from './films.ts';
import { drawnPictures } from './pictures.ts';

const runs = ffmpeg !== undefined && existsSync('/proc/self/status');
if (!runs) process.stderr.write(`the bench of memory did not run: ${ffmpeg ? 'it needs /proc' : missingFfmpeg}\n`);

const files = Number(process.env['POLYLENS_BENCH_LONG_FILES'] ?? 50);
const secondsEach = Number(process.env['POLYLENS_BENCH_LONG_SECONDS'] ?? 1200);
const everyMs = 200;

let temporary = '';
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'polylens-bench-'));
});
afterAll(() => rm(temporary, { recursive: true }));

/** The same drawings in each, which cost little to make and to read, and another title, so that none is known already. */
async function longFilms(folder: string): Promise<void> {
  await mkdir(folder);
  const pictures = await drawnPictures(join(temporary, 'pictures'));
  const scenes = pictures.map(({ file }) => ({ picture: file, seconds: Math.ceil(secondsEach / pictures.length) }));
  const first = join(temporary, 'first.mp4');
  makeFilm(first, scenes, { output: ['-c:v', 'mpeg4', '-g', '4', '-q:v', '9'], joins: 'cut', rate: 2 });
  for (let n = 0; n < files; n += 1) {
    runFfmpeg(['-i', first, '-c', 'copy', '-metadata', `title=${n}`, join(folder, `${n}.mp4`)]);
    // Who runs this wants to hear from it now and then.
    await setImmediate();
  }
}

/** In bytes, of all that lives now. */
function memoryOf(pid: number): number {
  return family(pid).reduce((sum, member) => sum + 1024 * residentKb(member), 0);
}

function residentKb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+) kB/u.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    // It has ended just now.
    return 0;
  }
}

const program = fileURLToPath(new URL('../../../dist/shells/cli/main.js', import.meta.url));

/** Indexes a folder by the command line; how much memory was taken, now and then, and what is printed at its end. */
async function watched(folder: string, pack: string): Promise<{ samples: number[]; out: string }> {
  const args = ['index', folder, '--json', '--library', join(temporary, 'library'), '--pack', pack];
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const samples: number[] = [];
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const timer = setInterval(() => samples.push(memoryOf(child.pid ?? 0)), everyMs);
  await once(child, 'close');
  clearInterval(timer);
  return { samples, out };
}

const peak = (samples: readonly number[]) => samples.reduce((most, value) => Math.max(most, value), 0);
const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MiB`;

test.skipIf(!runs)('memory stays', async () => {
  const folder = join(temporary, 'films');
  await longFilms(folder);
  const pack = await packFolder(temporary);
  const { samples, out } = await watched(folder, pack.folder);
  const third = Math.floor(samples.length / 3);
  const [early, late] = [peak(samples.slice(0, third)), peak(samples.slice(-third))];
  report(`Indexing ${files} films of ${(secondsEach / 60).toFixed(0)} minutes, ${pack.name}`, {
    'memory, first third': mebibytes(early),
    'memory, last third': mebibytes(late),
    'last : first': (late / early).toFixed(3),
    'it took': `${((samples.length * everyMs) / 1000).toFixed(0)} s`,
  });
  keepRow({ row: 'memory over long films, last third : first', area: 'video', ratio: late / early, budget: '<= 1.2' });
  expect(JSON.parse(out)).toMatchObject({ found: files, searchable: files });
});
