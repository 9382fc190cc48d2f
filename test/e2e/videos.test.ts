import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { plain } from '../fixtures/pictures.ts';
import { ffmpeg, makeVideo, missingFfmpeg, type Scene } from '../fixtures/videos.ts';
import { polylens } from './program.ts';
import { engineForEach } from './world-with-engine.ts';

if (!ffmpeg) process.stderr.write(`tests of videos from end to end did not run: ${missingFfmpeg}\n`);

const here = engineForEach();
const { inPhotos, nameOf, index } = here;

async function search(text: string, kind?: 'photo' | 'video') {
  const { hits } = await here.engine.call('search.run', { text, limit: 10, filters: kind ? { kind } : {} });
  return hits.map(({ path, ...hit }) => ({ ...hit, name: nameOf(path) }));
}

const namesOf = async (text: string, kind?: 'photo' | 'video') => (await search(text, kind)).map(({ name }) => name);

/** For programs that look for FFmpeg meanwhile there is none. */
async function withoutFfmpeg<T>(work: () => Promise<T>): Promise<T> {
  const before = process.env['POLYLENS_FFMPEG'];
  process.env['POLYLENS_FFMPEG'] = join(here.world.root, 'nowhere', 'ffmpeg');
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env['POLYLENS_FFMPEG'];
    else process.env['POLYLENS_FFMPEG'] = before;
  }
}

const holiday: Scene[] = [
  { colour: 'yellow', seconds: 4 },
  { colour: 'red', seconds: 5 },
  { colour: 'blue', seconds: 4 },
  { colour: 'red', seconds: 6 },
];

/** Which scene of `holiday` a moment is in. */
function sceneOf({ time }: { time: number }): string {
  return time < 4000 ? 'yellow' : time < 9000 ? 'first red' : time < 13_000 ? 'blue' : 'second red';
}

