/**
 * A switch between two packs that is killed, and the way back. POLYLENS_PHOTOS says of how many photos (60 where nothing is
 * said; 10000 takes minutes, and `npm run build` first): `POLYLENS_PHOTOS=10000 npx vitest run --project built
 * test/faults/killed-switch.test.ts` prints what was there after each kill.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandOf, family } from '../e2e/processes.ts';
import { makeWorld, type World } from '../e2e/program.ts';
import { inverted, writeFakePack } from '../fixtures/fake-pack.ts';
import { openEngine } from '../fixtures/open-engine.ts';
import { writeColours } from '../fixtures/pictures.ts';

const photoCount = Number(process.env['POLYLENS_PHOTOS'] ?? 60);
/** Hits that are looked at: of a large library the nearest alone. */
const looked = Math.min(photoCount, 200);
const timeLimitMs = 120_000 + photoCount * 100;
const places = () => ({ library: world.library, pack: world.pack, imported: join(world.root, 'packs') });
let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await writeColours(world.photos);
  for (let at = 6; at < photoCount; at += 1) {
    // Greys that are told apart, so that each is a picture of its own and none is a colour.
    const background = { r: 100 + (at % 40), g: 100 + (Math.floor(at / 40) % 40), b: 100 + Math.floor(at / 1600) };
    await sharp({ create: { width: 24, height: 16, channels: 3, background } })
      .png()
      .toFile(join(world.photos, `${at}.png`));
  }
  const source = join(world.root, 'source');
  await writeFakePack(source, { id: 'other' }, inverted);
  const engine = openEngine(places());
  await engine.call('packs.import', { folder: source });
  await engine.call('library.index', { folders: [world.photos], acceptMissing: false });
  await engine.close();
}, timeLimitMs);
afterEach(() => world.remove());

/** Vectors of each stage key. */
function vectors(): Record<string, number> {
  const database = new DatabaseSync(join(world.library, 'library.sqlite'));
  try {
    const rows = database.prepare('SELECT stage_key AS key, count(*) AS count FROM vector GROUP BY stage_key').all();
    return Object.fromEntries((rows as { key: string; count: number }[]).map(({ key, count }) => [key, count]));
  } finally {
    database.close();
  }
}

/** Switches in a process of its own, all of which is killed once so many vectors of the other pack are there. */
async function killedAt(made: number): Promise<void> {
  const script = `
    const { startEngine } = await import(process.argv[1]);
    const { client } = await startEngine({ ...JSON.parse(process.argv[2]), version: '0.1.0' });
    await client.call('packs.use', { pack: 'other', now: false });
    console.log('begun');
    await client.call('library.index', { folders: [], acceptMissing: false });
    console.log('done');`;
  const module = new URL('../../dist/shells/node/engine-connection.js', import.meta.url).href;
  const args = ['--input-type=module', '-e', script, module, JSON.stringify(places())];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  // Not before the switch is chosen: some of its vectors may be there from an earlier one.
  while (!said.includes('begun') && child.exitCode === null) await setImmediate();
  while (!said.includes('done') && child.exitCode === null && (vectors()['other@1/1'] ?? 0) < made)
    await setImmediate();
  const all = family(child.pid ?? 0);
  for (const pid of all.filter((one) => commandOf(one) !== '')) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  await closed;
  await expect.poll(() => all.filter((pid) => commandOf(pid) !== '')).toEqual([]);
}

/**
 * The pack that answers finds each colour, so its vectors are all there and its own. How many there are of the other, while it
 * is on its way. `expected`: the one that answers where there is no such way.
 */
async function answering(expected?: string): Promise<number> {
  const engine = openEngine(places());
  try {
    for (const colour of ['red', 'green', 'blue', 'yellow', 'white', 'black']) {
      const { hits } = await engine.call('search.run', { text: colour, limit: looked });
      expect(hits).toHaveLength(looked);
      expect(hits[0]?.path).toBe(join(world.photos, `${colour}.jpg`));
    }
    const { pack, switch: onTheWay } = await engine.call('library.status', {});
    const isThere = pack === (expected ?? 'other@1/1');
    expect(onTheWay === undefined).toBe(isThere);
    return onTheWay?.made ?? photoCount;
  } finally {
    await engine.close();
  }
}

/** What is to be the next pack, or takes a switch back. */
async function use(pack: string): Promise<{ bytes: number }> {
  const engine = openEngine(places());
  try {
    return await engine.call('packs.use', { pack, now: false });
  } finally {
    await engine.close();
  }
}

const rows: string[][] = [];
const note = (step: string, began: number, made: number) =>
  rows.push([step, `${made} of ${photoCount}`, `${((performance.now() - began) / 1000).toFixed(1)} s`]);

/** For who asked for a size. */
function show(): void {
  if (process.env['POLYLENS_PHOTOS'] === undefined) return;
  for (const [step = '', made = '', took = ''] of [['', 'vectors of the next', 'took'], ...rows])
    process.stderr.write(`${step.padEnd(44)}${made.padStart(20)}${took.padStart(10)}\n`);
}

/** Nothing is lost of either pack. */
async function takeBack(): Promise<void> {
  const began = performance.now();
  const before = vectors();
  await use('starter');
  expect(vectors()).toEqual(before);
  expect(before['fake@1/1']).toBe(photoCount);
  expect(await answering('fake@1/1')).toBe(photoCount);
  note('taken back', began, before['other@1/1'] ?? 0);
}

describe.skipIf(process.platform !== 'linux')('a switch of packs that is killed', () => {
  test(
    'at any moment leaves the one or the other whole, goes on where it was, and leads back',
    { timeout: timeLimitMs },
    async () => {
      const seen: number[] = [];
      for (const made of [1, photoCount / 3, (photoCount * 2) / 3, photoCount]) {
        const began = performance.now();
        await killedAt(made);
        seen.push(await answering());
        note(`killed, and looked at, at ${Math.round(made)}`, began, seen.at(-1) ?? 0);
        // Half-way: the next kill is of a switch that was taken back and goes on.
        if (seen.length === 2) await takeBack();
      }
      expect(seen).toEqual(seen.toSorted((one, other) => one - other));
      expect(seen[0]).toBeGreaterThan(0);
      const began = performance.now();
      const engine = openEngine(places());
      await engine.call('packs.use', { pack: 'other', now: false });
      expect(await engine.call('library.index', { folders: [], acceptMissing: false })).toMatchObject({
        pack: 'other@1',
        counts: { searchable: photoCount, waiting: 0, setAside: 0 },
      });
      await engine.close();
      expect(await answering()).toBe(photoCount);
      const both = { 'fake@1/1': photoCount, 'other@1/1': photoCount };
      expect(vectors()).toEqual(both);
      note('complete', began, photoCount);
      // And back: nothing is computed, and who comes next finds by the first pack.
      const returned = performance.now();
      await use('starter');
      expect(await answering('fake@1/1')).toBe(photoCount);
      expect(vectors()).toEqual(both);
      note('back to the first pack', returned, photoCount);
      show();
    },
  );
});
