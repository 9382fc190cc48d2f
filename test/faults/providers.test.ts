import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ProviderWish } from '../../src-main/contract/index.ts';
import type { Machine } from '../../src-main/engine/packs/machine.ts';
import { openPack, type Pack } from '../../src-main/engine/packs/open-pack.ts';
import type * as models from '../../src-main/engine/models.ts';
import type * as product from '../../src-main/engine/packs/providers.ts';
import { built } from '../fixtures/built.ts';
import { expectedVector, SIZE, writeFakePack } from '../fixtures/fake-pack.ts';
import { openEngine, type OpenEngine } from '../fixtures/open-engine.ts';
import { colours, plain, type ColourName } from '../fixtures/pictures.ts';
import { stubMachine } from '../fixtures/stub-machine.ts';

const { Model } = await built<typeof models>('engine/models');
const { Providers } = await built<typeof product>('engine/packs/providers');

let root = '';
let log = '';
let pack: Pack;
const held: { close(): Promise<void> }[] = [];
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'polylens-providers-'));
  log = join(root, 'log');
  mkdirSync(join(root, 'library'));
  await writeFakePack(join(root, 'pack'));
  pack = await openPack(join(root, 'pack'));
});
afterEach(async () => {
  for (const part of held.splice(0)) await part.close();
  rmSync(root, { recursive: true });
});

const sampleOf = (name: ColourName) => {
  const { r, g, b } = colours[name];
  const pixels = Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, at) => [r, g, b][at % 3] ?? 0);
  return { pixels, embedding: expectedVector(name) };
};

const parts: Parameters<product.Providers['choose']>[1] = {
  threads: 1,
  niceness: 0,
  samples: () => Promise.resolve([sampleOf('red'), sampleOf('blue')]),
  holding(part) {
    held.push(part);
    return part;
  },
};

type Given = { wish?: ProviderWish; limitMs?: number; drivers?: string };

/** As after a start of the engine. */
function providersOf(candidates: Machine['candidates'], { wish = 'auto', limitMs = 60_000, drivers }: Given = {}) {
  const machine = { ...stubMachine(candidates, drivers), trialLimitMs: limitMs };
  return new Providers({ folder: join(root, 'library'), machine, wish: () => wish });
}

const starts = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0);

test.each([
  ['turned', 'wrong', expect.stringMatching(/^0\.9962$/)],
  ['nan', 'wrong', 'NaN'],
  ['disguised', 'on-cpu', ''],
  ['slow', 'slow', '1.0'],
  ['abort', 'died', 'SIGABRT'],
  ['refuse', 'failed', expect.stringContaining('no available backend')],
])('one that is %s is refused as %s, and not tried again after a restart', async (does, why, detail: unknown) => {
  const candidates = [{ name: 'webgpu', does, log }];
  const refused = { provider: { name: 'cpu' }, others: [{ provider: 'webgpu', why, detail }] };
  expect(await providersOf(candidates).choose(pack, parts)).toEqual(refused);
  expect(await providersOf(candidates).choose(pack, parts)).toEqual(refused);
  expect(starts()).toBe(1);
  expect(existsSync(join(root, 'library', 'trial'))).toBe(false);
});

test('one that hangs is ended at its limit, refused, and not tried again', async () => {
  const candidates = [{ name: 'dml', does: 'hang', log }];
  for (const each of [1, 2]) {
    const choice = await providersOf(candidates, { limitMs: 20_000 }).choose(pack, parts);
    expect([each, choice.others]).toEqual([each, [expect.objectContaining({ provider: 'dml', why: 'hung' })]]);
  }
  expect(starts()).toBe(1);
});

test('one whose libraries nobody put there is told as that, not as if the machine had none', async () => {
  const others = async (wish: ProviderWish) => {
    const machine = { ...stubMachine([]), notInstalled: ['cuda'] };
    const known = await new Providers({ folder: join(root, 'library'), machine, wish: () => wish }).known(pack);
    return known.others.map(({ provider, why }) => [provider, why]);
  };
  expect(await others('auto')).toEqual([['cuda', 'not-installed']]);
  expect(await others('cuda')).toEqual([['cuda', 'not-installed']]);
  expect(await others('dml')).toEqual([['dml', 'absent']]);
  expect(await others('cpu')).toEqual([]);
});

test('a large model is tried in such lots as are done well within the limit', async () => {
  const tried = join(root, 'tried');
  const heavy = { name: 'webgpu', does: 'heavy', tried };
  const { provider, batch } = await providersOf([heavy], { wish: 'webgpu' }).choose(pack, parts);
  expect([provider, batch]).toEqual([heavy, 1]);
  // Two samples, and three times for their time: five seconds each, of the sixty.
  expect(readFileSync(tried, 'utf8').trim().split('\n')).toEqual(Array(5).fill('1'));
});

