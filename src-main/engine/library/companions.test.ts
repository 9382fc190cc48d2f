import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Content, Taken } from '../values.ts';
import { openDatabase } from './database.ts';
import { companions } from './companions.ts';
import { openLibraryToWrite, type Library } from './library.ts';

const key = 'fake@1/1';
const noon = Date.parse('2019-08-03T12:00:00Z');
const hour = 3_600_000;
const day = 24 * hour;
let folder: string;
let library: Library;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-companions-'));
  library = openLibraryToWrite(folder);
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

type Given = {
  taken?: number;
  from?: Taken['from'];
  liveId?: string;
  /** Of a video. */
  seconds?: number;
  format?: string;
  /** What is in it; by default its own name. */
  holds?: string;
};

const formats: Record<string, string> = {
  jpg: 'jpeg',
  heic: 'heic',
  dng: 'raw',
  nef: 'raw',
  mov: 'mov',
  mp4: 'mp4',
  mp: 'mp4',
  gif: 'gif',
};
const videos = ['mov', 'mp4', 'mp', 'gif'];

function idOf(path: string): number {
  return library.files.known(Buffer.from(path), Buffer.from(`${path}\0`))[0]?.id ?? 0;
}

/** Puts a searchable file in place. */
function put(path: string, given: Given = {}) {
  library.files.update([{ path: Buffer.from(path), size: 1, modifiedMs: 1, changedMs: 1 }], []);
  const fileId = idOf(path);
  const content = contentOf(path, given);
  const embedding = Float32Array.of(1, 0);
  const moments = [{ timeMs: 0, startMs: 0, endMs: 1, embedding }];
  library.vectors.record(key, [
    content.video ? { kind: 'video', fileId, content, moments } : { kind: 'embedded', fileId, content, embedding },
  ]);
}

function contentOf(
  path: string,
  { taken = noon, from = 'exif', liveId, seconds = 3, format, holds = path }: Given,
): Content {
  const ending = path.slice(path.lastIndexOf('.') + 1).toLowerCase();
  return {
    hash: Buffer.from(holds),
    width: 3,
    height: 2,
    format: format ?? formats[ending] ?? 'jpeg',
    thumbhash: Uint8Array.of(7),
    details: { taken: { wall: taken, from }, ...(liveId === undefined ? {} : { liveId }) },
    ...(videos.includes(ending) ? { video: { durationMs: seconds * 1000, posterMs: 0 } } : {}),
  };
}

/** What is found for itself, and in brackets what belongs to it; the same however it is asked for. */
function shown(): string[] {
  const { assets } = library.assets.list();
  const found = library.vectors.labels(key).flatMap((label) => library.vectors.placeOf(label)?.asset ?? []);
  expect(found.toSorted()).toEqual(assets.toSorted());
  expect(library.choices.months().reduce((sum, { count }) => sum + count, 0)).toBe(assets.length);
  const nameOf = (asset: number) => basename(String(library.assets.details(asset)?.paths[0]));
  return assets
    .map((asset) => {
      const with_ = (library.companions.of([asset]).get(asset) ?? []).map(
        ({ path, kind }) => `${kind} ${basename(String(path))}`,
      );
      return with_.length > 0 ? `${nameOf(asset)} (${with_.join(', ')})` : nameOf(asset);
    })
    .toSorted();
}

test('the video of a Live Photo and the RAW of a JPEG are shown with the picture', () => {
  put('/p/IMG_1.HEIC');
  put('/p/IMG_1.MOV', { taken: noon + 2 * hour, from: 'video' });
  put('/p/DSC_1.NEF');
  put('/p/DSC_1.JPG');
  put('/p/IMG_2.DNG');
  put('/p/IMG_2.HEIC');
  put('/p/IMG_2.MOV');
  expect(shown()).toEqual([
    'DSC_1.JPG (raw DSC_1.NEF)',
    'IMG_1.HEIC (video IMG_1.MOV)',
    'IMG_2.HEIC (raw IMG_2.DNG, video IMG_2.MOV)',
  ]);
});

test('the film of a Motion Photo that Google hands out beside it is shown with the picture', () => {
  put('/p/PXL_1.MP.jpg');
  put('/p/PXL_1.MP', { from: 'video' });
  put('/p/PXL_2.MP.jpg');
  put('/q/PXL_2.MP');
  put('/p/PXL_3.MP', { taken: noon + 2 * day });
  put('/p/PXL_3.MP.jpg');
  put('/p.MP/4.jpg');
  put('/p.MP', { holds: "a file of a folder's name" });
  expect(shown()).toEqual([
    '4.jpg',
    'PXL_1.MP.jpg (video PXL_1.MP)',
    'PXL_2.MP',
    'PXL_2.MP.jpg',
    'PXL_3.MP',
    'PXL_3.MP.jpg',
    'p.MP',
  ]);
});

