import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openLibraryToWrite, type Library } from './library.ts';

let folder: string;
let library: Library;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-cues-'));
  library = openLibraryToWrite(folder);
  library.files.update([{ path: Buffer.from('/p/film.mp4'), size: 1, modifiedMs: 1, changedMs: 1 }], []);
});
afterEach(() => {
  library.close();
  rmSync(folder, { recursive: true, force: true });
});

const texts = ['Straße über den Fluss', '浜辺を走る犬が好きです', 'a dog, a beach and "quotes" -- or NOT'];

/** Stores the film with these words, a second each. */
function store(words: readonly string[], fileId = 1, key = 'k'): void {
  const cues = words.map((text, at) => ({ startMs: 1000 * at, endMs: 1000 * at + 900, text }));
  const shape = { width: 3, height: 2, format: 'mp4', thumbhash: Uint8Array.of(1), details: {} };
  const content = { ...shape, hash: Buffer.from('film'), video: { durationMs: 9000, posterMs: 0 }, cues };
  const moments = [{ timeMs: 0, startMs: 0, endMs: 9000, embedding: Float32Array.of(1, 0) }];
  library.vectors.record(key, [{ kind: 'video', fileId, content, moments }]);
}

const found = (text: string) => library.cues.find(text, 10).map(({ startMs }) => startMs);

test.each([
  ['uber STRASSE', []],
  ['uber Straße', [0]],
  ['fluss', [0]],
  ['走る犬', [1000]],
  ['犬を走る', []],
  ['dog beach', [2000]],
  ['dog cat', []],
  ['"quotes" OR not', [2000]],
  ['NEAR(dog beach)', []],
  ['* ( ) : ^', []],
  ['', []],
])('%j is said at %j', (text, times) => {
  store(texts);
  expect(found(text)).toEqual(times);
});

test('what is said is that of the file as it is now, and goes with it', () => {
  store(texts);
  store(['something else']);
  expect([found('fluss'), found('something')]).toEqual([[], [0]]);
  expect(library.cues.find('else', 10)).toMatchObject([{ text: 'something else', endMs: 900 }]);
});

const photos = { folder: Buffer.from('/p'), without: [] };
const toHear = () => library.cues.unheard([photos]);
const seen = (beside: number, name = 'film') => {
  const path = Buffer.from(`/p/${name}.mp4`);
  library.files.update([{ path, size: 1, modifiedMs: 1, changedMs: 1, beside }], []);
};
const heard = (words: readonly string[], isWhole = true) => {
  const cues = words.map((text, at) => ({ startMs: 1000 * at, endMs: 1000 * at + 900, text }));
  return { asset: 1, isWhole, cues };
};
const idOf = (name: string) => {
  const path = Buffer.from(`/p/${name}.mp4`);
  return library.files.known(path, Buffer.concat([path, Buffer.alloc(1)]))[0]?.id ?? 0;
};
const paths = (file: number) => library.cues.toHear(file)?.paths.map(String);

test('where no folder is looked after nothing is to be heard', () => {
  seen(5);
  expect(library.cues.unheard([])).toEqual([]);
});

test('a video beside which something changed waits to be heard again, and for nothing else', () => {
  seen(5);
  store(texts);
  expect(toHear()).toEqual([]);
  seen(6);
  expect(toHear()).toEqual([1]);
  expect(library.files.waiting([photos], 'k')).toEqual({ perhapsMoved: [], others: [] });
  expect(library.files.counts('k')).toMatchObject({ searchable: 1, waiting: 0 });
  expect(library.cues.toHear(1)).toMatchObject({ asset: 1, endMs: 9000 });
  library.cues.heard(1, heard(['nothing else']));
  expect(toHear()).toEqual([]);
  expect([found('dog'), found('nothing else')]).toEqual([[], [0]]);
  seen(0);
  expect(toHear()).toEqual([1]);
});

test('the same video under another name is heard again, with what lies beside all its files', () => {
  seen(0, 'copy');
  seen(5);
  store(texts);
  library.vectors.record('k', [{ kind: 'known', fileId: 2, contentId: 1 }]);
  expect(toHear()).toEqual([2]);
  expect(paths(2)).toEqual(['/p/copy.mp4', '/p/film.mp4']);
  library.files.update([], [1]);
  expect(paths(2)).toEqual(['/p/copy.mp4']);
  library.cues.heard(2, heard([]));
  seen(0, 'another');
  library.vectors.record('k', [{ kind: 'known', fileId: idOf('another'), contentId: 1 }]);
  expect(toHear()).toEqual([]);
});

