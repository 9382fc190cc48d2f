import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeColours } from '../fixtures/pictures.ts';
import { makeWorld, polylens, type World } from './program.ts';

let world: World;
beforeEach(async () => {
  world = await makeWorld();
  await writeColours(world.photos);
});
afterEach(() => {
  vi.unstubAllEnvs();
  world.remove();
});

const captions = ['red.jpg\trot\tde', 'red.jpg\tred\ten', 'blue.jpg\tblue\ten', 'blue.jpg\tred\ten'];
const evaluate = (...args: string[]) => polylens(world, ['eval', world.photos, ...args], { bare: true });
const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('polylens-eval-'));

test('recall over a list of captions, by language; lines that name nothing are told and left out', async () => {
  const before = leftovers();
  writeFileSync(join(world.photos, 'captions.tsv'), [...captions, 'nowhere.jpg\tred', 'nonsense'].join('\n'));
  const asJson = await evaluate('--json');
  expect({ code: asJson.code, ...(JSON.parse(asJson.out) as object) }).toMatchObject({
    code: 0,
    pack: expect.stringMatching(/^fake@/),
    photos: 6,
    captions: 4,
    skipped: 2,
    // The blue picture is among six for any colour, but not the first for red.
    recall: { 1: 3 / 4, 10: 1 },
    languages: [
      { language: 'de', captions: 1, recall: { 1: 1, 5: 1, 10: 1 } },
      { language: 'en', captions: 3, recall: { 1: 2 / 3, 10: 1 } },
    ],
  });
  expect(asJson.talk).toContain('captions.tsv:6: no file and caption\n');
  expect(asJson.talk).toContain(`${join(world.photos, 'nowhere.jpg')}: is no photo or video that was found\n`);
  const table = await evaluate();
  expect(table.out).toMatch(/^all +75\.0 % +\S+ % +100\.0 % +4$/mu);
  expect(leftovers()).toEqual(before);
});

test('captions in a file of another name, and none at all', async () => {
  const missing = await evaluate();
  expect(missing).toMatchObject({ code: 2, talk: expect.stringContaining('captions.tsv or captions.jsonl in') });
  const list = join(world.photos, 'list.jsonl');
  writeFileSync(list, JSON.stringify({ file: 'red.jpg', caption: 'red' }));
  expect(await evaluate('--captions', list)).toMatchObject({ code: 0, out: expect.stringContaining('100.0 %') });
  writeFileSync(list, '');
  expect(await evaluate('--captions', list)).toMatchObject({ code: 1 });
});

test('what is known of graphics processors goes in and comes back, and no library is made for it', async () => {
  vi.stubEnv('XDG_DATA_HOME', world.root);
  writeFileSync(join(world.photos, 'captions.tsv'), captions.join('\n'));
  const own = join(world.root, 'polylens', 'library');
  expect((await evaluate()).code).toBe(0);
  expect(existsSync(own)).toBe(false);
  mkdirSync(own, { recursive: true });
  const known = join(own, 'providers.json');
  const trials = [{ pack: 'p', drivers: 'd', trials: { webgpu: { why: 'hung', detail: '' } } }];
  writeFileSync(known, JSON.stringify(trials));
  const { ino } = statSync(known);
  expect((await evaluate()).code).toBe(0);
  expect(JSON.parse(readFileSync(known, 'utf8'))).toEqual(trials);
  // Not the file that was there, but that of the run.
  expect(statSync(known).ino).not.toBe(ino);
  expect(readdirSync(own)).toEqual(['providers.json']);
});
