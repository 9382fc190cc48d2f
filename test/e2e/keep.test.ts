/** A library that is kept as its folders are, over the real engine and the system's own events. */
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Announce } from '../../src-main/contract/events.ts';
import type { EventPayload, Output } from '../../src-main/contract/index.ts';
import { soon } from '../fixtures/open-engine.ts';
import { plain, type ColourName } from '../fixtures/pictures.ts';
import { ffmpeg, makeVideo } from '../fixtures/videos.ts';
import { engineForEach } from './world-with-engine.ts';

type Status = Output<'library.status'>;

let outside: string;
let keeping: Promise<unknown>;
let end = new AbortController();
let heard: () => void = () => undefined;
let changes: EventPayload<'library.changed'>[] = [];

const hear: Announce = (event, payload) => {
  if (event === 'library.changed') changes.push(payload as EventPayload<'library.changed'>);
  heard();
};
const here = engineForEach(hear);
const { inPhotos: below } = here;
beforeEach(() => {
  end = new AbortController();
  changes = [];
  outside = join(here.world.root, 'outside');
  mkdirSync(outside);
});
afterEach(async () => {
  end.abort();
  await keeping;
});

function keep(): void {
  keeping = here.engine.call('library.keep', {}, { signal: end.signal });
  // A failure shows in the test that waits for it.
  keeping.catch(() => heard());
}

/** Waits for an announcement after which this holds. */
async function until(holds: (status: Status) => boolean | Promise<boolean>): Promise<Status> {
  for (;;) {
    const next = new Promise<void>((resolve) => (heard = resolve));
    const status = await here.engine.call('library.status', {});
    if (await holds(status)) return status;
    await Promise.race([next, keeping]);
  }
}

async function photo(path: string, colour: ColourName): Promise<void> {
  mkdirSync(join(path, '..'), { recursive: true });
  await plain(colour).jpeg().toFile(path);
}

const searchable = (count: number) => until(({ counts }) => counts.searchable === count && counts.waiting === 0);

async function found(text: string): Promise<string[]> {
  const { hits } = await here.engine.call('search.run', { text, limit: 1000 });
  return hits.map(({ path }) => basename(path));
}

async function kept(): Promise<void> {
  await photo(below('red.jpg'), 'red');
  await here.index();
  keep();
  await until(({ roots }) => roots[0]?.watch === 'events');
}

test.skipIf(!ffmpeg)('subtitles that come, change and go beside a video are heard of', async () => {
  const srt = (words: string) => `1\n00:00:01,000 --> 00:00:02,000\n${words}\n`;
  makeVideo(below('film.mp4'), [{ colour: 'blue', seconds: 3 }]);
  await kept();
  await searchable(2);
  const said = (text: string) => async () => {
    const { hits } = await here.engine.call('search.run', { text, limit: 1 });
    return hits[0]?.moments?.[0]?.words === text;
  };
  writeFileSync(below('film.srt'), srt('wedding'));
  await until(said('wedding'));
  writeFileSync(below('film.srt'), srt('a birthday'));
  await until(said('a birthday'));
  expect(await said('wedding')()).toBe(false);
  rmSync(below('film.srt'));
  await until(async () => !(await said('a birthday')()));
});

test('what was there before, and what comes, changes and goes, is followed', async () => {
  await photo(below('red.jpg'), 'red');
  await here.engine.call('roots.add', { path: here.world.photos });
  keep();
  await searchable(1);
  await photo(below('blue.jpg'), 'blue');
  await searchable(2);
  expect((await found('blue'))[0]).toBe('blue.jpg');
  copyFileSync(below('red.jpg'), below('blue.jpg'));
  await until(({ counts }) => counts.searchable === 2 && counts.waiting === 0);
  rmSync(below('blue.jpg'));
  await searchable(1);
  expect(await found('red')).toEqual(['red.jpg']);
  expect(changes.every(({ counts: c }) => c.found === c.searchable + c.waiting + c.setAside)).toBe(true);
  expect(new Set(changes.map(({ revision }) => revision)).size).toBeGreaterThan(1);
});

test('a folder that is moved in, renamed and moved out again takes its photos with it', async () => {
  await kept();
  await photo(join(outside, 'deep', 'blue.jpg'), 'blue');
  await photo(join(outside, 'deep', 'er', 'green.jpg'), 'green');
  renameSync(join(outside, 'deep'), below('deep'));
  await searchable(3);
  renameSync(below('deep'), below('renamed'));
  const isBlueRenamed = async () => {
    const { hits } = await here.engine.call('search.run', { text: 'blue', limit: 1 });
    return hits[0]?.path === below('renamed', 'blue.jpg');
  };
  const { counts, missing } = await until(isBlueRenamed);
  expect(missing).toBe(0);
  expect(counts).toMatchObject({ found: 3, searchable: 3 });
  renameSync(below('renamed'), join(outside, 'again'));
  await searchable(1);
  // Back it needs nothing: its vectors were kept.
  renameSync(join(outside, 'again'), below('again'));
  await searchable(3);
  const { embedded } = await here.engine.call('library.index', { folders: [], acceptMissing: false });
  expect(embedded).toBe(0);
});