const strangers: [what: string, one: [string, Given], other: [string, Given]][] = [
  ['a long video', ['/p/a.jpg', {}], ['/p/a.mov', { seconds: 7 }]],
  ['a video of another day', ['/p/a.jpg', {}], ['/p/a.mov', { taken: noon + 2 * day }]],
  ['a video of another Live Photo', ['/p/a.jpg', { liveId: 'one' }], ['/p/a.mov', { liveId: 'other' }]],
  ['a video in another folder', ['/p/a.jpg', {}], ['/p/q/a.mov', {}]],
  ['a name that only begins alike', ['/p/a.jpg', {}], ['/p/a.b.mov', {}]],
  ['a name that only ends alike', ['/p/a.jpg', {}], ['/p/aa.mov', {}]],
  ['an animation', ['/p/a.jpg', {}], ['/p/a.gif', {}]],
  ['two RAW photos', ['/p/a.dng', {}], ['/p/a.nef', {}]],
  ['two pictures', ['/p/a.jpg', {}], ['/p/a.heic', {}]],
  ['names without an ending in folders with one', ['/p/x.y/a', { format: 'jpeg' }], ['/p/x.z', { format: 'raw' }]],
  ['a RAW of another day', ['/p/a.jpg', {}], ['/p/a.nef', { taken: noon + 2 * day }]],
];

test.each(strangers)('%s: both are shown for themselves', (_, [one, about], [other, aboutOther]) => {
  put(one, about);
  put(other, aboutOther);
  expect(shown()).toEqual([one, other].map((path) => basename(path)).toSorted());
});

test('the identifier tells more than times, and a RAW needs none', () => {
  put('/p/a.jpg', { liveId: 'one' });
  put('/p/a.mov', { liveId: 'one', taken: noon + 99 * day });
  put('/p/b.jpg', { taken: noon + 99 * day, from: 'modified' });
  put('/p/b.nef');
  expect(shown()).toEqual(['a.jpg (video a.mov)', 'b.jpg (raw b.nef)']);
});

test('what belongs to a picture is found for itself once that is gone, moved away or set aside, and with it again after', () => {
  put('/p/a.jpg');
  put('/p/a.mov');
  const id = idOf('/p/a.jpg');
  library.files.update([], [id]);
  expect(shown(), 'offline').toEqual(['a.jpg (video a.mov)']);
  library.files.markMissing([id]);
  expect(shown(), 'gone').toEqual(['a.mov']);
  library.files.update([{ path: Buffer.from('/p/a.jpg'), size: 1, modifiedMs: 1, changedMs: 1 }], []);
  expect(shown(), 'back').toEqual(['a.jpg (video a.mov)']);
  put('/p/q/a.jpg', { holds: '/p/a.jpg' });
  library.files.dropMoved([id]);
  expect(shown(), 'moved').toEqual(['a.jpg', 'a.mov']);
  put('/p/q/a.mov', { holds: '/p/a.mov' });
  expect(shown(), 'a copy beside it, and one alone').toEqual(['a.jpg (video a.mov)', 'a.mov']);
  library.files.dropMoved([idOf('/p/a.mov')]);
  expect(shown(), 'together again').toEqual(['a.jpg (video a.mov)']);
});

test('names that are not UTF-8 or hold dots and quotes pair as others do', () => {
  const odd = (ending: string) => Buffer.concat([Buffer.from("/p/it's.\xff.", 'latin1'), Buffer.from(ending)]);
  put('/p/x.jpg');
  put('/p/x.mov');
  const database = openDatabase(join(folder, 'library.sqlite'));
  const rename = database.prepare('UPDATE file SET path = ? WHERE path = ?');
  for (const ending of ['jpg', 'mov']) rename.run(odd(ending), Buffer.from(`/p/x.${ending}`));
  database.close();
  expect(library.assets.list().assets).toHaveLength(1);
  expect(
    library.companions
      .of([1])
      .get(1)
      ?.map(({ path }) => path),
  ).toEqual([odd('mov')]);
});

test('what lies beside a file is looked up, not searched for', () => {
  const database = openDatabase(join(folder, 'library.sqlite'));
  const plan = database.prepare(`EXPLAIN QUERY PLAN ${companions}`).all() as { detail: string }[];
  database.close();
  const steps = plan.map(({ detail }) => detail);
  expect(steps.filter((step) => step.startsWith('SCAN') && step !== 'SCAN mine')).toEqual([]);
  expect(steps.join('\n')).toMatch(/SEARCH near USING INDEX \S+ \(path>\? AND path<\?\)/);
});
