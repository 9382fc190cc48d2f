import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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

const chapters = `;FFMETADATA1
[CHAPTER]
TIMEBASE=1/1000
START=4000
END=9000
title=Die Übergabe der Ringe
`;