test('a file that still grows waits, and is read once it is whole', async () => {
  // It is left to grow for longer than this test takes, until it is said that it no longer does.
  const times = { ...soon, settleMs: 600_000 };
  await here.reopen(hear, times);
  await kept();
  await photo(join(outside, 'whole.jpg'), 'blue');
  const whole = readFileSync(join(outside, 'whole.jpg'));
  writeFileSync(below('growing.jpg'), whole.subarray(0, 100));
  await until(({ counts }) => counts.found === 2);
  appendFileSync(below('growing.jpg'), whole.subarray(100));
  const { counts } = await until(({ work }) => work.state === 'resting');
  expect(counts).toMatchObject({ searchable: 1, waiting: 1, setAside: 0 });
  times.settleMs = 0;
  here.engine.call('library.resume', {}).catch(() => undefined);
  await searchable(2);
});

test('a root that goes away and comes back is heard of, and so is another in its place', async () => {
  await kept();
  renameSync(here.world.photos, join(outside, 'away'));
  await until(({ roots }) => roots[0]?.offline !== undefined);
  expect(await found('red')).toEqual(['red.jpg']);
  renameSync(join(outside, 'away'), here.world.photos);
  await until(({ roots, counts }) => roots[0]?.offline === undefined && counts.offline === 0);
  await photo(below('blue.jpg'), 'blue');
  await searchable(2);
});

test('a root added is followed at once, one removed no longer', async () => {
  await kept();
  await photo(join(outside, 'blue.jpg'), 'blue');
  await here.engine.call('roots.add', { path: outside });
  await searchable(2);
  await here.engine.call('roots.remove', { path: here.world.photos, items: 'forget' });
  await searchable(1);
  await photo(below('green.jpg'), 'green');
  await photo(join(outside, 'white.jpg'), 'white');
  expect((await searchable(2)).counts.found).toBe(2);
});

test('vectors of photos that went leave the index at once, and come back with them', async () => {
  await kept();
  for (const colour of ['blue', 'green'] as const) await photo(below(`${colour}.jpg`), colour);
  await searchable(3);
  const labels = () => here.engine.indexSize();
  expect(await labels()).toBe(3);
  renameSync(below('blue.jpg'), join(outside, 'blue.jpg'));
  await searchable(2);
  await until(({ work }) => work.state === 'resting');
  expect(await labels()).toBe(2);
  renameSync(join(outside, 'blue.jpg'), below('blue.jpg'));
  await searchable(3);
  expect(await found('blue')).toHaveLength(3);
});

test('a pass that a shell asks for goes before the keeping, which goes on after it', async () => {
  for (let at = 0; at < 60; at += 1)
    await plain('red')
      .resize(8 + at, 8)
      .jpeg()
      .toFile(below(`${at}.jpg`));
  await here.engine.call('roots.add', { path: here.world.photos });
  keep();
  // Asked without waiting for announcements, which a short run may fall between.
  while ((await here.engine.call('library.status', {})).work.state !== 'indexing') await setImmediate();
  await photo(join(outside, 'blue.jpg'), 'blue');
  const { counts } = await here.engine.call('library.index', { folders: [outside], acceptMissing: false });
  expect(counts.searchable).toBeLessThan(61);
  expect((await found('blue'))[0]).toBe('blue.jpg');
  await searchable(61);
});

test('paused, what comes is met and waits', async () => {
  await kept();
  await here.engine.call('library.pause', {});
  await photo(below('blue.jpg'), 'blue');
  await until(({ counts }) => counts.waiting === 1);
  await here.engine.call('library.resume', {});
  expect((await searchable(2)).work.state).not.toBe('paused');
});

test('while it rests, what comes is met and waits; a person’s pause outlasts that', async () => {
  await kept();
  const rest = async (meanwhile: () => Promise<void>) => {
    const awake = new AbortController();
    const resting = here.engine.call('library.ease', { how: 'rest' }, { signal: awake.signal });
    await meanwhile();
    awake.abort();
    await resting;
  };
  await rest(async () => {
    await photo(below('blue.jpg'), 'blue');
    await until(({ counts }) => counts.found === 2 && counts.waiting === 1);
  });
  await searchable(2);
  await rest(async () => {
    await here.engine.call('library.pause', {});
    await photo(below('green.jpg'), 'green');
    await until(({ counts }) => counts.found === 3);
  });
  // What it is asked for comes after the look that follows the rest.
  expect(await here.engine.call('library.index', { folders: [], acceptMissing: false })).toMatchObject({
    paused: true,
    counts: { searchable: 2, waiting: 1 },
  });
  await here.engine.call('library.resume', {});
  await searchable(3);
});
