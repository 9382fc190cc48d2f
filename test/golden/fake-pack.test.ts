import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as media from '../../src-main/engine/media/decoder.ts';
import type * as images from '../../src-main/engine/packs/image-encoder.ts';
import { openPack } from '../../src-main/engine/packs/open-pack.ts';
import type * as texts from '../../src-main/engine/packs/text-encoder.ts';
import { verifyGolden, type Verified } from '../../src-main/engine/packs/verify-golden.ts';
import { built } from '../fixtures/built.ts';
import { quartersVector, writeFakePack } from '../fixtures/fake-pack.ts';
import { oriented, orientations } from '../fixtures/pictures.ts';

const { startDecoder } = await built<typeof media>('engine/media/decoder');
const { startImageEncoder } = await built<typeof images>('engine/packs/image-encoder');
const { startTextEncoder } = await built<typeof texts>('engine/packs/text-encoder');

let folder = '';
let parts: Verified & { close(): Promise<unknown> };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polylens-golden-'));
  await writeFakePack(folder);
  const pack = await openPack(folder);
  const [textEncoder, imageEncoder] = await Promise.all([startTextEncoder(pack), startImageEncoder(pack)]);
  const decoder = startDecoder(pack.image);
  const close = () => Promise.all([textEncoder.close(), imageEncoder.close(), decoder.close()]);
  parts = { pack, textEncoder, imageEncoder, decoder, close };
});
afterAll(async () => {
  await parts.close();
  await rm(folder, { recursive: true });
});

test('the whole way from file and word to vector gives the golden vectors', async () => {
  const report = await verifyGolden(parts);
  expect(report).toMatchObject({ texts: 36, images: 2 });
  expect(report.worstText).toBeGreaterThan(0.99999);
  // The Lanczos filter overshoots a little where two colours meet.
  expect(report.worstImage).toBeGreaterThan(0.9999);
});

test('vectors of another model are told from the golden ones', async () => {
  const swapped = { embed: () => parts.textEncoder.embed('blue') };
  await expect(verifyGolden({ ...parts, textEncoder: swapped })).rejects.toMatchObject({
    code: 'pack.damaged',
    detail: { file: 'golden.json', expected: 'cosine >= 0.999 for texts' },
  });
  const upsideDown = {
    decode: async (path: string) => {
      const outcome = await parts.decoder.decode(path);
      return outcome.ok ? { ...outcome, pixels: outcome.pixels.toReversed() } : outcome;
    },
  };
  await expect(verifyGolden({ ...parts, decoder: upsideDown })).rejects.toMatchObject({ code: 'pack.damaged' });
});

test('a picture has one vector, whichever of the eight ways a camera stored it', async () => {
  const found = await Promise.all(
    orientations.map(async (orientation) => {
      const path = join(folder, `${orientation}.jpg`);
      await writeFile(path, await oriented(orientation));
      const outcome = await parts.decoder.decode(path);
      const [embedding] = outcome.ok ? await parts.imageEncoder.embed([outcome.pixels]) : [];
      return embedding?.reduce((dot, value, i) => dot + value * (quartersVector()[i] ?? 0), 0) ?? 0;
    }),
  );
  expect(found.filter((cosine) => cosine > 0.999)).toHaveLength(orientations.length);
});
