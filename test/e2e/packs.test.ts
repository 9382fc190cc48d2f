/** Switching from one model pack to another, over the real engine: the one in use answers until the other is complete. */
import { readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Output } from '../../src-main/contract/index.ts';
import { inverted, writeFakePack } from '../fixtures/fake-pack.ts';
import { openEngine, type OpenEngine } from '../fixtures/open-engine.ts';
import { colours, plain, writeColours } from '../fixtures/pictures.ts';
import { makeWorld, type World } from './program.ts';

/** More than a batch, so that a run can be ended between two. */
const photoCount = 40;
let world: World;
let engine: OpenEngine;

beforeEach(async () => {
  world = await makeWorld();
  await writeColours(world.photos);
  for (let at = 0; at < photoCount - 6; at += 1) await grey(`grey-${at}.png`, at);
  await writeFakePack(join(world.root, 'source'), { id: 'other' }, inverted);
  open();
});
afterEach(async () => {
  await engine.close();
  world.remove();
});

function open(): void {
  engine = openEngine({ ...world, imported: imported() });
}

const imported = () => join(world.root, 'packs');
const below = (name: string) => join(world.photos, name);

async function grey(name: string, shade: number): Promise<void> {
  const background = { r: 100 + shade, g: 100 + shade, b: 101 + shade };
  await sharp({ create: { width: 24, height: 16, channels: 3, background } })
    .png()
    .toFile(below(name));
}

type Progress = { phase: string; done?: number };
type IndexOptions = { signal?: AbortSignal; progress?: (report: Progress) => void };

const index = (options: IndexOptions = {}) =>
  engine.call('library.index', { folders: [world.photos], acceptMissing: false }, options);
const use = (pack: string, now = false) => engine.call('packs.use', { pack, now });
const status = () => engine.call('library.status', {});
const list = () => engine.call('packs.list', {});

async function importOther(): Promise<void> {
  const { pack } = await engine.call('packs.import', { folder: join(world.root, 'source') });
  expect(pack).toBe('other@1');
}

/** Every colour finds its picture, which it could not if vectors of two packs were mixed. */
async function expectFound(): Promise<void> {
  for (const colour of Object.keys(colours)) {
    const { hits } = await engine.call('search.run', { text: colour, limit: 1 });
    expect(hits.map(({ path }) => basename(path))).toEqual([`${colour}.jpg`]);
  }
}

/** Both packs with some vectors of the second, which is not complete. */
async function switchHalfway(): Promise<NonNullable<Output<'library.status'>['switch']>> {
  await importOther();
  await index();
  await use('other');
  const stop = new AbortController();
  const { stopped } = await index({ signal: stop.signal, progress: ({ phase }) => phase === 'switch' && stop.abort() });
  expect(stopped).toBe(true);
  const { switch: onTheWay } = await status();
  if (!onTheWay) throw new Error('no switch');
  expect(onTheWay.made).toBeGreaterThan(0);
  expect(onTheWay.made).toBeLessThan(photoCount);
  return onTheWay;
}

test('the pack in use answers until all that it finds has vectors of the other, and then that one does', async () => {
  await importOther();
  await index();
  const { inUse, bytes, switch: planned } = await use('other');
  expect({ inUse, planned }).toEqual({
    inUse: 'fake@1',
    planned: { to: 'other@1', total: photoCount, made: 0, offline: 0, failed: 0 },
  });
  expect(bytes).toBeGreaterThan(photoCount * 20 * 4);
  const answers: Promise<unknown>[] = [];
  const packs = new Set<string>();
  const result = await index({
    progress({ phase }) {
      if (phase !== 'switch') return;
      answers.push(expectFound());
      answers.push(
        status().then(({ pack, work, switch: onTheWay }) => packs.add(onTheWay ? `${pack} ${work.state}` : pack)),
      );
    },
  });
  await Promise.all(answers);
  expect(answers.length).toBeGreaterThan(2);
  expect(packs).toContain('fake@1/1 switching');
  expect(result).toMatchObject({ embedded: 0, pack: 'other@1', counts: { searchable: photoCount, waiting: 0 } });
  expect(result.switch).toBeUndefined();
  await expectFound();
  expect((await status()).pack).toBe('other@1/1');
  expect((await list()).packs).toMatchObject([
    { pack: 'fake@1', use: 'none', inside: true, searchable: photoCount, dimension: 16 },
    { pack: 'other@1', use: 'in-use', inside: false, searchable: photoCount, dimension: 20 },
  ]);
});

