import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type * as media from '../../src-main/engine/media/decoder.ts';
import type * as images from '../../src-main/engine/packs/image-encoder.ts';
import { openPack } from '../../src-main/engine/packs/open-pack.ts';
import type * as texts from '../../src-main/engine/packs/text-encoder.ts';
import { verifyGolden, type Verified } from '../../src-main/engine/packs/verify-golden.ts';
import { built } from '../fixtures/built.ts';
import { writeFakePack } from '../fixtures/fake-pack.ts';
import { oriented, orientations } from '../fixtures/pictures.ts';

const { startDecoder } = await built<typeof media>('engine/media/decoder');
const { startImageEncoder } = await built<typeof images>('engine/packs/image-encoder');
const { startTextEncoder } = await built<typeof texts>('engine/packs/text-encoder');

const starter = fileURLToPath(new URL('../../models/starter', import.meta.url));
const packs = ['fake', ...(existsSync(starter) ? ['starter'] : [])];

describe.each(packs)('%s pack', (name) => {
  let temporary = '';
  let parts: Verified & { close(): Promise<unknown> };
  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'polylens-golden-'));
    if (name === 'fake') await writeFakePack(temporary);
    const pack = await openPack(name === 'fake' ? temporary : starter);
    const [textEncoder, imageEncoder] = await Promise.all([startTextEncoder(pack), startImageEncoder(pack)]);
    const decoder = startDecoder(pack.image);
    const close = () => Promise.all([textEncoder.close(), imageEncoder.close(), decoder.close()]);
    parts = { pack, textEncoder, imageEncoder, decoder, close };
  });
  afterAll(async () => {
    await parts.close();
    await rm(temporary, { recursive: true });
  });

  async function vectorOf(file: string, content: Buffer): Promise<Float32Array> {
    await writeFile(join(temporary, file), content);
    const outcome = await parts.decoder.decode(join(temporary, file));
    const [embedding] = outcome.ok ? await parts.imageEncoder.embed([outcome.pixels]) : [];
    return embedding ?? new Float32Array(parts.pack.dimension);
  }

  test('the whole way from file and text to vector gives the golden vectors', async () => {
    const report = await verifyGolden(parts);
    expect(report.texts).toBeGreaterThanOrEqual(20);
    expect(report.images).toBeGreaterThanOrEqual(2);
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
    const upright = await vectorOf('upright.jpg', await oriented(1));
    for (const orientation of orientations) {
      const found = await vectorOf(`${orientation}.jpg`, await oriented(orientation));
      const cosine = found.reduce((dot, value, i) => dot + value * (upright[i] ?? 0), 0);
      expect(cosine, `orientation ${orientation}`).toBeGreaterThan(0.99);
    }
  });
});
