import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { plain } from '../fixtures/pictures.ts';
import { ffmpeg, makeVideo, missingFfmpeg, runFfmpeg, type Scene } from '../fixtures/videos.ts';
import { polylens } from './program.ts';
import { engineForEach } from './world-with-engine.ts';

if (!ffmpeg) process.stderr.write(`tests of subtitles did not run: ${missingFfmpeg}\n`);

const here = engineForEach();
const { inPhotos, nameOf, index } = here;

const srt =
  '1\n00:00:05,000 --> 00:00:07,000\nHappy birthday, dear Ana!\n\n2\n00:00:08,000 --> 00:00:09,000\n誕生日おめでとう\n';
const scenes: Scene[] = [
  { colour: 'yellow', seconds: 5 },
  { colour: 'blue', seconds: 5 },
];

/** The first hit, and its first moment. */
async function first(text: string) {
  const { hits } = await here.engine.call('search.run', { text, limit: 5 });
  const [hit] = hits;
  return { name: hit && nameOf(hit.path), count: hits.length, moment: hit?.moments?.[0] };
}

describe.skipIf(!ffmpeg)('what is said in a video', () => {
  test('beside it, inside of it and in its chapters is found with its time', async () => {
    writeFileSync(join(here.world.root, 'words.srt'), srt.replace('birthday', 'wedding'));
    writeFileSync(join(here.world.root, 'chapters.txt'), chapters);
    makeVideo(join(here.world.root, 'plain.mp4'), scenes);
    makeVideo(inPhotos('party.mp4'), scenes);
    writeFileSync(inPhotos('party.en.srt'), srt);
    const inputs = (file: string) => ['-i', join(here.world.root, 'plain.mp4'), '-i', join(here.world.root, file)];
    runFfmpeg([...inputs('words.srt'), '-c', 'copy', '-c:s', 'mov_text', inPhotos('inside.mp4')]);
    runFfmpeg([...inputs('chapters.txt'), '-map_metadata', '1', '-c', 'copy', inPhotos('chapters.mkv')]);
    await plain('blue').jpeg().toFile(inPhotos('blue.jpg'));
    expect((await index()).counts).toMatchObject({ found: 4, searchable: 4 });
    expect(await first('happy BIRTHDAY')).toMatchObject({
      name: 'party.mp4',
      count: 4,
      moment: { time: 5000, end: 7000, words: 'Happy birthday, dear Ana!' },
    });
    expect(await first('誕生日')).toMatchObject({ moment: { time: 8000, words: '誕生日おめでとう' } });
    expect(await first('wedding')).toMatchObject({ name: 'inside.mp4', moment: { time: 5000 } });
    expect(await first('Übergabe der Ringe')).toMatchObject({ name: 'chapters.mkv', moment: { time: 4000 } });
    expect((await first('happy -birthday')).moment?.words).toBeUndefined();
    // What nobody says is found by what is seen.
    expect((await first('blue')).name).toBe('blue.jpg');
  });

  test('is printed, and in the JSON', async () => {
    makeVideo(inPhotos('party.mp4'), scenes);
    writeFileSync(inPhotos('party.srt'), srt);
    await index();
    const { out } = await polylens(here.world, ['search', 'happy birthday']);
    expect(out).toMatch(/party\.mp4@00:00:05\n +“Happy birthday, dear Ana!”\n/);
    const asJson = await polylens(here.world, ['search', 'happy birthday', '--json']);
    const { hits } = JSON.parse(asJson.out) as { hits: object[] };
    expect(hits[0]).toMatchObject({ moments: [{ at: 5, words: 'Happy birthday, dear Ana!' }, {}] });
  });
});

/** A folder with FFmpeg's programs, of which each note of a start is read and taken away. */
function counted() {
  const folder = join(here.world.root, 'counted');
  const notes = join(folder, 'notes');
  mkdirSync(folder);
  for (const name of ['ffmpeg', 'ffprobe'] as const) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\necho "$*" >> '${notes}'\nexec '${ffmpeg?.[name]}' "$@"\n`);
    chmodSync(file, 0o755);
  }
  const started = () => {
    const lines = existsSync(notes) ? readFileSync(notes, 'utf8').trim().split('\n') : [];
    rmSync(notes, { force: true });
    return lines;
  };
  return { folder, started };
}

describe.skipIf(!ffmpeg || process.platform === 'win32')('subtitles that come after their video', () => {
  afterEach(() => void delete process.env['POLYLENS_FFMPEG']);

  test('are read, changed and gone without the video being read anew', async () => {
    const { folder, started } = counted();
    process.env['POLYLENS_FFMPEG'] = folder;
    makeVideo(inPhotos('party.mp4'), scenes);
    makeVideo(inPhotos('party.part2.mp4'), [...scenes, ...scenes]);
    await index();
    expect(started().filter((line) => line.includes('rawvideo'))).toHaveLength(2);
    const said = async (text: string) => {
      const { embedded, counts } = await index();
      expect({ embedded, ...counts }).toMatchObject({ embedded: 0, searchable: 2, waiting: 0 });
      const { name, moment } = await first(text);
      return moment?.words === undefined ? undefined : `${name} ${moment.time}`;
    };
    expect(await said('wedding')).toBeUndefined();
    expect(started()).toEqual([]);
    writeFileSync(inPhotos('party.en.srt'), srt);
    writeFileSync(inPhotos('party.part2.srt'), srt.replace('birthday', 'wedding'));
    expect(await said('wedding')).toBe('party.part2.mp4 5000');
    expect(await said('birthday')).toBe('party.mp4 5000');
    writeFileSync(inPhotos('party.en.srt'), srt.replace('birthday', 'easter'));
    expect([await said('easter'), await said('birthday')]).toEqual(['party.mp4 5000', undefined]);
    renameSync(inPhotos('party.mp4'), inPhotos('film.mp4'));
    expect(await said('easter')).toBeUndefined();
    renameSync(inPhotos('party.en.srt'), inPhotos('film.srt'));
    expect(await said('easter')).toBe('film.mp4 5000');
    rmSync(inPhotos('film.srt'));
    expect([await said('easter'), await said('wedding')]).toEqual([undefined, 'party.part2.mp4 5000']);
    const lines = started();
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes('rawvideo'))).toEqual([]);
  });
});

const chapters = `;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=4000
END=9000
title=Die Übergabe der Ringe
`;
