import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import type { EventPayload } from '../../src-main/contract/index.ts';
import { plain, writeColours, type ColourName } from '../fixtures/pictures.ts';
import { polylens } from './program.ts';
import { engineForEach } from './world-with-engine.ts';

const here = engineForEach();
const { inPhotos: below } = here;

async function photo(name: string, colour: ColourName): Promise<void> {
  const path = join(here.world.photos, name);
  mkdirSync(join(path, '..'), { recursive: true });
  await plain(colour).jpeg().toFile(path);
}

/** `count` pictures, each of another content. */
async function manyPhotos(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) {
    await plain('red')
      .jpeg({ quality: 1 + (at % 100) })
      .resize(16 + Math.floor(at / 100), 16)
      .toFile(join(here.world.photos, `${at}.jpg`));
  }
}

const index = (...folders: string[]) => here.engine.call('library.index', { folders, acceptMissing: false });
const status = () => here.engine.call('library.status', {});
const roots = async () => (await here.engine.call('roots.list', {})).roots;
const add = (path: string, exclude?: string[]) =>
  here.engine.call('roots.add', { path, ...(exclude ? { exclude } : {}) });

async function found(text: string): Promise<string[]> {
  const { hits } = await here.engine.call('search.run', { text, limit: 1000 });
  return hits.map(({ path }) => basename(path));
}

const inEach = async () => (await roots()).map(({ path, counts }) => [path, counts.found]);

test('roots are added, listed and looked through without being named again', async () => {
  await photo('red.jpg', 'red');
  await here.index();
  await here.engine.call('roots.remove', { path: below(), items: 'forget' });
  await expect(add(below('nowhere'))).rejects.toMatchObject({ code: 'root.missing' });
  expect(await add(here.world.photos)).toMatchObject({ root: { path: here.world.photos, isNew: true } });
  expect(await inEach()).toEqual([[here.world.photos, 0]]);
  expect((await index()).counts).toMatchObject({ found: 1, searchable: 1 });
  expect(await roots()).toMatchObject([{ path: here.world.photos, isNew: false, counts: { found: 1 } }]);
});

test('a root inside of a root has its own files, and each file is counted once', async () => {
  await photo('red.jpg', 'red');
  await photo('inner/blue.jpg', 'blue');
  await index(here.world.photos);
  await add(below('inner'));
  expect(await inEach()).toEqual([
    [here.world.photos, 1],
    [below('inner'), 1],
  ]);
  expect(await index()).toMatchObject({ embedded: 0, counts: { found: 2, searchable: 2 } });
  // The outer one looks after the inner one's files when that is no root any more.
  await here.engine.call('roots.remove', { path: below('inner'), items: 'forget' });
  expect(await inEach()).toEqual([[here.world.photos, 2]]);
  expect(await index()).toMatchObject({ embedded: 0, counts: { found: 2, searchable: 2 } });
});

test('removing the outer root leaves the inner one whole', async () => {
  await photo('red.jpg', 'red');
  await photo('inner/blue.jpg', 'blue');
  await index(below('inner'), below());
  await add(below('inner'));
  await index();
  await here.engine.call('roots.remove', { path: here.world.photos, items: 'forget' });
  expect(await inEach()).toEqual([[below('inner'), 1]]);
  expect(await found('red')).toEqual(['blue.jpg']);
});

test.each([
  ['remember', 0],
  ['forget', 2],
] as const)('a root removed with %s leaves the search; added again it needs %i vectors', async (items, vectors) => {
  await photo('red.jpg', 'red');
  await photo('blue.jpg', 'blue');
  await index(here.world.photos);
  expect(await here.engine.call('roots.remove', { path: here.world.photos, items })).toEqual({ files: 2 });
  expect(readdirSync(here.world.photos)).toHaveLength(2);
  expect(await roots()).toEqual([]);
  expect((await status()).counts.found).toBe(0);
  expect(await found('red')).toEqual([]);
  expect((await index(here.world.photos)).embedded).toBe(vectors);
  expect((await found('red'))[0]).toBe('red.jpg');
  await expect(here.engine.call('roots.remove', { path: below('x'), items })).rejects.toMatchObject({
    code: 'root.unknown',
  });
});

