import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { appleNote, raw, tiff } from '../fixtures/camera-files.ts';
import { heic } from '../fixtures/heic.ts';
import { plain } from '../fixtures/pictures.ts';
import { ffmpeg, missingFfmpeg, runFfmpeg } from '../fixtures/videos.ts';
import { countsIn, polylens } from './program.ts';
import { engineForEach } from './world-with-engine.ts';

if (!ffmpeg) process.stderr.write(`the test of Live Photos did not run: ${missingFfmpeg}\n`);

const here = engineForEach();
const { inPhotos, nameOf } = here;
const index = () => here.index(true);

/** What is found for itself, with what belongs to it. */
async function found(): Promise<Record<string, string[]>> {
  const { hits } = await here.engine.call('search.run', { text: 'red', limit: 9 });
  const { assets } = await here.engine.call('asset.list', {});
  expect(hits.map(({ asset }) => asset).toSorted()).toEqual(assets.toSorted());
  const named = hits.map(({ path, companions = [] }) => [nameOf(path), companions.map((other) => nameOf(other.path))]);
  return Object.fromEntries(named) as Record<string, string[]>;
}

/** A MOV of three red seconds as an iPhone would have written it. */
function makeLiveVideo(path: string, liveId: string): void {
  const apple = { 'content.identifier': liveId, creationdate: '2019-08-03T14:05:10+0200' };
  const tags = Object.entries(apple).flatMap(([name, value]) => ['-metadata', `com.apple.quicktime.${name}=${value}`]);
  const scene = ['-f', 'lavfi', '-i', 'color=c=0xdc141e:s=160x90:r=10:d=3'];
  runFfmpeg([...scene, '-c:v', 'mpeg4', '-movflags', 'use_metadata_tags', ...tags, `file:${path}`]);
}

test('a RAW and its JPEG are one hit, whatever becomes of either', async () => {
  const jpeg = await plain('red').jpeg().toBuffer();
  writeFileSync(inPhotos('DSC_1.NEF'), raw([jpeg]));
  writeFileSync(inPhotos('DSC_1.JPG'), jpeg);
  expect(await index()).toMatchObject({ counts: { found: 2, searchable: 2 } });
  expect(await found()).toEqual({ 'DSC_1.JPG': ['DSC_1.NEF'] });
  const { hits } = await here.engine.call('search.run', { text: 'red', limit: 1 });
  const details = await here.engine.call('asset.details', { asset: hits[0]?.asset ?? 0 });
  expect(details.companions).toEqual([{ asset: expect.any(Number), kind: 'raw', path: inPhotos('DSC_1.NEF') }]);

  renameSync(inPhotos('DSC_1.JPG'), inPhotos('best.jpg'));
  await index();
  expect(await found()).toEqual({ 'best.jpg': [], 'DSC_1.NEF': [] });
  renameSync(inPhotos('best.jpg'), inPhotos('DSC_1.jpg'));
  await index();
  expect(await found()).toEqual({ 'DSC_1.jpg': ['DSC_1.NEF'] });
  rmSync(inPhotos('DSC_1.jpg'));
  expect(await index()).toMatchObject({ counts: { found: 1, searchable: 1 }, missing: 1 });
  expect(await found()).toEqual({ 'DSC_1.NEF': [] });
});

test.skipIf(!ffmpeg)('a Live Photo is one hit, and a short video that only has the name is another', async () => {
  const exif = (liveId: string) => tiff({ exif: { 0x9003: '2019:08:03 14:05:09', 0x927c: appleNote(liveId) } });
  writeFileSync(inPhotos('IMG_1.HEIC'), heic({ exif: exif('A-A-A-A') }));
  makeLiveVideo(inPhotos('IMG_1.MOV'), 'A-A-A-A');
  writeFileSync(inPhotos('IMG_2.HEIC'), heic({ exif: exif('B-B-B-B'), turns: 1 }));
  makeLiveVideo(inPhotos('IMG_2.MOV'), 'of another');
  await index();
  expect(await found()).toEqual({ 'IMG_1.HEIC': ['IMG_1.MOV'], 'IMG_2.HEIC': [], 'IMG_2.MOV': [] });
});

describe('on the command line', () => {
  test('the other file is named below the hit and in JSON, and counts are of files', async () => {
    const jpeg = await plain('red').jpeg().toBuffer();
    writeFileSync(inPhotos('DSC_1.NEF'), raw([jpeg]));
    writeFileSync(inPhotos('DSC_1.JPG'), jpeg);
    const counts = countsIn(await polylens(here.world, ['index', here.world.photos, '--json']));
    expect(counts).toEqual({ found: 2, searchable: 2, waiting: 0, aside: 0 });
    const { out } = await polylens(here.world, ['search', 'red']);
    expect(out.split('\n')).toEqual([
      expect.stringMatching(/^ {2}1 {2}\d\.\d{3} {2}.*DSC_1\.JPG$/),
      `            with ${inPhotos('DSC_1.NEF')}`,
      '',
    ]);
    const asJson = await polylens(here.world, ['search', 'red', '--json']);
    expect(JSON.parse(asJson.out)).toMatchObject({
      hits: [{ path: inPhotos('DSC_1.JPG'), companions: [{ kind: 'raw', path: inPhotos('DSC_1.NEF') }] }],
    });
  });
});