test('the fastest is chosen, and remembered until drivers or pack change or a person asks', async () => {
  const fast = { name: 'webgpu', does: 'well', log };
  const candidates = [{ name: 'dml', does: 'fair' }, fast];
  const expected = {
    provider: fast,
    speed: expect.closeTo(5),
    batch: 16,
    others: [{ provider: 'dml', why: 'slower', detail: '2.0' }],
  };
  const first = providersOf(candidates);
  expect((await first.known(pack)).others.map(({ why }) => why)).toEqual(['untried', 'untried']);
  expect(await first.choose(pack, parts)).toEqual(expected);
  const restarted = providersOf(candidates);
  expect(await restarted.known(pack)).toEqual(expected);
  await restarted.choose(pack, parts);
  expect(starts()).toBe(1);
  await providersOf(candidates, { drivers: 'driver 2' }).choose(pack, parts);
  await restarted.choose({ ...pack, stageKey: 'fake@2/1' }, parts);
  expect(starts()).toBe(3);
  await restarted.forget(pack);
  await restarted.choose(pack, parts);
  expect(starts()).toBe(4);
});

test('a person’s choice is tried alone; it may be slow, but neither wrong nor absent', async () => {
  const candidates = [
    { name: 'dml', does: 'slow' },
    { name: 'webgpu', does: 'turned', log },
  ];
  expect((await providersOf(candidates, { wish: 'cpu' }).choose(pack, parts)).provider.name).toBe('cpu');
  const slow = await providersOf(candidates, { wish: 'dml' }).choose(pack, parts);
  expect(slow).toMatchObject({ provider: { name: 'dml' }, others: [{ provider: 'webgpu', why: 'not-wished' }] });
  expect(starts()).toBe(0);
  const wrong = await providersOf(candidates, { wish: 'webgpu' }).choose(pack, parts);
  expect(wrong.provider.name).toBe('cpu');
  expect(wrong.others).toContainEqual(expect.objectContaining({ provider: 'webgpu', why: 'wrong' }));
  const absent = await providersOf(candidates, { wish: 'coreml' }).choose(pack, parts);
  expect(absent.others).toContainEqual({ provider: 'coreml', why: 'absent', detail: '' });
});

test('one in whose trial the whole program ends is tried once more, then never', async () => {
  const candidates = [{ name: 'dml', does: 'hang', log }];
  for (const begun of [1, 2]) {
    // What is remembered while it hangs is what a machine finds that was switched off.
    providersOf(candidates)
      .choose(pack, parts)
      .catch(() => undefined);
    await vi.waitFor(() => expect(starts()).toBe(begun), 60_000);
  }
  const { others } = await providersOf(candidates).choose(pack, parts);
  expect(others).toEqual([{ provider: 'dml', why: 'unfinished', detail: '' }]);
  expect(starts()).toBe(2);
});

test('a trial that the engine’s end cuts short counts for nothing', async () => {
  const candidates = [{ name: 'dml', does: 'hang', log }];
  const cut = providersOf(candidates).choose(pack, parts);
  await vi.waitFor(() => expect(starts()).toBe(1), 60_000);
  for (const part of held.splice(0)) await part.close();
  await expect(cut).rejects.toMatchObject({ reason: 'closed' });
  expect(JSON.parse(readFileSync(join(root, 'library', 'providers.json'), 'utf8'))).toMatchObject([{ trials: {} }]);
});

test('nothing is tried where it could not be remembered, or where there is only the processor', async () => {
  const candidates = [{ name: 'webgpu', does: 'well', log }];
  rmSync(join(root, 'library'), { recursive: true });
  const { provider, others } = await providersOf(candidates).choose(pack, parts);
  expect([provider.name, others]).toEqual(['cpu', [{ provider: 'webgpu', why: 'untried', detail: '' }]]);
  expect(starts()).toBe(0);
  const alone = providersOf([]);
  expect(await alone.choose(pack, { ...parts, samples: () => Promise.reject(new Error('asked')) })).toEqual({
    provider: { name: 'cpu' },
    others: [],
  });
});

test.each([
  ['full', 8],
  ['grows', 64],
])('a device that is or does %s gets %i pictures at a time', async (does, batch) => {
  const choice = await providersOf([{ name: 'webgpu', does }]).choose(pack, parts);
  expect(choice).toMatchObject({ provider: { name: 'webgpu' }, batch });
});

