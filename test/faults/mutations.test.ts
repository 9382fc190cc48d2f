/**
 * Damaged files of every format, made at random from whole ones: the engine stays, and says of each file what became of it.
 * POLYLENS_MUTATIONS says how many (200 where nothing is said), POLYLENS_SEED which.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeWorld, type World } from '../e2e/program.ts';
import { absurdFiles, damaged, wholeFiles, type Whole } from '../fixtures/damaged.ts';
import { built } from '../fixtures/built.ts';
import { randomFrom } from '../fixtures/random.ts';
import { ffmpeg, missingFfmpeg } from '../fixtures/videos.ts';
import type * as connectionModule from '../../src-main/shells/node/engine-connection.ts';

const { startEngine } = await built<typeof connectionModule>('shells/node/engine-connection');

if (!ffmpeg) process.stderr.write(`damaged videos are not among the damaged files: ${missingFfmpeg}\n`);

const total = Number(process.env['POLYLENS_MUTATIONS'] ?? 200);
const seed = Number(process.env['POLYLENS_SEED'] ?? 1);
const batchSize = 100;
/** What the engine may grow by after its first batches, whatever the files are. */
const mostGrowth = 150 * 1024 ** 2;

const random = randomFrom(seed);
const below = (limit: number) => Math.floor(random() * limit);

let world: World;
let engine: connectionModule.EngineConnection;
beforeAll(async () => {
  world = await makeWorld();
  engine = await startEngine({ library: world.library, pack: world.pack, version: '0.1.0' });
});
afterAll(async () => {
  await engine.close();
  world.remove();
});

/** Resident memory of the engine's process, where the system tells. */
function engineMemory(): number {
  if (process.platform !== 'linux') return 0;
  const { process: id } = JSON.parse(readFileSync(join(world.library, 'engine.json'), 'utf8')) as { process: number };
  const [, kilobytes = '0'] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** Indexes these files, which take the place of those before; says what is wrong, if anything. */
async function wrongWith(files: readonly Whole[], batch: number): Promise<string[]> {
  rmSync(world.photos, { recursive: true });
  mkdirSync(world.photos);
  // Names that are never used again: each file is one that was never seen.
  const paths = files.map(({ ending }, at) => join(world.photos, `${batch}-${at}.${ending}`));
  for (const [at, { bytes }] of files.entries()) writeFileSync(paths[at] ?? '', bytes);
  const { counts } = await engine.client.call('library.index', { folders: [world.photos], acceptMissing: true });
  const { files: aside } = await engine.client.call('library.set-aside', { limit: 10_000 });
  const { found, searchable, waiting, setAside } = counts;
  const known = new Set(paths);
  // What has the name of no photo and the content of none is not found at all.
  const isCounted =
    found === searchable + setAside && waiting === 0 && setAside === aside.length && found <= files.length;
  return [
    ...(isCounted ? [] : [JSON.stringify(counts)]),
    ...aside.filter(({ path }) => !known.has(path)).map(({ path }) => `${path} is not there`),
    ...aside.filter(({ reason }) => reason === 'file.missing').map(({ path }) => `${path} is there`),
  ];
}

test(
  `of ${total} damaged files each is accounted for, and the engine stays`,
  async () => {
    const whole = await wholeFiles(world.root);
    expect(await wrongWith(await absurdFiles(), -1)).toEqual([]);
    const memory: number[] = [];
    for (let done = 0; done < total; done += batchSize) {
      const files = Array.from({ length: Math.min(batchSize, total - done) }, () => {
        return damaged(whole[below(whole.length)] ?? { ending: 'jpg', bytes: Buffer.alloc(0) }, whole, below);
      });
      const batch = done / batchSize;
      expect(await wrongWith(files, batch), `batch ${batch}, seed ${seed}`).toEqual([]);
      memory.push(engineMemory());
    }
    const settled = memory[2] ?? memory.at(-1) ?? 0;
    expect(Math.max(...memory.slice(2), 0) - settled).toBeLessThan(mostGrowth);
    // And what is whole is still found.
    expect(await wrongWith(whole, total)).toEqual([]);
    const { counts } = await engine.client.call('library.status', {});
    expect(counts).toMatchObject({ found: whole.length, searchable: whole.length });
  },
  120_000 + total * 1000,
);
