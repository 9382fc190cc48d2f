/** Searches of a library with bursts, videos, copies, films beside pictures and places that are away, against the plain way. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openIndex, type VectorIndex } from './index/vector-index.ts';
import { openLibraryToWrite, type Library } from './library/library.ts';
import { Companions } from './library/companions.ts';
import { Contents } from './library/contents.ts';
import { Cues } from './library/cues.ts';
import { databaseName, openDatabase, type Database } from './library/database.ts';
import { Moments } from './library/moments.ts';
import { Paths } from './library/paths.ts';
import { Vectors } from './library/vectors.ts';
import { nearestAssets, nearestHits, type Wanted } from './nearest-assets.ts';
import { rankVideo } from './search/rank-video.ts';
import { searchPictures, type SearchParts } from './search-pictures.ts';
import { dot, type Embedding, type Filter } from './values.ts';

const key = 'fake@1/1';
const dimension = 8;
const start = Date.UTC(2019, 5, 1, 12, 0, 1);

/** What a test library holds, as the test itself knows it. */
type Known = { paths: string[]; offline: boolean; second: number; moments: Moment[]; isVideo: boolean };
type Moment = { timeMs: number; startMs: number; endMs: number; embedding: Embedding };

let folder: string;
let library: Library;
let index: VectorIndex;
const known: Known[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-nearest-'));
  library = openLibraryToWrite(folder);
  ({ index } = await openIndex({ folder: join(folder, 'index'), dimension, stageKey: key }));
  for (let number = 0; number < 240; number += 1) put(number);
  library.files.setOffline({ folder: Buffer.from('/away'), without: [] });
  const gone = library.files.known(Buffer.from('/gone/'), Buffer.from('/gone0')).map(({ id }) => id);
  library.files.markMissing(gone);
});
afterAll(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

let seed = 7;
function random(): number {
  seed = (seed * 16_807) % 2_147_483_647;
  return seed / 2_147_483_647 - 0.5;
}

function unit(near?: Embedding): Embedding {
  const vector = Float32Array.from({ length: dimension }, (_, at) =>
    near ? (near[at] ?? 0) + random() / 50 : random(),
  );
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

const folders = ['/here', '/here/inner', '/away', '/gone'];

/** One content: each seventh a video, each fifth in a burst with the one before, some in two places. */
function put(number: number): void {
  const facts = factsOf(number);
  const { isVideo } = facts;
  const where = folders[number % folders.length] ?? '';
  const name = `${where}/${String(number).padStart(3, '0')}`;
  const ending = isVideo ? 'mkv' : 'jpg';
  const copies = number % 11 === 0 ? [`/here/copy of ${number}.${ending}`] : [];
  const paths = [...copies, `${name}.${ending}`];
  for (const path of paths) record(path, { hash: `${number}`, ...facts });
  // The RAW of a picture is shown with it, not for itself.
  if (number % 13 === 0 && !isVideo) record(`${name}.nef`, { hash: `raw ${number}`, ...facts });
  remember(paths, facts);
}

function factsOf(number: number): Omit<Facts, 'hash'> {
  const isVideo = number % 7 === 3;
  const before = known.at(-1);
  const inBurst = number % 5 === 1 && before?.isVideo === false && !isVideo;
  const own = unit(inBurst ? before.moments[0]?.embedding : undefined);
  const second = inBurst ? before.second + 1 : 60 * number;
  return { second, isVideo, moments: momentsAround(own, isVideo ? 1 + (number % 4) : 1) };
}

function momentsAround(first: Embedding, count: number): Moment[] {
  return Array.from({ length: count }, (_, at) => {
    return { timeMs: 1000 * at, startMs: 0, endMs: 4000, embedding: at === 0 ? first : unit(first) };
  });
}

/** A place that can be read comes before one that is away. */
function remember(paths: readonly string[], facts: Omit<Facts, 'hash'>): void {
  const inPlace = paths.filter((path) => !path.startsWith('/gone/'));
  const paired = inPlace.toSorted(
    (one, other) => Number(isAway(one)) - Number(isAway(other)) || (one < other ? -1 : 1),
  );
  if (paired.length > 0) known.push({ paths: paired, offline: paired.every(isAway), ...facts });
}

const isAway = (path: string) => path.startsWith('/away/');

type Facts = { hash: string; second: number; isVideo: boolean; moments: Moment[] };

function record(path: string, { hash, second, isVideo, moments }: Facts): void {
  library.files.update([{ path: Buffer.from(path), size: 1, modifiedMs: 1, changedMs: 1 }], []);
  const fileId = library.files.known(Buffer.from(path), Buffer.from(`${path}\0`))[0]?.id ?? 0;
  const said = [{ startMs: 0, endMs: 500, text: `hello number ${hash}` }];
  const content = {
    hash: Buffer.from(hash),
    width: 3,
    height: 2,
    format: isVideo ? 'mkv' : path.endsWith('.nef') ? 'raw' : 'jpeg',
    thumbhash: Uint8Array.of(7),
    details: { taken: { wall: start + 1000 * second, from: 'exif' as const } },
    ...(isVideo ? { video: { durationMs: 4000, posterMs: 0 }, cues: said } : {}),
  };
  const [{ embedding } = { embedding: unit() }] = moments;
  const added = library.vectors.record(key, [
    isVideo ? { kind: 'video', fileId, content, moments } : { kind: 'embedded', fileId, content, embedding },
  ]);
  for (const { label, embedding: vector } of added) index.add(label, vector);
}

/** All that a filter keeps, each compared, the best first. */
function plainly(embedding: Embedding, keeps: (one: Known) => boolean) {
  const scored = known.filter(keeps).map(({ paths, offline, isVideo, moments }) => {
    const likenesses = moments.map(({ embedding: own, ...moment }) => ({ ...moment, similarity: dot(embedding, own) }));
    const { score } = isVideo ? rankVideo(likenesses) : { score: likenesses[0]?.similarity ?? -1 };
    return { path: paths[0], offline, places: paths.length, score };
  });
  return scored.toSorted((one, other) => other.score - one.score);
}

const found = (wanted: Wanted) => nearestAssets({ ...wanted, index, library, stageKey: key });
const isBelow = (place: string) => (one: Known) => one.paths.some((path) => path.startsWith(`${place}/`));

test.each<[string, Filter | undefined, (one: Known) => boolean]>([
  ['without a filter', undefined, () => true],
  ['videos', { kind: 'video' }, ({ isVideo }) => isVideo],
  ['photos', { kind: 'photo' }, ({ isVideo }) => !isVideo],
  ['a time', { from: start + 1_000_000, to: start + 9_000_000 }, ({ second }) => second >= 1000 && second < 9000],
  ['a folder that is away', { folder: Buffer.from('/away') }, isBelow('/away')],
  ['a folder in another', { folder: Buffer.from('/here/inner') }, isBelow('/here/inner')],
])('what is found is what comparing all finds: %s', (_, filter, keeps) => {
  const asked = unit();
  const find = found({ embedding: asked, filter });
  for (const count of [1, 40, 7, 500]) {
    const hits = find(count).map(({ similarity, place }) => {
      const { path, offline, places } = place;
      return { path: path.toString(), offline, places, score: similarity };
    });
    const best = plainly(asked, keeps).slice(0, count);
    expect(hits).toEqual(best.map(({ score, ...place }) => ({ ...place, score: expect.closeTo(score, 5) as number })));
  }
});

test('a burst is folded, and no photo is lost by it', () => {
  const embedding = unit();
  const all = found({ embedding })(500);
  const folded = nearestHits(found({ embedding }), { library, count: 500, fold: true });
  expect(folded.filter(({ alike }) => alike.length > 0).length).toBeGreaterThan(10);
  const labels = folded.flatMap(({ hit, alike }) => [hit, ...alike]).map(({ label }) => label);
  expect(labels.toSorted((a, b) => a - b)).toEqual(all.map(({ label }) => label).toSorted((a, b) => a - b));
});

/** The same library, and how many statements were run in it. */
function counting(): { library: Library; count(): number; close(): void } {
  let count = 0;
  const database = openDatabase(join(folder, databaseName));
  const counted = {
    prepare(sql: string) {
      const statement = database.prepare(sql);
      const all = (...given: Parameters<typeof statement.all>) => {
        count += 1;
        return statement.all(...given);
      };
      return { all, get: (...given: Parameters<typeof statement.all>) => all(...given)[0] };
    },
  } as unknown as Database;
  const paths = new Paths();
  const cues = new Cues(counted, paths);
  const vectors = new Vectors(counted, new Contents(counted, cues), paths);
  const parts = { cues, vectors, moments: new Moments(counted), companions: new Companions(counted, paths) };
  return { library: { ...library, ...parts }, count: () => count, close: () => database.close() };
}

test.each([
  { text: 'red', fold: false },
  { text: 'red', fold: true },
  { text: 'hello', fold: true },
])('a page of 10 or 100 hits takes a dozen statements: $text, folded $fold', async ({ text, fold }) => {
  const never = () => Promise.reject(new Error('not asked'));
  for (const limit of [10, 100]) {
    const counted = counting();
    const parts: SearchParts = {
      library: counted.library,
      stageKey: key,
      size: index.size,
      languages: ['en'],
      nearest: (wanted) => nearestAssets({ ...wanted, index, library: counted.library, stageKey: key }),
      said: (words) => counted.library.cues.find(words),
      embedText: () => Promise.resolve(unit()),
      embedFile: never,
      embedPicture: never,
    };
    const filters = { kind: 'photo' as const };
    const input = { text, limit, fold, ...(text === 'red' ? { filters } : {}) };
    const { hits } = await searchPictures(parts, input, new AbortController().signal);
    expect(hits).toHaveLength(limit);
    expect(counted.count()).toBeLessThanOrEqual(12);
    counted.close();
  }
});