test('what a rule leaves out is counted, and leaves the search when the rule is new', async () => {
  await photo('red.jpg', 'red');
  await photo('@eaDir/red.jpg', 'red');
  await photo('screens/blue.jpg', 'blue');
  for (let at = 0; at < 60; at += 1) copyFileSync(below('screens/blue.jpg'), below(`screens/${at}.jpg`));
  expect((await index(here.world.photos)).counts.found).toBe(62);
  expect(await roots()).toMatchObject([{ excluded: 1 }]);
  await add(here.world.photos, ['screens']);
  // More than the brake would let go: it is a person's word.
  expect((await index()).counts.found).toBe(1);
  expect(await roots()).toMatchObject([{ excluded: 2, held: 0, exclude: ['screens'] }]);
  expect(await found('blue')).toEqual(['red.jpg']);
  await expect(add(here.world.photos, ['!x'])).rejects.toMatchObject({ code: 'root.rule-invalid' });
});

test('a root that is not there keeps all it had, is shown as offline and needs nothing when it is back', async () => {
  await writeColours(here.world.photos);
  await index(here.world.photos);
  const away = `${here.world.photos}-unplugged`;
  renameSync(here.world.photos, away);
  expect((await index()).folders).toMatchObject([{ reason: 'folder.missing' }]);
  expect(await roots()).toMatchObject([{ offline: 'folder.missing', counts: { found: 6, searchable: 6, offline: 6 } }]);
  expect(await found('red')).toHaveLength(6);
  // The mount point of a drive stays as an empty folder.
  mkdirSync(here.world.photos);
  expect((await index()).folders).toMatchObject([{ reason: 'folder.offline' }]);
  expect(await roots()).toMatchObject([{ offline: 'folder.offline', counts: { found: 6, offline: 6 } }]);
  rmSync(here.world.photos, { recursive: true });
  renameSync(away, here.world.photos);
  expect(await index()).toMatchObject({ embedded: 0, folders: [] });
  const [root] = await roots();
  expect(root).toMatchObject({ counts: { found: 6, searchable: 6, offline: 0 } });
  expect(root?.offline).toBeUndefined();
});

test('a root that goes away while it is indexed costs no file, and the run goes on with the others', async () => {
  await manyPhotos(100);
  const other = join(here.world.root, 'other');
  mkdirSync(other);
  await plain('blue').jpeg().toFile(join(other, 'blue.jpg'));
  utimesSync(join(other, 'blue.jpg'), 0, 0);
  const away = `${here.world.photos}-unplugged`;
  const unplug = ({ phase }: { phase: string }) => {
    if (phase === 'embed' && existsSync(here.world.photos)) renameSync(here.world.photos, away);
  };
  const folders = [here.world.photos, other];
  const cut = await here.engine.call('library.index', { folders, acceptMissing: false }, { progress: unplug });
  expect(cut).toMatchObject({ filesSetAside: 0, missing: 0, counts: { found: 101, setAside: 0 } });
  expect(cut.counts.searchable).toBeLessThan(101);
  expect((await found('blue'))[0]).toBe('blue.jpg');
  expect((await roots()).map(({ offline }) => offline)).toEqual([undefined, 'folder.offline']);
  renameSync(away, here.world.photos);
  const { counts, embedded } = await index();
  expect(counts).toMatchObject({ found: 101, searchable: 101 });
  expect(embedded + cut.embedded).toBe(101);
});

