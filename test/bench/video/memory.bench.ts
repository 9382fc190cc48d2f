/** Memory of all processes that index many long films, late over early: flat, however many there are. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandOf, family } from '../../e2e/processes.ts';
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

/** Memory in bytes of all that lives now, by what it is; those of one kind together. */
type Sample = Readonly<Record<string, number>>;

function memoryOf(pid: number): Sample {
  const sample: Record<string, number> = {};
  for (const member of family(pid)) {
    const name = nameOf(member);
    sample[name] = (sample[name] ?? 0) + 1024 * residentKb(member);
  }
  return sample;
}

/** The script that a process of Node runs, or its program. */
function nameOf(pid: number): string {
  const [program = '', ...args] = commandOf(pid).split(' ');
  return basename(args.find((each) => each.endsWith('.js')) ?? program, '.js');
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
async function watched(folder: string, pack: string): Promise<{ samples: Sample[]; out: string }> {
  const args = ['index', folder, '--json', '--library', join(temporary, 'library'), '--pack', pack];
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const samples: Sample[] = [];
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const timer = setInterval(() => samples.push(memoryOf(child.pid ?? 0)), everyMs);
  await once(child, 'close');
  clearInterval(timer);
  return { samples, out };
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const peak = (values: readonly number[]) => values.reduce((most, value) => Math.max(most, value), 0);
const mebibytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)}`;
const parts = 6;

/** What each kind of process took at most in each part of the run, one after the other. */
function table(samples: readonly Sample[]): Record<string, string> {
  const names = [...new Set(samples.flatMap((sample) => Object.keys(sample)))].filter((name) => name !== '');
  const sixths = Array.from({ length: parts }, (_, at) => {
    return samples.slice((at * samples.length) / parts, ((at + 1) * samples.length) / parts);
  });
  const row = (of: (sample: Sample) => number) => sixths.map((part) => mebibytes(peak(part.map(of)))).join(', ');
  return {
    'all, MiB': row((sample) => sum(Object.values(sample))),
    ...Object.fromEntries(names.map((name) => [`  ${name}`, row((sample) => sample[name] ?? 0)])),
  };
}

test.skipIf(!runs)('memory stays', async () => {
  const folder = join(temporary, 'films');
  await longFilms(folder);
  const pack = await packFolder(temporary);
  const { samples, out } = await watched(folder, pack.folder);
  const all = samples.map((sample) => sum(Object.values(sample)));
  const third = Math.floor(all.length / 3);
  const [early, late] = [peak(all.slice(0, third)), peak(all.slice(-third))];
  report(
    `Memory in ${parts} parts of indexing ${files} films of ${Math.round(secondsEach / 60)} minutes, ${pack.name}`,
    {
      ...table(samples),
      'all, last third : first': (late / early).toFixed(3),
      'it took': `${((samples.length * everyMs) / 1000).toFixed(0)} s`,
    },
  );
  keepRow({ row: 'memory over long films, last third : first', area: 'video', ratio: late / early, budget: '<= 1.2' });
  expect(JSON.parse(out)).toMatchObject({ found: files, searchable: files });
});