test('the way back, and forth again, is free while the vectors are there', async () => {
  await importOther();
  await index();
  await use('other');
  await index();
  for (const [name, pack] of [
    ['starter', 'fake@1'],
    ['other', 'other@1'],
  ] as const) {
    expect(await use(name)).toEqual({ inUse: pack, bytes: 0 });
    await expectFound();
    expect(await engine.indexSize()).toBe(photoCount);
    expect((await index()).embedded).toBe(0);
  }
});

test('a switch that was stopped goes on where it was, after a restart too', async () => {
  const { made } = await switchHalfway();
  await expectFound();
  await engine.close();
  open();
  expect((await status()).switch).toMatchObject({ to: 'other@1', made, total: photoCount });
  const done: number[] = [];
  const { pack } = await index({ progress: ({ phase, done: so }) => phase === 'switch' && done.push(so ?? 0) });
  expect(pack).toBe('other@1');
  expect(done.at(-1)).toBe(photoCount - made);
  await expectFound();
});

test('a switch can be taken back at any time, and taken up again', async () => {
  const { made } = await switchHalfway();
  expect(await use('starter')).toEqual({ inUse: 'fake@1', bytes: 0 });
  expect((await index()).pack).toBe('fake@1');
  await expectFound();
  expect((await use('other')).switch).toMatchObject({ made, total: photoCount });
  expect((await index()).pack).toBe('other@1');
  await expectFound();
});

test('a pass that runs ends the switch it is at when a person chooses otherwise', async () => {
  await importOther();
  await index();
  await use('other');
  let taken: Promise<unknown> | undefined;
  const result = await index({
    progress({ phase }) {
      if (phase === 'switch') taken ??= use('starter');
    },
  });
  await taken;
  expect(result).toMatchObject({ pack: 'fake@1', stopped: false });
  expect((await status()).switch).toBeUndefined();
});

test('photos that come meanwhile are found at once, and by the other pack too', async () => {
  await switchHalfway();
  await grey('new.png', 90);
  const { counts, embedded, pack } = await index();
  expect({ searchable: counts.searchable, embedded, pack }).toEqual({
    searchable: photoCount + 1,
    embedded: 1,
    pack: 'other@1',
  });
});

test('a photo that cannot be made again stays with the pack in use, until a person goes without it', async () => {
  await importOther();
  utimesSync(below('grey-3.png'), 1e9, 1e9);
  await index();
  // Other bytes of the same size and time, as of a failing disk.
  writeFileSync(below('grey-3.png'), Buffer.alloc(statSync(below('grey-3.png')).size));
  utimesSync(below('grey-3.png'), 1e9, 1e9);
  await use('other');
  const first = await index();
  expect(first).toMatchObject({ pack: 'fake@1', counts: { searchable: photoCount, setAside: 0 } });
  expect(first.switch).toEqual({ to: 'other@1', total: photoCount, made: photoCount - 1, offline: 0, failed: 1 });
  await expectFound();
  expect(await use('other', true)).toEqual({ inUse: 'other@1', bytes: 0 });
  expect((await index()).counts).toMatchObject({ found: photoCount, searchable: photoCount - 1, setAside: 1 });
});

test('what lies on a drive that is away keeps its vectors, and the switch waits for it', async () => {
  await importOther();
  await index();
  const away = join(world.root, 'away');
  renameSync(world.photos, away);
  await use('other');
  const { switch: onTheWay } = await index();
  expect(onTheWay).toMatchObject({ made: 0, offline: photoCount, total: photoCount });
  await expectFound();
  renameSync(away, world.photos);
  expect((await index()).pack).toBe('other@1');
});

