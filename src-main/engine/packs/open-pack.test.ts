import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeCalibration, usual, writeCalibratedPack, writeFakePack } from '../../../test/fixtures/fake-pack.ts';
import { openPack } from './open-pack.ts';
import { readCalibration } from './read-calibration.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'polylens-pack-'));
  await writeFakePack(folder);
});
afterEach(() => rm(folder, { recursive: true }));

test('opens a whole pack', async () => {
  expect(await openPack(folder)).toMatchObject({ folder, id: 'fake', dimension: 16, stageKey: 'fake@1/1' });
});

test('a folder without pack.json is no pack', async () => {
  await expect(openPack(join(folder, 'none'))).rejects.toMatchObject({ code: 'pack.missing' });
});

test.each(['vision.onnx', 'text.onnx', 'tokenizer.json', 'golden.json', 'golden/00.png'])(
  'one flipped bit in %s is found, and the file named',
  async (file) => {
    const bytes = await readFile(join(folder, file));
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    await writeFile(join(folder, file), bytes);
    await expect(openPack(folder)).rejects.toMatchObject({
      code: 'pack.damaged',
      detail: { folder, file, expected: expect.stringMatching('sha256'), found: expect.stringMatching('sha256') },
    });
  },
);

test('a short file and a missing file are found', async () => {
  await writeFile(join(folder, 'text.onnx'), 'short');
  await expect(openPack(folder)).rejects.toMatchObject({ code: 'pack.damaged', detail: { found: '5 bytes' } });
  await rm(join(folder, 'text.onnx'));
  await expect(openPack(folder)).rejects.toMatchObject({ code: 'pack.damaged', detail: { found: 'no file' } });
});

test('keys of later packs are left alone', async () => {
  await writeFakePack(folder, { later: { file: 'later.bin' } });
  expect(await openPack(folder)).toMatchObject({ id: 'fake' });
});

test.each([
  ['another format', { format: 2 }],
  ['a width that is none', { dimension: 0 }],
  ['a file outside its folder', { files: { '../secret': { bytes: 1, sha256: 'a'.repeat(64) } } }],
  ['a file of the whole machine', { files: { '/etc/passwd': { bytes: 1, sha256: 'a'.repeat(64) } } }],
  ['golden vectors it does not list', { golden: 'other.json' }],
])('a pack.json with %s is refused', async (_, overrides) => {
  await writeFakePack(folder, overrides);
  await expect(openPack(folder)).rejects.toMatchObject({ code: 'pack.invalid', detail: { file: 'pack.json' } });
});

test('a pack.json that is no JSON is refused', async () => {
  await writeFile(join(folder, 'pack.json'), '{ "format": 1,');
  await expect(openPack(folder)).rejects.toMatchObject({ code: 'pack.invalid' });
});

test('a calibration is read with its background; a pack without one has none', async () => {
  expect(await readCalibration(await openPack(folder))).toBeUndefined();
  await writeCalibratedPack(folder);
  const read = await readCalibration(await openPack(folder));
  expect(read).toMatchObject({ nearest: 1, threshold: 0.5, sizes: [1, 1000] });
  expect(read?.background).toHaveLength(6);
  for (const vector of read?.background ?? []) expect(Math.hypot(...vector)).toBeCloseTo(1, 1);
});

test('a calibration whose background is not there, or of another size, is refused', async () => {
  const { calibration } = fakeCalibration();
  await writeFakePack(folder, { calibration });
  await expect(openPack(folder)).rejects.toMatchObject({ detail: { found: 'background.bin is not in files' } });
  await writeFakePack(folder, { calibration }, { ...usual, more: { 'background.bin': Buffer.alloc(95) } });
  await expect(openPack(folder)).rejects.toMatchObject({
    code: 'pack.invalid',
    detail: { found: 'background.bin is not 6 vectors of 16 bytes' },
  });
});
