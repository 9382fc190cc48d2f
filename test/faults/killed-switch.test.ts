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

const photoCount = 60;
const places = () => ({ library: world.library, pack: world.pack, imported: join(world.root, 'packs') });
let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await writeColours(world.photos);
  for (let at = 6; at < photoCount; at += 1) {
    const background = { r: 90 + at, g: 90 + at, b: 91 + at };
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
});
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
    await client.call('library.index', { folders: [], acceptMissing: false });
    console.log('done');`;
  const module = new URL('../../dist/shells/node/engine-connection.js', import.meta.url).href;
  const args = ['--input-type=module', '-e', script, module, JSON.stringify(places())];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  let done = false;
  child.stdout.on('data', () => (done = true));
  while (!done && (vectors()['other@1/1'] ?? 0) < made) await setImmediate();
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

/** The pack that answers finds each colour, so its vectors are all there and its own. How many there are of the other. */
async function answering(): Promise<number> {
  const engine = openEngine(places());
  try {
    for (const colour of ['red', 'green', 'blue', 'yellow', 'white', 'black']) {
      const { hits } = await engine.call('search.run', { text: colour, limit: photoCount });
      expect(hits).toHaveLength(photoCount);
      expect(hits[0]?.path).toBe(join(world.photos, `${colour}.jpg`));
    }
    const { pack, switch: onTheWay } = await engine.call('library.status', {});
    expect(onTheWay === undefined).toBe(pack === 'other@1/1');
    return onTheWay?.made ?? photoCount;
  } finally {
    await engine.close();
  }
}

describe.skipIf(process.platform !== 'linux')('a switch of packs that is killed', () => {
  test('at any moment leaves the one or the other whole, and goes on where it was', async () => {
    const seen: number[] = [];
    for (const made of [1, 20, 40, photoCount]) {
      await killedAt(made);
      seen.push(await answering());
    }
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
    expect(seen[0]).toBeGreaterThan(0);
    const engine = openEngine(places());
    await engine.call('packs.use', { pack: 'other', now: false });
    expect(await engine.call('library.index', { folders: [], acceptMissing: false })).toMatchObject({
      pack: 'other@1',
      counts: { searchable: photoCount, waiting: 0, setAside: 0 },
    });
    await engine.close();
    expect(await answering()).toBe(photoCount);
    expect(vectors()).toEqual({ 'fake@1/1': photoCount, 'other@1/1': photoCount });
  });
});
