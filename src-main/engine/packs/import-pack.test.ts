import { appendFile, cp, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PolylensError } from '../../contract/errors.ts';
import { writeFakePack } from '../../../test/fixtures/fake-pack.ts';
import { writeForeignPack } from '../../../test/fixtures/foreign-pack.ts';
import { importPack } from './import-pack.ts';
import { openPack } from './open-pack.ts';
import { findPack, listShelf, removeFolder, unfinished, type Shelf } from './shelf.ts';

// Its worker runs from what is built alone.
vi.mock('./describe-model.ts', () => import('../../../test/fixtures/foreign-facts.ts'));

let root = '';
let source = '';
let shelf: Shelf;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'polylens-import-'));
  source = join(root, 'source');
  shelf = { inside: join(root, 'inside'), imported: join(root, 'data', 'packs') };
  await writeFakePack(shelf.inside);
  await writeFakePack(source, { id: 'other', version: '2' });
});
afterEach(() => rm(root, { recursive: true, force: true }));

type Options = Partial<Parameters<typeof importPack>[1]>;
const imported = (options: Options = {}) =>
  importPack(source, {
    shelf,
    measure: () => Promise.reject(new Error('it has golden vectors')),
    verify: () => Promise.resolve(),
    progress: () => undefined,
    signal: new AbortController().signal,
    ...options,
  });
const names = () => readdir(shelf.imported).catch(() => []);

test('a pack is copied whole, under its name, and told as it goes', async () => {
  const told: number[][] = [];
  await writeFile(join(source, 'CARD.md'), 'what it was made from');
  await writeFile(join(source, 'notes.txt'), 'no file of the pack');
  const pack = await imported({ progress: (done, total) => told.push([done, total]) });
  expect(pack).toMatchObject({ folder: join(shelf.imported, 'other@2'), stageKey: 'other@2/1' });
  expect(await openPack(pack.folder)).toMatchObject({ id: 'other' });
  const files = await readdir(pack.folder);
  expect(files).toContain('CARD.md');
  expect(files).not.toContain('notes.txt');
  expect(told.at(-1)?.[0]).toBe(told.at(-1)?.[1]);
  expect(told.length).toBeGreaterThan(2);
  expect((await listShelf(shelf)).packs.map(({ name, inside }) => [name, inside])).toEqual([
    ['fake@1', true],
    ['other@2', false],
  ]);
});

test('files of our own are not written a second time', async () => {
  const { folder } = await imported({ ours: true });
  const inode = async (place: string) => (await stat(join(place, 'text.onnx'))).ino;
  expect(await inode(folder)).toBe(await inode(source));
  await rm(source, { recursive: true });
  expect(await openPack(folder)).toMatchObject({ id: 'other' });
});

/** With what an import is refused. Nothing of it is left. */
async function refusal(options: Options = {}): Promise<unknown> {
  const before = await names();
  const thrown: unknown = await imported(options).then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(await names()).toEqual(before);
  return thrown;
}

test('one flipped bit, a short file and a missing one are refused by name, in the folder that was named', async () => {
  const bytes = await readFile(join(source, 'text.onnx'));
  bytes[100] = (bytes[100] ?? 0) ^ 1;
  await writeFile(join(source, 'text.onnx'), bytes);
  expect(await refusal()).toMatchObject({ code: 'pack.damaged', detail: { folder: source, file: 'text.onnx' } });
  await appendFile(join(source, 'text.onnx'), 'more');
  expect(await refusal()).toMatchObject({ code: 'pack.damaged', detail: { folder: source, file: 'text.onnx' } });
  await rm(join(source, 'text.onnx'));
  expect(await refusal()).toMatchObject({ code: 'pack.damaged', detail: { file: 'text.onnx', found: 'no file' } });
});

test('what is no pack is refused', async () => {
  await writeFile(join(source, 'pack.json'), '{}');
  expect(await refusal()).toMatchObject({ code: 'pack.invalid', detail: { folder: source } });
  await rm(join(source, 'pack.json'));
  expect(await refusal()).toMatchObject({ code: 'pack.missing', detail: { folder: source } });
});

