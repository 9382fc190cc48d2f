import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { writeFakePack } from '../../test/fixtures/fake-pack.ts';
import { writeForeignPack } from '../../test/fixtures/foreign-pack.ts';
import { servePack, type PackServer } from '../../test/fixtures/pack-server.ts';
import { getPack, offerPack, type Getting } from './get-pack.ts';
import { readCatalogue } from './packs/catalogue.ts';
import { importPack } from './packs/import-pack.ts';
import { nameOf } from './packs/open-pack.ts';

// Its worker runs from what is built alone.
vi.mock('./packs/describe-model.ts', () => import('../../test/fixtures/foreign-facts.ts'));

/** Packs without a pack.json, by a listing on one server, with their files on another. */
let root = '';
let lists: PackServer;
let files: PackServer;
let catalogue: Getting['catalogue'];
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'polylens-listed-'));
  for (const name of ['lists', 'files']) await mkdir(join(root, name));
  await writeFakePack(join(root, 'inside'));
  await writeForeignPack(join(root, 'files'));
  await writeFile(join(root, 'files', 'README.md'), 'no model needs it');
  lists = await servePack(join(root, 'lists'));
  files = await servePack(join(root, 'files'));
});
afterEach(async () => {
  await lists.close();
  await files.close();
  await rm(root, { recursive: true });
});

const never = new AbortController().signal;

function getting(): Getting {
  const shelf = { inside: join(root, 'inside'), imported: join(root, 'packs') };
  const measure = () => Promise.resolve({ texts: [], images: [] });
  const options = { shelf, measure, verify: () => Promise.resolve(), signal: never, ours: true };
  return {
    shelf,
    ...(catalogue ? { catalogue } : {}),
    take: (from, progress) => importPack(from, { ...options, progress }),
  };
}

const offer = () => offerPack({ from: 'b32' }, getting(), never);
const hashOf = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');

async function factsOf(names: readonly string[]) {
  const facts = names.map(async (name) => {
    const bytes = await readFile(join(root, 'files', name));
    return [name, { bytes: bytes.length, sha256: hashOf(bytes) }] as const;
  });
  return Object.fromEntries(await Promise.all(facts));
}

/** Writes the listing, and what the catalogue says of it. */
async function list(base: string): Promise<string[]> {
  const entries = await readdir(join(root, 'files'), { recursive: true, withFileTypes: true });
  const all = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const names = all.map((path) => path.slice(join(root, 'files').length + 1).replaceAll('\\', '/'));
  const listing = JSON.stringify({ format: 1, id: 'b32', licence: 'MIT', base, files: await factsOf(names) });
  await writeFile(join(root, 'lists', 'list.json'), listing);
  const { packs, ...rest } = await readCatalogue();
  const listed = { id: 'b32', listing: { address: lists.address('list.json'), sha256: hashOf(listing) } };
  catalogue = () => Promise.resolve({ ...rest, packs: packs.slice(0, 1).map((entry) => ({ ...entry, ...listed })) });
  return names;
}

test('a pack of the catalogue comes by its listing, from the machine that this names, once', async () => {
  const names = await list(files.address(''));
  const offered = await offer();
  expect(offered).toMatchObject({ address: lists.address('list.json'), host: new URL(files.address('')).host });
  const pack = await getPack(offered, getting(), { signal: never, progress: () => undefined });
  expect(nameOf(pack)).toBe(offered.pack);
  expect(files.asked.map(({ path }) => path).toSorted()).toEqual(names.toSorted());
  await expect(offer()).rejects.toMatchObject({ code: 'pack.exists', detail: { pack: offered.pack } });
});

test('another listing than the catalogue knows is refused', async () => {
  await list(files.address(''));
  await writeFile(join(root, 'lists', 'list.json'), (await readFile(join(root, 'lists', 'list.json'), 'utf8')) + ' ');
  await expect(offer()).rejects.toMatchObject({ code: 'pack.download', detail: { why: 'changed' } });
});

test('files that could not be asked for are not offered', async () => {
  await list('http://192.0.2.1/');
  await expect(offer()).rejects.toMatchObject({ detail: { why: 'address' } });
});
