/** How likely hits are right, with a calibrated pack over the real engine. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Input } from '../../src-main/contract/index.ts';
import { writeCalibratedPack, writeFakePack } from '../fixtures/fake-pack.ts';
import { openEngine, type OpenEngine } from '../fixtures/open-engine.ts';
import { plain, type ColourName } from '../fixtures/pictures.ts';
import { makeWorld, polylens, type World } from './program.ts';

let world: World;
let engine: OpenEngine;
beforeAll(async () => {
  world = await makeWorld();
  await writeCalibratedPack(world.pack);
  for (const colour of ['red', 'blue', 'white'] satisfies ColourName[]) {
    await plain(colour)
      .png()
      .toFile(join(world.photos, `${colour}.png`));
  }
  engine = openEngine(world);
  await engine.call('library.index', { folders: [world.photos], acceptMissing: false });
});
afterAll(async () => {
  await engine.close();
  world.remove();
});

const ask = (asked: Partial<Input<'search.run'>>) => engine.call('search.run', { text: '', limit: 9, ...asked });

test('what is asked for matches, the others do not, in every language', async () => {
  for (const text of ['red', 'rot', '赤']) {
    const { hits, matching } = await ask({ text });
    expect([text, matching]).toEqual([text, 1]);
    const [red, ...others] = hits.map(({ confidence = -1 }) => confidence);
    expect(red).toBeGreaterThan(0.9);
    expect(others).toHaveLength(2);
    for (const confidence of others) {
      expect(confidence).toBeGreaterThanOrEqual(0);
      expect(confidence).toBeLessThan(0.5);
    }
  }
});

test('nothing matches what is not there, and the nearest are shown all the same', async () => {
  const { hits, matching } = await ask({ text: 'green' });
  expect([hits.length, matching]).toEqual([3, 0]);
});

test('nothing is said where more than words was asked, nor by a pack that is not calibrated', async () => {
  const asset = (await ask({ text: 'red' })).hits[0]?.asset ?? 0;
  const asked = [
    { text: 'red', filters: { kind: 'photo' as const } },
    { text: 'red -blue' },
    { text: 'red', like: { asset } },
  ];
  for (const each of asked) expect(await silent(each)).toBe(true);
  expect(await silent({ text: 'red', filters: {} })).toBe(false);
});

async function silent(asked: Partial<Input<'search.run'>>): Promise<boolean> {
  const { hits, matching } = await ask(asked);
  expect(hits.length).toBeGreaterThan(0);
  return matching === undefined && hits.every(({ confidence }) => confidence === undefined);
}

test('the JSON of the command line tells it, and a script gets no line between', async () => {
  await engine.close();
  const { out } = await polylens(world, ['search', '--json', 'red']);
  expect(JSON.parse(out)).toMatchObject({ matching: 1, hits: [{ confidence: expect.any(Number) }, {}, {}] });
  const plainly = await polylens(world, ['search', 'red']);
  expect(plainly.out.trim().split('\n')).toHaveLength(3);
  await writeFakePack(world.pack);
  rmSync(join(world.pack, 'background.bin'));
  expect(JSON.parse((await polylens(world, ['search', '--json', 'red'])).out)).not.toHaveProperty('matching');
});
