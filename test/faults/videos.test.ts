import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { family } from '../e2e/processes.ts';
import { start } from '../e2e/program.ts';
import { engineForEach } from '../e2e/world-with-engine.ts';
import { plain } from '../fixtures/pictures.ts';

const here = engineForEach();
const before = process.env['POLYLENS_FFMPEG'];
beforeEach(async () => {
  writeFileSync(join(here.world.photos, 'film.mp4'), 'as good as any');
  await plain('red').jpeg().toFile(join(here.world.photos, 'red.jpg'));
});
afterEach(() => {
  if (before === undefined) delete process.env['POLYLENS_FFMPEG'];
  else process.env['POLYLENS_FFMPEG'] = before;
});

const [width, height] = [16, 9];
const facts = {
  streams: [{ index: 0, codec_name: 'h264', width, height }],
  format: { format_name: 'avi', duration: '2' },
};

/** Programs in the place of FFmpeg's two: what is probed is known, and `script` stands for the reading of it. */
function pretend(script: string): void {
  const folder = join(here.world.root, 'programs');
  mkdirSync(folder);
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  };
  write('ffprobe', `echo '${JSON.stringify(facts)}'`);
  write('ffmpeg', script);
  process.env['POLYLENS_FFMPEG'] = folder;
}

const pidFile = () => join(here.world.root, 'pid');
const hang = () => `echo $$ > '${pidFile()}.part' && mv '${pidFile()}.part' '${pidFile()}' && exec sleep 1000`;

async function hangingPid(): Promise<number> {
  await expect.poll(() => existsSync(pidFile())).toBe(true);
  return Number(readFileSync(pidFile(), 'utf8'));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // One that has ended waits for its parent to hear of it, and runs no more.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** What FFmpeg writes of one picture, all of one byte. */
const picture = (at: number, byte: string) =>
  `head -c ${width * height * 3} /dev/zero | tr '\\0' '${byte}'
   echo "[Parsed_showinfo_3 @ 0x1] n: ${at} pts: ${at} pts_time:${at} pos: 1 fmt:rgb24" >&2`;

const index = (signal?: AbortSignal) =>
  here.engine.call('library.index', { folders: [here.world.photos], acceptMissing: false }, signal ? { signal } : {});

describe.skipIf(process.platform !== 'linux')('a program that reads a video', () => {
  test('is ended when the run is, and the video waits', async () => {
    pretend(hang());
    const stop = new AbortController();
    const running = index(stop.signal);
    const pid = await hangingPid();
    stop.abort();
    const { stopped, counts } = await running;
    expect(stopped).toBe(true);
    expect(counts).toMatchObject({ found: 2, setAside: 0 });
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  test('ends with the engine, also when that is killed', async () => {
    pretend(hang());
    const child = start(here.world, ['index', here.world.photos]);
    const ended = once(child, 'close');
    const pid = await hangingPid();
    const all = family(child.pid ?? 0);
    expect(all).toContain(pid);
    for (const member of all.slice(0, 2)) process.kill(member, 'SIGKILL');
    await ended;
    await expect.poll(() => all.filter(isAlive)).toEqual([]);
  });

  test('and fails in the middle has given what came before', async () => {
    pretend([picture(0, '\\120'), picture(1, '\\240'), 'head -c 100 /dev/zero', 'exit 1'].join('\n'));
    expect((await index()).counts).toMatchObject({ found: 2, searchable: 2, setAside: 0 });
    const { hits } = await here.engine.call('search.run', { text: 'white', limit: 1, filters: { kind: 'video' } });
    expect(hits[0]).toMatchObject({ duration: 2000, moments: [{ time: 1000 }] });
  });

  test('and gives nothing, or says nothing sensible, costs that video alone', async () => {
    pretend('echo "Error: no such decoder" >&2; exit 1');
    const { counts, files } = await index();
    expect(counts).toMatchObject({ found: 2, searchable: 1, setAside: 1 });
    expect(files).toMatchObject([{ reason: 'image.corrupt', detail: expect.stringContaining('no such decoder') }]);
  });
});
