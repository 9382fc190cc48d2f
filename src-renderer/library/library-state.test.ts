import { expect, test } from 'vitest';
import { PolylensError, type HandlersOf, type Method, type Output } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { LibraryState } from './library-state.svelte.ts';

type Status = Output<'library.status'>;

const none = { found: 0, searchable: 0, waiting: 0, setAside: 0, offline: 0 };
const two = { found: 2, searchable: 1, waiting: 0, setAside: 1, offline: 0 };
const work: Status['work'] = { state: 'resting', done: 0, total: 0, perSecond: 0, secondsLeft: 0 };
const rest = { excluded: 0, held: 0, exclude: [], isNew: false, watch: 'off' as const };
const root = (path: string) => ({ path, counts: none, ...rest });
const status = (given: Partial<Status> = {}): Status => {
  return {
    library: '/l',
    pack: 'p',
    counts: none,
    missing: 0,
    work,
    mode: 'balanced',
    runner: { provider: 'cpu', threads: 1, wish: 'auto', others: [] },
    roots: [],
    reasons: [],
    ...given,
  };
};
const emptyList = { assets: [], widths: [], heights: [], times: [], thumbhashes: [], durations: [] };
const indexed: Output<'library.index'> = {
  stopped: false,
  counts: none,
  embedded: 0,
  moved: 0,
  missing: 0,
  missingKept: 0,
  paused: false,
  folders: [],
  files: [],
  filesSetAside: 0,
  pack: 'p',
};

async function libraryOver(handlers: Partial<HandlersOf<Method>>) {
  const { client, announce } = await answering({
    'library.index': () => Promise.resolve(indexed),
    'library.keep': () => new Promise(() => {}),
    'asset.list': () => Promise.resolve(emptyList),
    ...handlers,
  });
  return { library: new LibraryState(client), announce };
}

test('without a library it is new, and nothing has failed', async () => {
  const { library } = await libraryOver({
    'library.status': () => Promise.reject(new PolylensError('library.missing')),
  });
  expect([library.loaded, library.isNew]).toEqual([false, false]);
  await library.open();
  expect([library.loaded, library.isNew, library.failure, library.counts]).toEqual([true, true, undefined, none]);
});

test('what the folders hold is shown, and the library kept without being looked through by hand', async () => {
  let kept = 0;
  const { library } = await libraryOver({
    'library.status': () => Promise.resolve(status({ counts: two, roots: [root('/a')] })),
    'library.keep': () => {
      kept += 1;
      return new Promise(() => {});
    },
    'asset.list': () =>
      Promise.resolve({
        assets: [7, 8],
        widths: [3, 3],
        heights: [2, 2],
        times: [1000, 900],
        thumbhashes: ['1QcSHQ==', ''],
        durations: [0, 5000],
      }),
  });
  await library.open();
  expect(kept).toBe(1);
  expect(library.counts).toEqual(two);
  expect(library.pictures).toEqual([
    { id: 7, width: 3, height: 2, time: 1000, thumbhash: '1QcSHQ==' },
    { id: 8, width: 3, height: 2, time: 900, thumbhash: '', duration: 5000 },
  ]);
  expect(library.busy).toBe(false);
});

test('a folder that was not looked through yet keeps the window waiting, unless the library cannot be kept', async () => {
  let fail: (why: PolylensError) => void = () => undefined;
  const { library } = await libraryOver({
    'library.status': () => Promise.resolve(status({ roots: [{ ...root('/a'), isNew: true }] })),
    'library.keep': () => new Promise((_, reject) => (fail = reject)),
  });
  await library.open();
  expect(library.busy).toBe(true);
  fail(new PolylensError('library.full'));
  await expect.poll(() => library.failure).toBe('library.full');
  expect(library.busy).toBe(false);
});

test('the first run is over as soon as a folder is added', async () => {
  const roots: Status['roots'] = [];
  const { library } = await libraryOver({
    'library.status': () => Promise.resolve(status({ roots })),
    'roots.add': ({ path }) => {
      roots.push(root(path));
      return Promise.resolve({ root: root(path) });
    },
  });
  await library.open();
  const adding = library.add('/a');
  expect([library.isNew, library.busy]).toEqual([false, true]);
  await adding;
  expect([library.isNew, library.busy, library.roots.map(({ path }) => path)]).toEqual([false, false, ['/a']]);
});

test('counts and work are those the engine last announced', async () => {
  const { library, announce } = await libraryOver({
    'library.status': () => Promise.resolve(status({ roots: [root('/a')] })),
  });
  await library.refresh();
  const indexing = { ...work, state: 'indexing' as const, total: 2 };
  announce('library.changed', { counts: two, missing: 0, work: indexing, revision: 5 });
  await expect.poll(() => library.busy).toBe(true);
  expect(library.counts).toEqual(two);
});

test('what failed is told until something succeeds, though the library can be read', async () => {
  let full = true;
  const looked: unknown[] = [];
  const { library } = await libraryOver({
    'library.status': () => Promise.resolve(status({ roots: [root('/a')] })),
    'roots.add': () => Promise.reject(new PolylensError('root.missing')),
    'library.index': (input) => {
      looked.push(input);
      return full ? Promise.reject(new PolylensError('library.full')) : Promise.resolve(indexed);
    },
  });
  await library.add('/nowhere');
  await library.refresh();
  expect([library.failure, library.busy, looked.length]).toEqual(['root.missing', false, 0]);
  await library.look();
  expect(library.failure).toBe('library.full');
  full = false;
  await library.look();
  expect(library.failure).toBeUndefined();
});

test('a library that cannot be read is told by its code', async () => {
  const { library } = await libraryOver({
    'library.status': () => Promise.reject(new PolylensError('library.damaged')),
  });
  await library.open();
  expect([library.failure, library.isNew]).toEqual(['library.damaged', true]);
});

test('a folder takes rules, and one that is none is refused without a look through the folders', async () => {
  const asked: unknown[] = [];
  const { library } = await libraryOver({
    'library.status': () => Promise.resolve(status({ roots: [root('/a')] })),
    'roots.add': (input) => {
      asked.push(input);
      if (input.exclude?.includes('/')) return Promise.reject(new PolylensError('root.rule-invalid', {}));
      return Promise.resolve({ root: { ...root('/a'), exclude: input.exclude ?? [] } });
    },
  });
  await library.open();
  expect(await library.setRules('/a', ['*.png'])).toBe(true);
  expect(await library.setRules('/a', ['/'])).toBe(false);
  expect([asked, library.failure]).toEqual([
    [
      { path: '/a', exclude: ['*.png'] },
      { path: '/a', exclude: ['/'] },
    ],
    'root.rule-invalid',
  ]);
});