describe.skipIf(!ffmpeg)('videos', () => {
  test('are found by what happens in them, at the moment', async () => {
    makeVideo(inPhotos('holiday.mp4'), holiday);
    makeVideo(inPhotos('green.mkv'), [{ colour: 'green', seconds: 3 }]);
    await plain('black').jpeg().toFile(inPhotos('black.jpg'));
    const { counts, embedded } = await index();
    expect(embedded).toBe(3);
    expect(counts).toMatchObject({ found: 3, searchable: 3, waiting: 0, setAside: 0 });

    const [blue, ...others] = await search('blau');
    expect(blue).toMatchObject({ name: 'holiday.mp4', duration: 19_000 });
    expect(blue?.moments?.map(sceneOf)).toEqual(['blue']);
    expect(others).toHaveLength(2);
    const [red] = await search('red');
    expect(red?.moments?.map(sceneOf).toSorted()).toEqual(['first red', 'second red']);
    expect(await namesOf('green')).toEqual(['green.mkv', expect.any(String), expect.any(String)]);
  });

  test('are asked for alone, or left out, and serve as what to be like', async () => {
    makeVideo(inPhotos('film.mp4'), [{ colour: 'red', seconds: 2 }]);
    await plain('red').jpeg().toFile(inPhotos('red.jpg'));
    await plain('blue').jpeg().toFile(inPhotos('blue.jpg'));
    await index();
    expect([await namesOf('red', 'video'), await namesOf('red', 'photo')]).toEqual([
      ['film.mp4'],
      ['red.jpg', 'blue.jpg'],
    ]);
    const { hits: long } = await here.engine.call('search.run', {
      text: 'red',
      limit: 9,
      filters: { length: { least: 1500 } },
    });
    const { hits: longer } = await here.engine.call('search.run', {
      text: 'red',
      limit: 9,
      filters: { length: { least: 2500 } },
    });
    expect([long.length, longer.length]).toEqual([1, 0]);
    const [video] = await search('red', 'video');
    for (const like of [{ path: inPhotos('film.mp4') }, { asset: video?.asset ?? 0 }]) {
      const { hits } = await here.engine.call('search.run', { text: '', limit: 1, like, filters: { kind: 'photo' } });
      expect(hits.map(({ path }) => path)).toEqual([inPhotos('red.jpg')]);
    }
  });

  test('moved they are known again, and gone they are found no more', async () => {
    makeVideo(inPhotos('red.mp4'), [{ colour: 'red', seconds: 2 }]);
    await plain('green').jpeg().toFile(inPhotos('green.jpg'));
    await index();
    renameSync(inPhotos('red.mp4'), inPhotos('moved.mp4'));
    expect(await index()).toMatchObject({ embedded: 0, moved: 1, counts: { searchable: 2 } });
    expect(await namesOf('red')).toEqual(['moved.mp4', 'green.jpg']);
    rmSync(inPhotos('moved.mp4'));
    await index();
    expect(await namesOf('red')).toEqual(['green.jpg']);
  });

  test('wait for FFmpeg where there is none, and are read once there is', async () => {
    makeVideo(inPhotos('red.mp4'), [{ colour: 'red', seconds: 2 }]);
    const without = await withoutFfmpeg(index);
    expect(without.counts).toMatchObject({ found: 1, searchable: 0, waiting: 0, setAside: 1 });
    expect(without.files).toMatchObject([{ path: inPhotos('red.mp4'), reason: 'video.no-decoder' }]);
    expect((await index()).counts).toMatchObject({ found: 1, searchable: 1, waiting: 0, setAside: 0 });
  });

  test('one of many moments leaves room for others', async () => {
    const scenes = Array.from({ length: 24 }, (_, at): Scene => {
      return { colour: at % 2 === 0 ? 'red' : 'green', seconds: 1 };
    });
    makeVideo(inPhotos('flicker.mp4'), scenes);
    for (const name of ['red', 'yellow', 'blue'] as const)
      await plain(name)
        .jpeg()
        .toFile(inPhotos(`${name}.jpg`));
    await index();
    const { hits } = await here.engine.call('search.run', { text: 'red', limit: 3 });
    expect(new Set(hits.map(({ asset }) => asset)).size).toBe(3);
    expect(hits[0]?.path).toBe(inPhotos('red.jpg'));
  });

  test('are printed with their moments, in the documented JSON, too', async () => {
    makeVideo(inPhotos('holiday.mp4'), holiday);
    await index();
    const { out } = await polylens(here.world, ['search', 'red', '--lang', 'en']);
    expect(out).toMatch(/holiday\.mp4@00:00:(?:0[4-8]|1[3-8])\n +also at 00:00:(?:0[4-8]|1[3-8])\n$/);
    const asJson = await polylens(here.world, ['search', 'blau', '--json', '--moments', '1']);
    const { hits } = JSON.parse(asJson.out) as { hits: { moments: { at: number }[] }[] };
    expect(hits).toMatchObject([
      {
        duration: 19,
        moments: [{ at: expect.any(Number), start: 9, end: 13, score: expect.any(Number) }],
        taken_from: 'modified',
      },
    ]);
    expect(Math.floor(hits[0]?.moments[0]?.at ?? 0)).toBeGreaterThanOrEqual(9);
    expect(await polylens(here.world, ['search', 'red', '--kind', 'song'])).toMatchObject({ code: 2 });
  });
});

test('without FFmpeg photos are found, and each video is accounted for', async () => {
  writeFileSync(inPhotos('film.mp4'), 'not looked at');
  await plain('red').jpeg().toFile(inPhotos('red.jpg'));
  const { counts } = await withoutFfmpeg(index);
  expect(counts).toMatchObject({ found: 2, searchable: 1, waiting: 0, setAside: 1 });
  expect(await namesOf('red')).toEqual(['red.jpg']);
});

test('an animation is found by its moments, without FFmpeg, too', async () => {
  const colours = await Promise.all((['red', 'blue'] as const).map((name) => plain(name).png().toBuffer()));
  await sharp(colours, { join: { animated: true } })
    .gif({ delay: [3000, 3000] })
    .toFile(inPhotos('moving.gif'));
  expect((await withoutFfmpeg(index)).counts).toMatchObject({ searchable: 1, setAside: 0 });
  const [hit] = await search('blau', 'video');
  expect(hit).toMatchObject({ name: 'moving.gif', duration: 6000 });
  expect(hit?.moments).toMatchObject([{ time: 3000, start: 3000, end: 6000 }]);
});
