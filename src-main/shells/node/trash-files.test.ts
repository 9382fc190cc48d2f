import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PolylensError, type Output } from '../../contract/index.ts';
import { answering } from '../../../test/fixtures/engine-double.ts';
import { trashFiles, type Trash } from './trash-files.ts';

type Details = Output<'asset.details'>;

let folder: string;
let inTrash: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-trash-'));
  mkdirSync(join(folder, 'trash'));
  inTrash = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const below = (name: string) => join(folder, name);

/** A file that is there, and what the library knows of it. */
function photo(asset: number, ...names: string[]): Details {
  for (const name of names) writeFileSync(below(name), name[0] ?? '');
  const places = names.map((name) => ({ path: below(name) }));
  return { asset, width: 1, height: 1, details: {}, format: 'jpeg', size: 1, time: 0, places };
}

const trash: Trash = {
  confirm: () => Promise.resolve(true),
  move(path) {
    renameSync(path, below(join('trash', basename(path))));
    inTrash.push(basename(path));
    return Promise.resolve();
  },
};

type Case = Partial<Trash> & { offline?: string; assets?: number[] };

/** Throws these or all away before an engine that knows `known`; what it was told of them comes along. */
async function throwAway(known: Details[], { offline, assets: chosen, ...own }: Case = {}) {
  const told: string[][] = [];
  const counts = { found: 0, searchable: 0, waiting: 0, setAside: 0, offline: 0 };
  const root = { path: offline ?? '', counts, excluded: 0, held: 0, exclude: [], isNew: false, watch: 'off' as const };
  const { client } = await answering({
    'asset.details': ({ asset }) => {
      const details = known.find((one) => one.asset === asset);
      return details ? Promise.resolve(details) : Promise.reject(new PolylensError('asset.unknown', { asset }));
    },
    'roots.list': () => Promise.resolve({ roots: offline ? [{ ...root, offline: 'folder.missing' as const }] : [] }),
    'library.removed': ({ paths }) => {
      told.push(paths.map((path) => basename(path)));
      return Promise.resolve({ files: paths.length });
    },
  });
  const assets = chosen ?? [...known.map(({ asset }) => asset), 99];
  const call = { signal: new AbortController().signal, progress: () => undefined };
  const result = await trashFiles({ engine: client, trash: { ...trash, ...own }, assets }, call);
  return { ...result, told };
}

test('all places of a picture go, and what belongs to it, each file once', async () => {
  const video = photo(2, 'live.mov');
  const live = {
    ...photo(1, 'live.jpg', 'copy.jpg'),
    companions: [{ asset: 2, kind: 'video' as const, path: below('live.mov') }],
  };
  let shown: readonly string[] = [];
  const confirm = (paths: readonly string[]) => Promise.resolve((shown = paths).length > 0);
  const { told, ...result } = await throwAway([live, video], { confirm });
  expect(result).toEqual({ confirmed: true, moved: 3, failed: [] });
  const names = ['live.jpg', 'copy.jpg', 'live.mov'];
  expect([shown.map((path) => basename(path)), inTrash, told.flat()]).toEqual([names, names, names]);
});

test('what belongs to a picture goes from beside each of its places, and stays where it lies for itself', async () => {
  for (const name of ['a', 'b', 'c']) mkdirSync(below(name));
  const video = photo(2, 'a/live.mov', 'b/live.mov', 'c/live.mov', 'b/other.mov');
  const companions = [{ asset: 2, kind: 'video' as const, path: below('a/live.mov') }];
  const live = { ...photo(1, 'a/live.jpg', 'b/live.jpg'), companions };
  const { moved, failed } = await throwAway([live, video], { assets: [1] });
  expect([moved, failed]).toEqual([4, []]);
  const isThere = (name: string) => existsSync(below(name));
  expect(['a/live.mov', 'b/live.mov', 'c/live.mov', 'b/other.mov'].map(isThere)).toEqual([false, false, true, true]);
});

test('nothing is touched when the person says no', async () => {
  const result = await throwAway([photo(1, 'a.jpg')], { confirm: () => Promise.resolve(false) });
  expect(result).toEqual({ confirmed: false, moved: 0, failed: [], told: [] });
  expect(existsSync(below('a.jpg'))).toBe(true);
});

test('each file that stays says why, and the others go', async () => {
  mkdirSync(below('drive'));
  mkdirSync(below('ro'));
  const known = [
    photo(1, 'drive/a.jpg'),
    photo(2, 'ro/b.jpg'),
    photo(3, 'c.jpg'),
    { ...photo(4, 'd.jpg'), size: 2 },
    { ...photo(5), places: [{ path: folder }] },
    { ...photo(6, 'f.jpg'), places: [{ path: below('f.jpg'), pathBytes: 'Zg==' }] },
    photo(7, 'g.jpg'),
    photo(8, 'h.jpg'),
  ];
  rmSync(below('c.jpg'));
  const { failed, moved, told } = await throwAway(known, {
    offline: below('drive'),
    mayTakeFrom: (from) => Promise.resolve(from !== below('ro')),
    move: (path) => (path === below('g.jpg') ? Promise.reject(new Error('no trash there')) : trash.move(path)),
  });
  expect(failed).toEqual([
    { path: below('drive/a.jpg'), reason: 'trash.offline' },
    { path: below('ro/b.jpg'), reason: 'trash.read-only' },
    { path: below('c.jpg'), reason: 'trash.missing' },
    { path: below('d.jpg'), reason: 'trash.changed' },
    { path: folder, reason: 'trash.changed' },
    { path: below('f.jpg'), reason: 'trash.failed' },
    { path: below('g.jpg'), reason: 'trash.failed' },
  ]);
  expect([moved, inTrash, told.flat()]).toEqual([1, ['h.jpg'], ['h.jpg']]);
});

test('the engine hears of many bit by bit', async () => {
  const names = Array.from({ length: 45 }, (_empty, at) => `${at}.jpg`);
  const { told, moved } = await throwAway(names.map((name, at) => photo(at + 100, name)));
  expect([moved, told.map(({ length }) => length)]).toEqual([45, [20, 20, 5]]);
});
