/** Photos a second from files to a searchable library, over those of the image model alone on the same tensors. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as engineModule from '../../../src-main/engine/engine.ts';
import type * as media from '../../../src-main/engine/media/decoder.ts';
import type * as images from '../../../src-main/engine/packs/image-encoder.ts';
import { effortOf } from '../../../src-main/engine/effort.ts';
import { openPack, type Pack } from '../../../src-main/engine/packs/open-pack.ts';
import type { Pixels } from '../../../src-main/engine/values.ts';
import { built } from '../../fixtures/built.ts';
import { generatePhotos } from '../generate-photos.ts';
import { packFolder } from '../pack-folder.ts';
import { keepRow, perSecond, report, timed } from '../report.ts';

const { Engine } = await built<typeof engineModule>('engine/engine');
const { startDecoder } = await built<typeof media>('engine/media/decoder');
const { startImageEncoder } = await built<typeof images>('engine/packs/image-encoder');

/** A folder of your own photos instead of the generated ones; its subfolders are not read. */
const ownPhotos = process.env['POLYLENS_BENCH_PHOTOS'];
const GENERATED = 400;
const BATCH = 16;

let temporary = '';
let photos = '';
let pack: Pack;
let packName = '';
beforeAll(async () => {
  temporary = await mkdtemp(join(tmpdir(), 'polylens-bench-'));
  const chosen = await packFolder(temporary);
  packName = chosen.name;
  pack = await openPack(chosen.folder);
  photos = ownPhotos ?? (await generatePhotos(temporary, GENERATED));
});
afterAll(() => rm(temporary, { recursive: true }));

async function endToEnd(): Promise<{ took: number; searchable: number }> {
  const engine = new Engine({
    library: join(temporary, 'library'),
    pack: pack.folder,
    version: 'bench',
    announce: () => undefined,
  });
  const call = { signal: new AbortController().signal, progress: () => undefined };
  const index = (folder: string) => engine.handlers['library.index']({ folders: [folder], acceptMissing: false }, call);
  try {
    // One photo first: starting processes and loading models is not what is measured.
    const one = join(temporary, 'one');
    await mkdir(one);
    await writeFile(
      join(one, 'first.png'),
      await sharp({ create: { width: 9, height: 9, channels: 3, background: 'red' } })
        .png()
        .toBuffer(),
    );
    await index(one);
    let searchable = 0;
    const took = await timed(async () => {
      searchable = (await index(photos)).counts.searchable - 1;
    });
    return { took, searchable };
  } finally {
    await engine.close();
  }
}

async function modelAlone(tensors: readonly Pixels[], threads: number): Promise<number> {
  const encoder = await startImageEncoder(pack, { threads });
  try {
    return await timed(async () => {
      for (let at = 0; at < tensors.length; at += BATCH) await encoder.embed(tensors.slice(at, at + BATCH));
    });
  } finally {
    await encoder.close();
  }
}

test('photos a second', async () => {
  const cores = availableParallelism();
  const { took, searchable } = await endToEnd();
  const files = (await readdir(photos)).map((name) => join(photos, name));
  const { threads, decoders } = effortOf('balanced');
  const decoder = startDecoder(pack.image, { processes: decoders });
  await decoder.decode(files[0] ?? '');
  const tensors: Pixels[] = [];
  const decoding = await timed(async () => {
    for (const outcome of await Promise.all(files.map((file) => decoder.decode(file)))) {
      if (outcome.ok) tensors.push(outcome.pixels);
    }
  });
  await decoder.close();
  const alone = await modelAlone(tensors, threads);
  const onAll = await modelAlone(tensors, cores);
  const rate = (time: number) => perSecond(tensors.length, time);
  report(`Indexing ${searchable} photos, ${packName}, ${cores} cores`, {
    'end to end': perSecond(searchable, took),
    'decoding alone, one process': rate(decoding),
    [`model alone, ${threads} thread(s), as the engine runs it`]: rate(alone),
    [`model alone, ${cores} threads`]: rate(onAll),
    'end to end : model alone as the engine runs it': (alone / took).toFixed(2),
    'end to end : model alone on all cores': (onAll / took).toFixed(2),
  });
  keepRow({
    row: 'indexing end to end : model alone',
    area: 'engine',
    ratio: alone / took,
    budget: '>= 0.9',
  });
  expect(searchable).toBe(tensors.length);
});