test.each([
  ['a name that leads elsewhere', { id: '../../evil' }],
  ['a version that leads elsewhere', { version: '1/../../evil' }],
  ['a hidden name', { id: '.other' }],
  ['a file outside', { files: { '../../outside': { bytes: 1, sha256: 'a'.repeat(64) } } }],
])('%s is refused', async (_, overrides) => {
  await writeFakePack(source, { id: 'other', ...overrides });
  expect(await refusal()).toMatchObject({ code: 'pack.invalid', detail: { file: 'pack.json' } });
  expect(await readdir(root)).not.toContain('evil');
});

test.skipIf(process.platform === 'win32')(
  'a link to what never ends is refused at once, one to the file is followed',
  async () => {
    await cp(join(source, 'text.onnx'), join(root, 'elsewhere'));
    await rm(join(source, 'text.onnx'));
    await symlink('/dev/zero', join(source, 'text.onnx'));
    expect(await refusal()).toMatchObject({ code: 'pack.damaged', detail: { file: 'text.onnx' } });
    await rm(join(source, 'text.onnx'));
    await symlink(join(root, 'elsewhere'), join(source, 'text.onnx'));
    const { folder } = await imported();
    await rm(join(root, 'elsewhere'));
    expect(await openPack(folder)).toMatchObject({ id: 'other' });
  },
);

test('a pack that is there already, imported or inside, is not copied again', async () => {
  await imported();
  expect(await refusal()).toMatchObject({ code: 'pack.exists', detail: { pack: 'other@2' } });
  await writeFakePack(source);
  expect(await refusal()).toMatchObject({ code: 'pack.exists', detail: { pack: 'fake@1', folder: shelf.inside } });
});

test('a pack that there is no room for is refused before anything is written', async () => {
  const bytes = 2 ** 52;
  const { files } = JSON.parse(await readFile(join(source, 'pack.json'), 'utf8')) as { files: object };
  const more = { files: { ...files, 'huge.bin': { bytes, sha256: 'a'.repeat(64) } }, id: 'other' };
  await writeFakePack(source, more);
  await expect(imported()).rejects.toMatchObject({ code: 'pack.no-room', detail: { folder: shelf.imported } });
});

test('what the encoders refuse does not stay, and neither does what was stopped', async () => {
  const verify = () => Promise.reject(new PolylensError('pack.invalid', { folder: 'x', found: 'other numbers' }));
  expect(await refusal({ verify })).toMatchObject({
    code: 'pack.invalid',
    detail: { folder: source, found: 'other numbers' },
  });
  const stop = new AbortController();
  expect(await refusal({ signal: stop.signal, progress: () => stop.abort() })).toMatchObject({
    code: 'request.cancelled',
  });
});

test('a pack that came without golden vectors and cannot give them is refused in the folder that was named', async () => {
  await rm(source, { recursive: true });
  await mkdir(source);
  await writeForeignPack(source);
  const measure: Options['measure'] = ({ folder }) =>
    Promise.reject(new PolylensError('pack.invalid', { folder, file: 'golden.json' }));
  expect(await refusal({ measure })).toMatchObject({ detail: { folder: source, file: 'golden.json' } });
});

test('what a killed import left is cleared by the next one, what another is writing is not', async () => {
  await imported();
  await removeFolder(shelf, join(shelf.imported, 'other@2'));
  expect(await names()).toEqual([]);
  // Linux counts processes to 2^22 at most.
  const dead = `${unfinished}${2 ** 22 + 1}-x`;
  const alive = `${unfinished}${process.pid}-x`;
  for (const name of [dead, alive]) await cp(source, join(shelf.imported, name), { recursive: true });
  await imported();
  expect((await names()).toSorted()).toEqual([alive, 'other@2']);
  expect((await listShelf(shelf)).packs).toHaveLength(2);
});

test('a pack is found by its name, by its id while there is one version, and the one inside as starter', async () => {
  await imported();
  for (const [wanted, name] of [
    ['other@2', 'other@2'],
    ['other', 'other@2'],
    ['starter', 'fake@1'],
    ['fake', 'fake@1'],
  ] as const) {
    expect(await findPack(shelf, wanted), wanted).toMatchObject({ name });
  }
  await writeFakePack(source, { id: 'other', version: '3' });
  await imported();
  for (const wanted of ['other', 'oth', '../inside', '']) {
    await expect(findPack(shelf, wanted), wanted).rejects.toMatchObject({
      code: 'pack.unknown',
      detail: { known: ['fake@1', 'other@2', 'other@3'] },
    });
  }
});
