import { afterEach, expect, test, vi } from 'vitest';
import type { Library } from './library/library.ts';
import type { Place } from './library/vectors.ts';
import { searchPictures, type SearchParts } from './search-pictures.ts';
import type { Calibration } from './values.ts';

afterEach(() => void vi.restoreAllMocks());

const signal = new AbortController().signal;

/** A search that finds nothing, and what it asked for in which order. */
function parts(): { parts: SearchParts; asked: string[] } {
  const asked: string[] = [];
  const never = () => Promise.reject(new Error('not asked'));
  const search: SearchParts = {
    library: { companions: { of: () => new Map() } } as unknown as Library,
    stageKey: 'fake@1/1',
    languages: ['en'],
    size: 0,
    nearest() {
      asked.push('nearest');
      return () => [];
    },
    said(words) {
      asked.push(`said ${words}`);
      return [];
    },
    async embedText(words) {
      asked.push(`encode ${words}`);
      await Promise.resolve();
      asked.push(`encoded ${words}`);
      return Float32Array.of(1);
    },
    embedFile: () => Promise.resolve(Float32Array.of(1)),
    embedPicture: never,
  };
  return { parts: search, asked };
}

test('what is said is looked up while the words are encoded', async () => {
  const { parts: search, asked } = parts();
  await searchPictures(search, { text: 'red car', limit: 5 }, signal);
  expect(asked).toEqual(['encode red car', 'said red car', 'encoded red car', 'nearest']);
});

test('what is to be without, and words beside a picture, are looked up nowhere', async () => {
  const { parts: search, asked } = parts();
  await searchPictures(search, { text: 'red car without people', limit: 5 }, signal);
  expect(asked.filter((each) => each.startsWith('said'))).toEqual(['said red car']);
  asked.length = 0;
  await searchPictures(search, { text: 'red car', limit: 5, like: { path: '/a.jpg' } }, signal);
  expect(asked.filter((each) => each.startsWith('said'))).toEqual([]);
});

test('the handing over to the encoder counts as encoding', async () => {
  let clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
  const { parts: search } = parts();
  const embedText = () => {
    clock += 40;
    return Promise.resolve(Float32Array.of(1));
  };
  const { took } = await searchPictures({ ...search, embedText }, { text: 'red car', limit: 5 }, signal);
  expect(took).toEqual({ total: 40, encode: 40, nearest: 0 });
});

const calibration: Calibration = {
  background: [Float32Array.of(0)],
  nearest: 1,
  sizes: [1, 10],
  fewWords: 3,
  few: { similarity: 100, expected: 0, size: 0, constant: -99.45 },
  many: { similarity: 100, expected: 0, size: 0, constant: -99.45 },
  threshold: 0.5,
};
const place = (asset: number): Place => ({
  asset,
  format: 'mp4',
  path: Buffer.from(`/${asset}`),
  width: 3,
  height: 2,
  details: {},
  offline: false,
  places: 1,
  video: { durationMs: 9000, posterMs: 0 },
});
const moment = { timeMs: 0, startMs: 0, endMs: 1000, embedding: Float32Array.of(0.1) };
const library = {
  companions: { of: () => new Map() },
  moments: {
    firstLabels: (assets: number[]) => new Map(assets.map((asset) => [asset, asset])),
    of: (assets: number[]) => new Map(assets.map((asset) => [asset, [moment]])),
  },
  vectors: { placesOf: (labels: number[]) => new Map(labels.map((label) => [label, place(label)])) },
} as unknown as Library;

test.each([{ told: calibration }, { told: undefined }])(
  'the first hits are the same however many are asked for',
  async ({ told }) => {
    // Those from 1000 on are said alone, 30 and 250 are seen, too, further down than what is asked for.
    const spoken = [...Array.from({ length: 60 }, (_, at) => 1000 + at), 30, 250];
    const search: SearchParts = {
      ...parts().parts,
      library,
      calibration: told,
      nearest: () => (count) =>
        Array.from({ length: count }, (_, at) => ({ label: at, similarity: 1 - at / 1000, place: place(at) })),
      said: () => spoken.map((asset) => ({ asset, startMs: 0, endMs: 500, text: 'red car' })),
    };
    const first = async (limit: number) => {
      const { hits, matching } = await searchPictures(search, { text: 'red car', limit }, signal);
      expect(hits).toHaveLength(limit);
      expect(matching).toBe(told && Math.min(limit, 68));
      return hits.map(({ asset }) => asset).slice(0, 20);
    };
    const few = await first(20);
    expect(few).toContain(1000);
    expect(await first(200)).toEqual(few);
    expect(await first(300)).toEqual(few);
  },
);
