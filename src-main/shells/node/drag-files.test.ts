import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PolylensError, type Input } from '../../contract/index.ts';
import { answering } from '../../../test/fixtures/engine-double.ts';
import { dragFiles, type Bitmap } from './drag-files.ts';
import { shellHandlers } from './shell-handlers.ts';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'polylens-drag-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const below = (name: string) => join(folder, name);
const icon = { width: 1, height: 1, pixels: Buffer.from([1, 2, 3, 255]).toString('base64') };

/** An engine that knows the places of these assets. */
async function engineOf(places: Record<number, { path: string; pathBytes?: string }[]>) {
  const { client } = await answering({
    'asset.details': ({ asset }) => {
      const known = places[asset];
      if (!known) return Promise.reject(new PolylensError('asset.unknown', { asset }));
      const picture = { asset, width: 1, height: 1, details: {}, format: 'jpeg', size: 1, time: 0 };
      return Promise.resolve({ ...picture, places: known });
    },
  });
  return client;
}

/** What is dragged when these are. */
async function dragged(input: Input<'shell.drag'>, places: Parameters<typeof engineOf>[0], signal?: AbortSignal) {
  const began: { files: readonly string[]; icon: Bitmap }[] = [];
  const drag = (files: readonly string[], shown: Bitmap) => void began.push({ files, icon: shown });
  const engine = await engineOf(places);
  await dragFiles({ engine, drag, signal: signal ?? new AbortController().signal }, input);
  return began;
}

test('the first file of each picture that is there is dragged, with blue and red as systems want them', async () => {
  for (const name of ['a.jpg', 'b.jpg', 'c.jpg']) writeFileSync(below(name), '');
  const places = {
    1: [{ path: below('gone.jpg') }, { path: below('a.jpg') }, { path: below('b.jpg') }],
    2: [{ path: folder }],
    3: [{ path: below('b.jpg'), pathBytes: 'Yg==' }, { path: below('c.jpg') }],
  };
  expect(await dragged({ assets: [1, 2, 3, 4], icon }, places)).toEqual([
    { files: [below('a.jpg'), below('c.jpg')], icon: { width: 1, height: 1, pixels: Buffer.from([3, 2, 1, 255]) } },
  ]);
});

test('nothing is dragged once the pointer was let go, or where there is no file', async () => {
  writeFileSync(below('a.jpg'), '');
  const places = { 1: [{ path: below('a.jpg') }] };
  expect(await dragged({ assets: [1], icon }, places, AbortSignal.abort())).toEqual([]);
  await expect(dragged({ assets: [2], icon }, places)).rejects.toMatchObject({ code: 'media.unavailable' });
});

test('a page that names a path, or pixels that are not as many as it says, is refused', async () => {
  const engine = await engineOf({});
  const drag = () => expect.unreachable();
  const shell = shellHandlers({
    version: '1',
    library: folder,
    engine: () => Promise.resolve(engine),
    abilities: { drag },
  });
  const { client } = await answering(shell);
  const ask = (input: unknown) => client.call('shell.drag', input as Input<'shell.drag'>);
  for (const wrong of [
    { assets: ['/etc/passwd'], icon },
    { assets: [1], icon: { ...icon, height: 2 } },
    { assets: [1], icon: { ...icon, width: 4000 } },
  ]) {
    await expect(ask(wrong)).rejects.toMatchObject({ code: 'request.invalid' });
  }
});