test('many files gone want a word: until it is said all stays, and it is asked once', async () => {
  await manyPhotos(60);
  await index(here.world.photos);
  for (let at = 0; at < 55; at += 1) rmSync(below(`${at}.jpg`));
  expect(await index()).toMatchObject({ missing: 0, missingKept: 55, counts: { found: 60 } });
  expect(await roots()).toMatchObject([{ held: 55 }]);
  expect(await found('red')).toHaveLength(60);
  await here.engine.call('roots.answer', { path: here.world.photos, gone: 'keep' });
  await index();
  expect(await roots()).toMatchObject([{ held: 0, counts: { found: 60 } }]);
  // One more is another question.
  rmSync(below('55.jpg'));
  await index();
  expect(await roots()).toMatchObject([{ held: 56 }]);
  // Only what is not there is taken for gone.
  await plain('red').jpeg().toFile(below('0.jpg'));
  expect(await here.engine.call('roots.answer', { path: here.world.photos, gone: 'remove' })).toEqual({ files: 55 });
  await index();
  expect(await roots()).toMatchObject([{ held: 0, counts: { found: 5 } }]);
  expect(await found('red')).toHaveLength(5);
});

test('what a person removed is gone without a question, and what is there or unplugged stays', async () => {
  await manyPhotos(60);
  await index(here.world.photos);
  const paths = Array.from({ length: 60 }, (_empty, at) => below(`${at}.jpg`));
  for (const path of paths.slice(0, 55)) rmSync(path);
  expect(await here.engine.call('library.removed', { paths })).toEqual({ files: 55 });
  expect((await found('red')).toSorted()).toEqual(['55.jpg', '56.jpg', '57.jpg', '58.jpg', '59.jpg']);
  expect(await index()).toMatchObject({ missingKept: 0, counts: { found: 5 } });
  // They do not count among those that go by themselves.
  rmSync(below('55.jpg'));
  await index();
  expect(await roots()).toMatchObject([{ held: 0, counts: { found: 4 } }]);
  const aside = `${here.world.photos}-unplugged`;
  renameSync(here.world.photos, aside);
  expect(await here.engine.call('library.removed', { paths: [below('59.jpg')] })).toEqual({ files: 0 });
  renameSync(aside, here.world.photos);
  for (const path of paths.slice(56)) rmSync(path);
  expect(await here.engine.call('library.removed', { paths: paths.slice(56) })).toEqual({ files: 4 });
  expect((await index()).counts.found).toBe(0);
});

test('removals in small lots are one removal', async () => {
  await manyPhotos(60);
  await index(here.world.photos);
  for (let at = 0; at < 30; at += 1) rmSync(below(`${at}.jpg`));
  expect(await index()).toMatchObject({ missing: 30, missingKept: 0 });
  for (let at = 30; at < 55; at += 1) rmSync(below(`${at}.jpg`));
  expect(await index()).toMatchObject({ missing: 0, missingKept: 25 });
});

test('files that move between roots, swap names or change case keep their vectors and are found once', async () => {
  await photo('a/red.jpg', 'red');
  await photo('a/blue.jpg', 'blue');
  await photo('a/green.jpg', 'green');
  await photo('b/white.jpg', 'white');
  await index(below('a'), below('b'));
  renameSync(below('a', 'red.jpg'), below('b', 'red.jpg'));
  renameSync(below('a', 'blue.jpg'), below('a', 'swap'));
  renameSync(below('a', 'green.jpg'), below('a', 'blue.jpg'));
  renameSync(below('a', 'swap'), below('a', 'green.jpg'));
  renameSync(below('b', 'white.jpg'), below('b', 'WHITE.JPG'));
  const counts = { found: 4, searchable: 4 };
  expect(await index()).toMatchObject({ counts, embedded: 0, missing: 0, missingKept: 0 });
  expect((await found('red'))[0]).toBe('red.jpg');
  expect((await found('blue'))[0]).toBe('green.jpg');
  expect((await found('green'))[0]).toBe('blue.jpg');
  expect((await found('white')).toSorted()).toEqual(['WHITE.JPG', 'blue.jpg', 'green.jpg', 'red.jpg'].toSorted());
});