/** Each of another size, so that none is known by another. */
async function writePhotos(count: number): Promise<string> {
  const photos = join(root, 'photos');
  mkdirSync(photos);
  for (let at = 0; at < count; at += 1) {
    await plain('red', { width: 8 + at, height: 8 })
      .png()
      .toFile(join(photos, `${at}.png`));
  }
  return photos;
}

async function withEngine<T>(does: string, work: (engine: OpenEngine) => Promise<T>): Promise<T> {
  const machine = stubMachine([{ name: 'webgpu', does, log, sizes: join(root, 'sizes') }]);
  const engine = openEngine({ library: join(root, 'library'), pack: join(root, 'pack'), machine });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}

test.each([
  ['lost', 'lost', 'webgpu'],
  ['dies', 'died', 'cpu'],
])('a device that is %s while photos are indexed loses none', async (does, why, afterRestart) => {
  const photos = await writePhotos(72);
  await withEngine(does, async (engine) => {
    const { counts, filesSetAside } = await engine.call('library.index', { folders: [photos], acceptMissing: false });
    expect({ searchable: counts.searchable, filesSetAside }).toEqual({ searchable: 72, filesSetAside: 0 });
    const { runner } = await engine.call('library.status', {});
    expect(runner).toMatchObject({ provider: 'cpu', others: [{ provider: 'webgpu', why }] });
    const { hits } = await engine.call('search.run', { text: 'red', limit: 100 });
    expect(hits).toHaveLength(72);
    expect(hits.at(-1)?.score).toBeGreaterThan(0.9);
  });
  expect(readFileSync(log, 'utf8')).toBe('trial\nwork\n');
  await withEngine(does, async (engine) => {
    expect((await engine.call('library.status', {})).runner.provider).toBe(afterRestart);
  });
});

test('when the memory of a device fills at work, batches are halved and it goes on', async () => {
  const photos = await writePhotos(40);
  await withEngine('fills', async (engine) => {
    const { counts, filesSetAside } = await engine.call('library.index', { folders: [photos], acceptMissing: false });
    expect({ searchable: counts.searchable, filesSetAside }).toEqual({ searchable: 40, filesSetAside: 0 });
    expect((await engine.call('library.status', {})).runner.provider).toBe('webgpu');
  });
  expect(readFileSync(join(root, 'sizes'), 'utf8').trim().split('\n')).toEqual(['1', ...Array<string>(10).fill('4')]);
});

test('photos are taken in as many at a time as suits the device', async () => {
  const photos = await writePhotos(100);
  await withEngine('grows', async (engine) => {
    const { counts } = await engine.call('library.index', { folders: [photos], acceptMissing: false });
    expect(counts.searchable).toBe(100);
  });
  expect(readFileSync(join(root, 'sizes'), 'utf8')).toMatch(/^64$/m);
});

test('a provider is chosen by hand, at once and for good; doctor says which it is', async () => {
  await withEngine('well', async (engine) => {
    await engine.call('library.index', { folders: [await writePhotos(1)], acceptMissing: false });
    expect((await engine.call('pack.check', {})).runner).toMatchObject({ provider: 'webgpu', wish: 'auto' });
    const { runner } = await engine.call('library.set-provider', { provider: 'cpu' });
    expect(runner).toMatchObject({ provider: 'cpu', wish: 'cpu', others: [{ why: 'not-wished' }] });
  });
  await withEngine('well', async (engine) => {
    expect((await engine.call('library.status', {})).runner.wish).toBe('cpu');
    const { runner } = await engine.call('library.set-provider', { provider: 'auto' });
    expect(runner).toMatchObject({ provider: 'webgpu', speed: expect.closeTo(5) });
  });
});

test('while a device runs the model the processor’s cores decode; when it is lost they share the work again', async () => {
  const photos = await writePhotos(6);
  const files = readdirSync(photos).map((name) => join(photos, name));
  const effort = { threads: 1, decoders: 1, decodersBeside: 3, niceness: 0 };
  const providers = providersOf([{ name: 'webgpu', does: 'lost' }]);
  const model = new Model({ name: 'fake', folder: pack.folder, effort: () => effort, providers });
  held.push(model);
  const [decoder, encoder] = [await model.decoder(), await model.imageEncoder()];
  const decodersOf = async () => {
    const outcomes = await Promise.all(files.map((file) => decoder.decode(file)));
    expect(outcomes.every(({ ok }) => ok)).toBe(true);
    return decoder.processIds().length;
  };
  expect(await decodersOf()).toBe(3);
  for (let n = 0; n < 4; n += 1) await encoder.embed([sampleOf('red').pixels]);
  expect(encoder.provider.name).toBe('cpu');
  await expect.poll(decodersOf).toBe(1);
});
