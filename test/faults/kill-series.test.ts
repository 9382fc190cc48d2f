/**
 * Processes killed at random moments, again and again, on one library; after each, what is stored is looked at whole.
 * POLYLENS_KILLS says how often (12 where nothing is said), POLYLENS_SEED which moments.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commandOf, family } from '../e2e/processes.ts';
import { countsIn, makeWorld, polylens, start, type World } from '../e2e/program.ts';
import { randomFrom } from '../fixtures/random.ts';

const kills = Number(process.env['POLYLENS_KILLS'] ?? 12);
const seed = Number(process.env['POLYLENS_SEED'] ?? 1);
const photoCount = 60;
const changedEachTime = 25;
const longestWaitMs = 1200;
const palette: Buffer[] = [];
/** What an undisturbed run makes of each picture, by hash. */
const expected = new Map<string, Float32Array>();
let world: World;
let reference: World;

const random = randomFrom(seed);
const below = (limit: number) => Math.floor(random() * limit);

beforeAll(async () => {
  [world, reference] = await Promise.all([makeWorld(), makeWorld()]);
  for (let at = 0; at < photoCount; at += 1) {
    const background = { r: (at * 53) % 256, g: (at * 97) % 256, b: (at * 29) % 256 };
    palette.push(
      await sharp({ create: { width: 64, height: 48, channels: 3, background } })
        .png()
        .toBuffer(),
    );
  }
  palette.forEach((bytes, at) => writeFileSync(join(reference.photos, `${at}.png`), bytes));
  await polylens(reference, ['index', reference.photos]);
  for (const { hash, embedding } of stored(reference).vectors) expected.set(hash, embedding);
  for (let at = 0; at < photoCount; at += 1) change(at);
  await polylens(world, ['index', world.photos]);
});
afterAll(() => {
  world.remove();
  reference.remove();
});

function change(at: number): void {
  writeFileSync(join(world.photos, `${at}.png`), palette[below(palette.length)] ?? '');
}

type Stored = {
  sound: string;
  files: { path: string; modifiedMs: number; hash: string | null; reason: string | null }[];
  vectors: { hash: string; embedding: Float32Array }[];
};

function stored({ library }: World): Stored {
  const database = new DatabaseSync(join(library, 'library.sqlite'));
  try {
    const { integrity_check: sound } = database.prepare('PRAGMA integrity_check').get() as { integrity_check: string };
    const files = database
      .prepare(
        'SELECT path, modified_ms AS modifiedMs, hex(hash) AS hash, reason FROM file LEFT JOIN content ON content.id = content_id',
      )
      .all() as { path: Uint8Array; modifiedMs: number; hash: string; reason: string | null }[];
    const vectors = database
      .prepare('SELECT hex(hash) AS hash, embedding FROM vector JOIN content ON content.id = content_id')
      .all() as { hash: string; embedding: Uint8Array }[];
    return {
      sound,
      files: files.map(({ path, hash, ...file }) => ({
        ...file,
        path: Buffer.from(path).toString(),
        hash: hash || null,
      })),
      vectors: vectors.map(({ hash, embedding }) => ({
        hash,
        embedding: new Float32Array(Uint8Array.from(embedding).buffer),
      })),
    };
  } finally {
    database.close();
  }
}

/** Everything that may be wrong with what is stored, in words. */
function wrong(): string[] {
  const { sound, files, vectors } = stored(world);
  const hashes = vectors.map(({ hash }) => hash);
  return [
    ...(sound === 'ok' ? [] : [sound]),
    ...(new Set(hashes).size === hashes.length ? [] : ['a picture has two vectors']),
    ...vectors
      .filter(({ hash, embedding }) => !isNear(embedding, expected.get(hash)))
      .map(({ hash }) => `vector ${hash}`),
    // A file that was met as it is now and has a picture has the one that lies there.
    ...files
      .filter((file) => file.hash !== null && isAsMet(file) && file.hash !== hashOf(file.path))
      .map(({ path }) => `picture of ${path}`),
    ...files
      .filter(({ reason }) => reason !== null && !/crashed|failed/.test(reason))
      .map(({ path }) => `reason of ${path}`),
  ];
}

function isNear(embedding: Float32Array, other: Float32Array | undefined): boolean {
  return other !== undefined && embedding.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0) > 0.9999;
}

function isAsMet({ path, modifiedMs }: Stored['files'][number]): boolean {
  return Math.abs(statSync(path).mtimeMs - modifiedMs) < 1;
}

function hashOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex').toUpperCase();
}

/** Runs `index` and kills one of its processes at some moment; which one. */
async function killSomething(): Promise<string> {
  const child = start(world, ['index', world.photos]);
  child.stdout?.resume();
  child.stderr?.resume();
  const ended = once(child, 'close');
  await sleep(below(longestWaitMs));
  // The first is the program itself, the second its engine.
  const processes = family(child.pid ?? 0);
  const at = below(processes.length);
  const victim = processes[at];
  if (victim !== undefined && child.exitCode === null) process.kill(victim, 'SIGKILL');
  await ended;
  await expect.poll(() => processes.filter((pid) => commandOf(pid) !== '')).toEqual([]);
  return `${at} of ${processes.length}`;
}

describe.skipIf(process.platform !== 'linux')('a series of kills', () => {
  test(
    `${kills} times, nothing is lost, doubled or mixed up`,
    async () => {
      for (let round = 0; round < kills; round += 1) {
        for (let n = 0; n < changedEachTime; n += 1) change(below(photoCount));
        const victim = await killSomething();
        await expect.poll(wrong, { message: `round ${round}, seed ${seed}, killed ${victim}` }).toEqual([]);
      }
      await polylens(world, ['problems', '--retry']);
      const last = await polylens(world, ['index', world.photos, '--json']);
      expect(countsIn(last)).toEqual({ found: photoCount, searchable: photoCount, waiting: 0, aside: 0 });
      expect(wrong()).toEqual([]);
      const { files } = stored(world);
      expect(files.map(({ path }) => path).toSorted()).toEqual(
        readdirSync(world.photos)
          .map((name) => join(world.photos, name))
          .toSorted(),
      );
      expect((await polylens(world, ['doctor'])).code).toBe(0);
    },
    60_000 + kills * 20_000,
  );
});
