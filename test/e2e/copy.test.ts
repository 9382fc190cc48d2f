/** Copies of originals, by the command line and over the real engine. */
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openEngine } from '../fixtures/open-engine.ts';
import { plain, writeColours } from '../fixtures/pictures.ts';
import { makeWorld, polylens, type World } from './program.ts';

let world: World;
let target: string;
beforeEach(async () => {
  world = await makeWorld();
  target = join(world.root, 'copies');
  await writeColours(world.photos);
});
afterEach(() => world.remove());

const index = () => polylens(world, ['index', world.photos]);
const copy = (...args: string[]) => polylens(world, ['copy', target, ...args]);
const inTarget = () => readdirSync(target).toSorted();

/** The rows of a list, each by its columns' names. */
function rowsOf(name: string): Record<string, string>[] {
  const [heading = '', ...lines] = readFileSync(join(target, name), 'utf8')
    .replace('\ufeff', '')
    .trimEnd()
    .split('\r\n');
  const columns = heading.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, at) => [columns[at] ?? '', value])));
}

test('what a query finds is copied byte by byte with its time, and listed', async () => {
  const red = join(world.photos, 'red.jpg');
  utimesSync(red, new Date(2019, 4, 5), new Date(2019, 4, 5));
  await index();
  expect(await copy('red', '-k', '1')).toMatchObject({ code: 0, talk: expect.stringMatching(/^1 copied; the list: /) });
  expect(inTarget()).toEqual(['polylens-list.csv', 'red.jpg']);
  expect(readFileSync(join(target, 'red.jpg')).equals(readFileSync(red))).toBe(true);
  expect(statSync(join(target, 'red.jpg')).mtimeMs).toBe(statSync(red).mtimeMs);
  expect(rowsOf('polylens-list.csv')).toMatchObject([
    {
      file: 'red.jpg',
      original: red,
      width: '48',
      height: '32',
      taken: expect.stringContaining('2019-05-05T00:00:00'),
      problem: '',
    },
  ]);
});

test('no name is taken twice, whatever lies there or is copied from elsewhere', async () => {
  mkdirSync(join(world.photos, 'inside'));
  await plain('red', { width: 60, height: 40 })
    .jpeg()
    .toFile(join(world.photos, 'inside', 'red.jpg'));
  await index();
  mkdirSync(target);
  writeFileSync(join(target, 'red.jpg'), 'mine');
  writeFileSync(join(target, 'polylens-list.csv'), 'mine, too');
  const { code, out } = await copy('--folder', world.photos, '--json');
  expect([code, JSON.parse(out)]).toEqual([
    0,
    { copied: 7, stopped: false, list: join(target, 'polylens-list (2).csv'), problems: [] },
  ]);
  expect(readFileSync(join(target, 'red.jpg'), 'utf8')).toBe('mine');
  expect(readFileSync(join(target, 'polylens-list.csv'), 'utf8')).toBe('mine, too');
  expect(inTarget().filter((name) => name.startsWith('red'))).toEqual(['red (2).jpg', 'red (3).jpg', 'red.jpg']);
});

test('without a query -k is how many of what the filters let through', async () => {
  await index();
  const { code, out } = await copy('--folder', world.photos, '-k', '2', '--json');
  expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ copied: 2 })]);
});

test('originals that are not there are told, offline ones as such, and the others copied', async () => {
  await index();
  rmSync(join(world.photos, 'red.jpg'));
  const missing = await copy('--folder', world.photos);
  expect(missing.code).toBe(3);
  expect(missing.talk).toContain(`${join(world.photos, 'red.jpg')}: is not there any more`);
  expect(missing.talk).toContain('5 copied, 1 not; the list: ');
  expect(rowsOf('polylens-list.csv').filter(({ problem }) => problem === 'copy.missing')).toMatchObject([
    { file: '', original: join(world.photos, 'red.jpg') },
  ]);
  renameSync(world.photos, `${world.photos}-away`);
  await polylens(world, ['index']);
  const offline = await copy('blue', '-k', '1');
  expect([offline.code, offline.talk.includes('blue.jpg: is on a drive that is not there now')]).toEqual([3, true]);
});

test('a folder that cannot take copies is refused in one line', async () => {
  await index();
  writeFileSync(target, '');
  expect(await copy('red')).toMatchObject({ code: 3, talk: expect.stringMatching(/^.*cannot take copies.*\n$/) });
  const into = (folder: string) => polylens(world, ['copy', folder, 'red'], { mortal: true });
  expect((await into(join(world.library, 'here'))).talk).toContain('cannot take copies');
  expect((await into(join(world.root, 'no', 'where'))).talk).toContain('cannot take copies');
  const closed = join(world.root, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0o555);
  expect((await into(closed)).talk).toContain('cannot take copies');
  expect(readdirSync(closed)).toEqual([]);
  expect((await polylens(world, ['copy', target, 'red', '--camera', 'none'])).code).toBe(1);
});

test('a copying that is stopped ends after the file in hand, and nothing half is left', async () => {
  await index();
  const engine = openEngine(world);
  const stop = new AbortController();
  const { assets } = await engine.call('asset.list', {});
  const copied = await engine.call(
    'asset.copy',
    { assets, folder: target },
    { signal: stop.signal, progress: ({ done }) => done === 2 && stop.abort() },
  );
  expect(copied).toMatchObject({ stopped: true, copied: 2, failed: [] });
  expect(readdirSync(target, { withFileTypes: true })).toHaveLength(3);
  expect(rowsOf('polylens-list.csv')).toHaveLength(2);
  await engine.close();
});
