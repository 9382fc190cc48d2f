import { once } from 'node:events';
import { readdirSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { countsIn, makeWorld, namesIn, polylens, start, type World } from '../e2e/program.ts';

const photoCount = 200;
let world: World;

beforeEach(async () => {
  world = await makeWorld();
  for (let at = 0; at < photoCount; at += 1) {
    const background = { r: at, g: 255 - at, b: (at * 7) % 256 };
    const path = join(world.photos, `${at}.png`);
    await sharp({ create: { width: 64, height: 48, channels: 3, background } })
      .png()
      .toFile(path);
    utimesSync(path, at, at);
  }
});
afterEach(() => world.remove());

function stored(): { files: number; vectors: number; contents: number } {
  const database = new DatabaseSync(join(world.library, 'library.sqlite'));
  const count = (table: string) =>
    (database.prepare(`SELECT count(*) AS count FROM ${table}`).get() as { count: number }).count;
  const counts = { files: count('file'), vectors: count('vector'), contents: count('content') };
  database.close();
  return counts;
}

/** Processes whose parent is `parent`. */
function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && statusOf(pid).includes(`\nPPid:\t${parent}\n`));
}

/** Waits until a condition of the outside world holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

function vectorsSoFar(): number {
  try {
    return stored().vectors;
  } catch {
    // The database is just being made.
    return 0;
  }
}

// Who descends from whom is read from /proc.
describe.skipIf(process.platform !== 'linux')('processes that end', () => {
  test('an engine killed while indexing loses nothing and doubles nothing', async () => {
    const child = start(world, ['index', world.photos]);
    let talk = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (talk += text));
    await until(() => vectorsSoFar() > 0);
    const [engine = 0] = childrenOf(child.pid ?? 0);
    const workers = childrenOf(engine);
    process.kill(engine, 'SIGKILL');
    await once(child, 'close');
    expect(child.exitCode).toBe(3);
    expect(talk.trimEnd().split('\n').at(-1)).toBe(
      'polylens: the engine ended unexpectedly (SIGKILL); what was stored is safe, run again.',
    );

    const left = stored();
    expect(left.vectors).toBeLessThan(photoCount);
    const resumed = await polylens(world, ['index', world.photos, '--json']);
    expect(countsIn(resumed)).toEqual({ found: photoCount, searchable: photoCount, waiting: 0, aside: 0 });
    expect(JSON.parse(resumed.out)).toMatchObject({ embedded: photoCount - left.vectors });
    expect(stored()).toEqual({ files: photoCount, vectors: photoCount, contents: photoCount });
    const all = namesIn(await polylens(world, ['search', 'red', '-k', '1000', '--json']));
    expect(all.toSorted()).toEqual(readdirSync(world.photos).toSorted());
    // What the engine had started ends with it.
    await until(() => workers.every((pid) => !isAlive(pid)));
  });

  test('Ctrl-C stores the batch in hand, newest first, says how to go on, and the next run does', async () => {
    const child = start(world, ['index', world.photos, '--json']);
    let out = '';
    let talk = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (talk += text));
    await until(() => vectorsSoFar() > 0);
    child.kill('SIGINT');
    await once(child, 'close');
    expect(child.exitCode).toBe(130);
    expect(talk).toContain('stopped, run again to go on');
    const { searchable } = countsIn({ code: 130, out, talk });
    expect(stored().vectors).toBe(searchable);
    const newest = Array.from({ length: searchable }, (_, at) => `${photoCount - 1 - at}.png`);
    const found = namesIn(await polylens(world, ['search', 'red', '-k', '1000', '--json']));
    expect(found.toSorted()).toEqual(newest.toSorted());
    expect(countsIn(await polylens(world, ['index', world.photos, '--json'])).searchable).toBe(photoCount);
  });

  test('while the engine that owns the library hangs, a second writer is refused with its name and a search is answered', async () => {
    const first = start(world, ['index', world.photos]);
    const ended = once(first, 'close');
    await until(() => vectorsSoFar() > 0);
    const [engine = 0] = childrenOf(first.pid ?? 0);
    process.kill(engine, 'SIGSTOP');
    const { code, talk } = await polylens(world, ['index', world.photos]);
    const searched = await polylens(world, ['search', 'red', '-k', '1000', '--json']);
    process.kill(engine, 'SIGCONT');
    await ended;
    expect(code).toBe(3);
    expect(talk).toContain(`is being written by process ${engine} on `);
    expect(first.exitCode).toBe(0);
    const { length } = namesIn(searched);
    expect(searched.talk).toContain(`${photoCount - length} pictures are not indexed yet`);
    expect(length).toBeGreaterThan(0);
  });

  test('an engine whose client is gone ends, and all it started with it', async () => {
    const child = start(world, ['index', world.photos]);
    const ended = once(child, 'close');
    await until(() => vectorsSoFar() > 0);
    const [engine = 0] = childrenOf(child.pid ?? 0);
    const family = [engine, ...childrenOf(engine)];
    child.kill('SIGKILL');
    await ended;
    await until(() => family.every((pid) => !isAlive(pid)));
    expect(family.filter(isAlive)).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  const status = statusOf(pid);
  // A zombie waits for a parent to take its status: it no longer runs.
  return status !== '' && !/^State:\s+Z/m.test(status);
}

/** What Linux tells about a process; empty when there is none. */
function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
