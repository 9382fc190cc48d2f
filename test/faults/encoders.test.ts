import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openPack, type Pack } from '../../src-main/engine/packs/open-pack.ts';
import type * as imageProduct from '../../src-main/engine/packs/image-encoder.ts';
import type * as textProduct from '../../src-main/engine/packs/text-encoder.ts';
import { built } from '../fixtures/built.ts';
import { expectedVector, SIZE, words, writeFakePack } from '../fixtures/fake-pack.ts';
import { colours, type ColourName } from '../fixtures/pictures.ts';

const { loadLimitMs, startImageEncoder } = await built<typeof imageProduct>('engine/packs/image-encoder');
const { startTextEncoder } = await built<typeof textProduct>('engine/packs/text-encoder');

let folder = '';
let pack: Pack;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polylens-encoders-'));
  await writeFakePack(folder);
  pack = await openPack(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const picture = (name: ColourName) => {
  const { r, g, b } = colours[name];
  return Uint8Array.from({ length: SIZE * SIZE * 3 }, (_, i) => [r, g, b][i % 3] ?? 0);
};

describe('image encoder', () => {
  let encoder: imageProduct.ImageEncoder;
  beforeAll(async () => {
    encoder = await startImageEncoder(pack, { threads: 1, limitMs: 1_000 });
  });
  afterAll(() => encoder.close());

  const signal = (name: NodeJS.Signals) => {
    for (const id of encoder.processIds()) process.kill(id, name);
  };

  test('gives every picture of a batch its own vector', async () => {
    const names = ['red', 'white', 'blue', 'red'] as const;
    const found = await encoder.embed(names.map(picture));
    const expected = names.map((name) => expectedVector(name).map((value) => expect.closeTo(value, 5) as number));
    expect(found.map((embedding) => [...embedding])).toEqual(expected);
  });

  test('a killed process fails its batch, and a fresh one embeds the next', async () => {
    const [before] = encoder.processIds();
    signal('SIGSTOP');
    const held = encoder.embed([picture('red')]);
    signal('SIGKILL');
    await expect(held).rejects.toMatchObject({
      code: 'encoder.crashed',
      detail: { file: 'vision.onnx', detail: 'SIGKILL' },
    });
    expect(await encoder.embed([picture('red')])).toHaveLength(1);
    expect(encoder.processIds()).not.toEqual([before]);
  });

  test('a hanging process is ended at its time limit', async () => {
    signal('SIGSTOP');
    await expect(encoder.embed([picture('red')])).rejects.toMatchObject({ code: 'encoder.crashed' });
    expect(await encoder.embed([picture('red')])).toHaveLength(1);
  });

  test('a model that gives no unit vectors is refused at the start, and its process ended', async () => {
    const wrong = { ...pack, dimension: 12 };
    const detail = expect.stringContaining('1 x 16, not float32 1 x 12') as string;
    await expect(startImageEncoder(wrong)).rejects.toMatchObject({ code: 'encoder.crashed', detail: { detail } });
  });

  test('a model that does not load is refused at the start with what the runtime says', async () => {
    await writeFile(join(folder, 'broken.onnx'), 'no model');
    const broken = { ...pack, image: { ...pack.image, file: 'broken.onnx' } };
    await expect(startImageEncoder(broken)).rejects.toMatchObject({
      code: 'encoder.crashed',
      detail: { file: 'broken.onnx', detail: expect.stringMatching(/protobuf/i) },
    });
  });
});

describe('image encoder of a large model on a slow machine', () => {
  test('is given no more at a time than is done well within the limit, less where it gets less of the machine', async () => {
    const sizes = join(folder, 'sizes');
    const provider = { name: 'webgpu', does: 'heavy', sizes };
    const entry = new URL('../fixtures/stub-provider.mjs', import.meta.url);
    const encoder = await startImageEncoder(pack, { entry, provider, threads: 4 });
    const seven = Array.from({ length: 7 }, () => picture('red'));
    // Five seconds each, of the hundred and twenty.
    expect(await encoder.embed(seven)).toHaveLength(7);
    expect(encoder.batch).toBe(3);
    encoder.adjust({ threads: 2, niceness: 0 });
    expect(encoder.batch).toBe(1);
    // It took five seconds again.
    expect(await encoder.embed(seven.slice(0, 3))).toHaveLength(3);
    // What runs it now may be slower by far.
    encoder.runOn({ ...provider, name: 'cpu' });
    expect(await encoder.embed(seven.slice(0, 3))).toHaveLength(3);
    const told = (await readFile(sizes, 'utf8')).trim().split('\n');
    expect(told).toEqual(['1', '3', '3', '1', '1', '2', '1', '2']);
    await encoder.close();
  });

  test('has longer to load the larger it is, with the weights in files beside it', () => {
    const file = (bytes: number) => ({ bytes, sha256: 'a'.repeat(64) });
    const image = { ...pack.image, file: 'visual/model.onnx' };
    const files = { 'visual/model.onnx': file(1e6), 'visual/weights': file(2.5e9), 'textual/model.onnx': file(1e9) };
    expect(loadLimitMs({ ...pack, image, files })).toBeCloseTo(60_000 + 250_100);
  });
});

describe('text encoder', () => {
  let encoder: textProduct.TextEncoder;
  beforeAll(async () => {
    encoder = await startTextEncoder(pack);
  });
  afterAll(() => encoder.close());

  test('gives a word the same vector in every language', async () => {
    for (const name of Object.keys(words) as ColourName[]) {
      const found = await Promise.all(words[name].map((word) => encoder.embed(word)));
      const expected = expectedVector(name).map((value) => expect.closeTo(value, 5) as number);
      expect(found.map((embedding) => [...embedding])).toEqual(words[name].map(() => expected));
    }
  });

  test('answers many queries at once, each with its own vector', async () => {
    const [red, green, again] = await Promise.all(['red', 'green', 'red'].map((word) => encoder.embed(word)));
    expect(again).toEqual(red);
    expect(green).not.toEqual(red);
  });

  test('answers a query of ten thousand characters and one of nothing but strange ones', async () => {
    expect(await encoder.embed('wort '.repeat(2_000))).toHaveLength(16);
    expect(await encoder.embed('\u0000\ud800 \u{1f9ff}')).toHaveLength(16);
  });

  test('after its end it refuses instead of hanging', async () => {
    const other = await startTextEncoder(pack);
    const late = other.embed('red'.repeat(50));
    expect(other.hasEnded).toBe(false);
    await Promise.all([other.close(), late.catch(() => undefined)]);
    expect(other.hasEnded).toBe(true);
    await expect(other.embed('red')).rejects.toMatchObject({ code: 'encoder.crashed' });
  });

  test('a tokenizer that cannot be read is refused at the start', async () => {
    await writeFile(join(folder, 'broken.json'), '{');
    const broken = { ...pack, text: { ...pack.text, tokenizer: 'broken.json' } };
    await expect(startTextEncoder(broken)).rejects.toMatchObject({ code: 'encoder.crashed' });
  });
});