test('a next pack that is gone hinders nothing, and can be given up', async () => {
  await switchHalfway();
  await engine.close();
  rmSync(join(imported(), 'other@1'), { recursive: true });
  open();
  await grey('new.png', 90);
  expect((await index()).counts).toMatchObject({ searchable: photoCount + 1 });
  expect((await status()).switch).toMatchObject({ to: 'other@1', fault: 'pack.missing' });
  await use('starter');
  expect((await status()).switch).toBeUndefined();
  await expectFound();
});

test('a pack in use that is gone is told by name, and another can be chosen', async () => {
  await importOther();
  await index();
  await use('other');
  await index();
  await engine.close();
  rmSync(join(imported(), 'other@1'), { recursive: true });
  open();
  await expect(status()).rejects.toMatchObject({
    code: 'pack.missing',
    detail: { folder: join(imported(), 'other@1') },
  });
  expect((await list()).strays).toEqual([{ pack: 'other@1', searchable: photoCount }]);
  expect(await use('starter')).toEqual({ inUse: 'fake@1', bytes: 0 });
  await expectFound();
});

test('vectors go only when that is asked for, and never those that answer', async () => {
  await switchHalfway();
  const remove = (pack: string, vectors: boolean) => engine.call('packs.remove', { pack, vectors });
  for (const [pack, vectors] of [
    ['other', true],
    ['starter', true],
    ['starter', false],
  ] as const) {
    await expect(remove(pack, vectors)).rejects.toMatchObject({ code: 'pack.in-use' });
  }
  await use('starter');
  expect(await remove('other', false)).toEqual({ pack: 'other@1', removed: true, vectors: 0 });
  expect(readdirSync(imported())).toEqual([]);
  const [stray] = (await list()).strays;
  expect(stray?.pack).toBe('other@1');
  expect(await remove('other@1', true)).toEqual({ pack: 'other@1', removed: false, vectors: stray?.searchable });
  expect((await list()).strays).toEqual([]);
  expect(readdirSync(join(world.library, 'index'))).toEqual(['fake@1-1']);
  await expect(remove('other@1', true)).rejects.toMatchObject({ code: 'pack.unknown' });
  await expectFound();
});

test('both packs answer a query beside each other, for what both know', async () => {
  const { made } = await switchHalfway();
  const { compared, sides } = await engine.call('packs.compare', { pack: 'other', text: 'red', limit: 3 });
  expect(compared).toBe(made);
  expect(sides.map(({ pack, hits }) => [pack, hits.length])).toEqual([
    ['fake@1', 3],
    ['other@1', 3],
  ]);
  const [one, other] = sides.map(({ hits }) => hits.map(({ asset }) => asset));
  expect(one).toEqual(other);
  await expectFound();
});

test('a library without photos takes another pack at once, and one that does not compute is not imported', async () => {
  await importOther();
  expect(await use('other')).toEqual({ inUse: 'other@1', bytes: 0 });
  expect((await index()).pack).toBe('other@1');
  await expectFound();
  await writeFakePack(join(world.root, 'source'), { id: 'wide', dimension: 30 });
  const wide = engine.call('packs.import', { folder: join(world.root, 'source') });
  await expect(wide).rejects.toMatchObject({ code: 'pack.invalid', detail: { folder: join(world.root, 'source') } });
  expect(readdirSync(imported())).toEqual(['other@1']);
});

test('while the library is kept, a switch is gone on with by itself', async () => {
  await importOther();
  await index();
  const end = new AbortController();
  const keeping = engine.call('library.keep', {}, { signal: end.signal });
  await use('other');
  await plain('red', { width: 20 }).png().toFile(below('new.png'));
  await expect.poll(async () => (await status()).pack).toBe('other@1/1');
  await expect.poll(async () => (await status()).counts.searchable).toBe(photoCount + 1);
  end.abort();
  await keeping;
});
