/** Downloads and packs whose files another program looks at, as those against viruses do on Windows. */
import type * as nodeFsPromises from 'node:fs/promises';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { inverted, writeFakePack } from '../../test/fixtures/fake-pack.ts';
import { half, inTurn, servePack, whole, type PackServer } from '../../test/fixtures/pack-server.ts';
import { getPack, offerPack, type Getting } from './get-pack.ts';
import { importPack } from './packs/import-pack.ts';
import { removeFolder } from './packs/shelf.ts';

/** Each folder is held for a while: it is moved at the second try only, and never taken away. */
const held = vi.hoisted(() => ({ moves: new Set<string>(), removes: true }));
vi.mock('node:fs/promises', async (importOriginal) => {
  const fs = await importOriginal<typeof nodeFsPromises>();
  const refused = (path: string) => Promise.reject(Object.assign(new Error(`held ${path}`), { code: 'EPERM' }));
  return {
    ...fs,
    rename: (from: string, to: string) => {
      if (held.moves.has(from)) return fs.rename(from, to);
      held.moves.add(from);
      return refused(from);
    },
    rm: (path: string, options: { recursive?: boolean }) =>
      held.removes || !options.recursive ? fs.rm(path, options) : refused(path),
  };
});

let root = '';
let server: PackServer;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'polylens-held-downloads-'));
  await writeFakePack(join(root, 'inside'));
  await writeFakePack(join(root, 'source'), { id: 'other' }, inverted);
  server = await servePack(join(root, 'source'));
  held.moves.clear();
});
afterEach(async () => {
  held.removes = true;
  await server.close();
  await rm(root, { recursive: true });
});

const { signal } = new AbortController();
const shelf = () => ({ inside: join(root, 'inside'), imported: join(root, 'packs') });

function getting(): Getting {
  const untried = { measure: () => Promise.reject(new Error('not asked')), verify: () => Promise.resolve() };
  return {
    shelf: shelf(),
    times: { stallMs: 60_000, tries: 0, pauseMs: 1 },
    take: (folder, progress) => importPack(folder, { shelf: shelf(), ...untried, progress, signal, ours: true }),
  };
}

async function get() {
  const { address, listing } = await offerPack({ from: server.address('pack.json') }, getting(), signal);
  return getPack({ address, listing }, getting(), { signal, progress: () => undefined });
}

test('what a cut download left is gone on with, and the pack is there, whatever of it can be taken away', async () => {
  server.odd.set('text.onnx', inTurn(half('cut'), whole));
  await expect(get()).rejects.toMatchObject({ code: 'pack.download', detail: { why: 'cut' } });
  held.removes = false;
  const { folder } = await get();
  const size = (await readFile(join(root, 'source', 'text.onnx'))).length;
  const ranges = server.asked.filter(({ path }) => path === 'text.onnx').map(({ range }) => range);
  expect(ranges).toEqual([undefined, `bytes=${Math.floor(size / 2)}-`]);
  expect(basename(folder)).toBe('other@1');
});

test('a pack that is held for a moment is removed', async () => {
  const { folder } = await get();
  await removeFolder(shelf(), folder);
  expect(await readdir(shelf().imported)).toEqual(['requests.jsonl']);
});