test('a video in however many copies is heard whole, once for all of them, from those that have words beside them', () => {
  const [withWords, without] = [Array.from({ length: 20 }, (_, at) => `with-${at}`), ['without-1', 'without-2']];
  store(['beside nothing now']);
  for (const [at, name] of [...withWords, ...without].entries()) {
    seen(withWords.includes(name) ? 7 : 0, name);
    library.vectors.record('k', [{ kind: 'known', fileId: at + 2, contentId: 1 }]);
  }
  expect(toHear()).toHaveLength(22);
  expect(paths(2)?.toSorted()).toEqual(withWords.map((name) => `/p/${name}.mp4`).toSorted());
  expect(library.cues.toHear(2)?.isWhole).toBe(true);
  library.cues.heard(2, heard(['beside all']));
  expect([found('nothing'), found('beside all')]).toEqual([[], [0]]);
  expect([toHear(), library.cues.toHear(3)]).toEqual([[], undefined]);
});

test('copies of a video that are read at once are heard again with what lies beside both', () => {
  seen(0, 'copy');
  seen(5);
  store(texts);
  store([], 2);
  expect(toHear()).toEqual([2]);
  expect(paths(2)).toEqual(['/p/copy.mp4', '/p/film.mp4']);
});

describe('what is said beside a copy that is unplugged', () => {
  /** The film, with words beside it, and its copy, with others; both are heard. */
  beforeEach(() => {
    seen(5);
    store(['beside the film']);
    seen(7, 'copy');
    library.vectors.record('k', [{ kind: 'known', fileId: idOf('copy'), contentId: 1 }]);
    library.cues.heard(idOf('copy'), heard(['beside the film', 'beside the copy']));
    library.files.update([], [1]);
  });

  /** As the flow does it. */
  const hear = (words: readonly string[]) => {
    const [id = 0] = toHear();
    library.cues.heard(id, heard(words, library.cues.toHear(id)?.isWhole));
    return id;
  };

  test('stays when the other one is heard, until both are heard together', () => {
    seen(8, 'copy');
    expect(hear(['corrected', 'beside the copy'])).toBe(idOf('copy'));
    expect([found('beside film'), found('corrected'), found('beside copy')]).toEqual([[0], [0], [1000]]);
    expect(toHear()).toEqual([]);
    seen(5);
    expect(library.cues.toHear(1)?.isWhole).toBe(true);
    expect(hear(['beside the film', 'corrected'])).toBe(1);
    expect([found('beside film'), found('corrected'), found('beside copy')]).toEqual([[0], [1000], []]);
    expect(toHear()).toEqual([]);
  });

  test('stays when a new copy is heard, and nothing is heard again for it', () => {
    seen(0, 'another');
    library.vectors.record('k', [{ kind: 'known', fileId: idOf('another'), contentId: 1 }]);
    expect(hear([])).toBe(idOf('another'));
    expect([found('beside film'), found('beside copy')]).toEqual([[0], [1000]]);
    seen(5);
    expect(toHear()).toEqual([]);
  });

  test.each(['k', 'another pack'])('stays when the other one is read anew for %s', (key) => {
    store(['corrected', 'beside the copy'], idOf('copy'), key);
    expect([found('beside film'), found('beside copy')]).toEqual([[0], [1000]]);
    expect(toHear()).toEqual([idOf('copy')]);
  });

  test('goes with it when it is taken for missing and the other one is heard', () => {
    library.files.markMissing([1]);
    seen(8, 'copy');
    hear(['beside the copy']);
    expect(found('beside film')).toEqual([]);
  });
});

test('a video that leaves the library while it is heard takes nothing else with it', () => {
  store(texts);
  library.files.forget(photos);
  library.vectors.dropUnused();
  library.cues.heard(1, heard(['heard too late']));
  expect(found('late')).toEqual([]);
});

test('whether any video is to be heard again is told without a look at every file', () => {
  const files = Array.from({ length: 20_000 }, (_, at) => {
    return { path: Buffer.from(`/p/${at}.jpg`), size: 1, modifiedMs: 1, changedMs: 1 };
  });
  library.files.update(files, []);
  const counted = quickest(() => library.files.count(photos, { met: true }));
  expect(quickest(toHear)).toBeLessThan(counted / 5);
});

function quickest(work: () => unknown): number {
  const times = Array.from({ length: 10 }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  return Math.min(...times);
}

test('many thousand words beside each of two copies cost seconds at most', { timeout: 60_000 }, () => {
  const words = (beside: string) => Array.from({ length: 20_000 }, (_, at) => `line ${at} beside ${beside}`);
  seen(5);
  store(words('one'));
  seen(7, 'copy');
  const begun = performance.now();
  store(words('other'), 2);
  expect(performance.now() - begun).toBeLessThan(8000);
  expect([library.cues.find('one', 99_999).length, library.cues.find('other', 99_999).length]).toEqual([
    20_000, 20_000,
  ]);
});