test.each(['a', 'b'])('a move is a move, also when only %s was looked at since', async (first) => {
  await photo('a/red.jpg', 'red');
  await photo('a/blue.jpg', 'blue');
  await photo('b/white.jpg', 'white');
  await index(below('a'), below('b'));
  renameSync(below('a', 'red.jpg'), below('b', 'red.jpg'));
  await index(below(first));
  expect(await index()).toMatchObject({ embedded: 0, counts: { found: 3, searchable: 3 } });
  expect(await found('red')).toHaveLength(3);
});

test('a pause lasts until it is ended: folders are looked through, nothing is embedded', async () => {
  await photo('red.jpg', 'red');
  await here.engine.call('library.pause', {});
  await here.reopen();
  expect(await index(here.world.photos)).toMatchObject({ paused: true, counts: { found: 1, waiting: 1 } });
  expect((await status()).work.state).toBe('paused');
  await here.engine.call('library.resume', {});
  expect(await index()).toMatchObject({ paused: false, counts: { searchable: 1, waiting: 0 } });
  expect((await status()).work.state).toBe('resting');
});

test('a pause in the middle of a run ends it after the batch in hand', async () => {
  await manyPhotos(100);
  let pausing: Promise<unknown> | undefined;
  const progress = ({ phase }: { phase: string }) => {
    if (phase === 'embed') pausing ??= here.engine.call('library.pause', {});
  };
  const cut = await here.engine.call(
    'library.index',
    { folders: [here.world.photos], acceptMissing: false },
    { progress },
  );
  await pausing;
  expect(cut).toMatchObject({ paused: true, stopped: false });
  expect(cut.counts.waiting).toBeGreaterThan(0);
  await here.engine.call('library.resume', {});
  expect((await index()).counts).toMatchObject({ found: 100, searchable: 100 });
});

test('what goes on is announced, with counts that add up', async () => {
  await photo('red.jpg', 'red');
  let changed: (payload: EventPayload<'library.changed'>) => void = () => undefined;
  const told = new Promise<EventPayload<'library.changed'>>((resolve) => (changed = resolve));
  await here.reopen((event, payload) => {
    const one = payload as EventPayload<'library.changed'>;
    if (event === 'library.changed' && one.counts.searchable === 1) changed(one);
  });
  await index(here.world.photos);
  expect((await told).counts).toEqual({ found: 1, searchable: 1, waiting: 0, setAside: 0, offline: 0 });
  expect((await told).revision).toBeGreaterThan(0);
});

test('a change of the roots is announced', async () => {
  let changed: (payload: EventPayload<'roots.changed'>) => void = () => undefined;
  const told = new Promise<EventPayload<'roots.changed'>>((resolve) => (changed = resolve));
  await here.reopen((event, payload) => {
    if (event === 'roots.changed') changed(payload as EventPayload<'roots.changed'>);
  });
  await add(here.world.photos);
  expect((await told).roots.map(({ path }) => path)).toEqual([here.world.photos]);
});

test('the command line adds, lists, removes and answers', async () => {
  await photo('red.jpg', 'red');
  await polylens(here.world, ['roots', 'add', here.world.photos, '--exclude', '*.tmp']);
  await polylens(here.world, ['index']);
  const { out } = await polylens(here.world, ['roots']);
  expect(out).toContain(`${here.world.photos}: 1 = 1 searchable + 0 waiting + 0 set aside`);
  expect(out).toContain('leaves out *.tmp');
  expect((await polylens(here.world, ['roots', 'keep', here.world.photos])).talk).toContain('0 files stay');
  const removed = await polylens(here.world, ['roots', 'remove', here.world.photos, '--forget']);
  expect(removed.talk).toContain('1 files left the search, none was touched');
  expect(await polylens(here.world, ['roots', 'list', '--json'])).toMatchObject({ code: 1, out: '[]\n' });
});
