import { afterEach, expect, test, vi } from 'vitest';
import type { Library } from './library/library.ts';
import { searchPictures, type SearchParts } from './search-pictures.ts';

afterEach(() => void vi.restoreAllMocks());

const signal = new AbortController().signal;

/** A search that finds nothing, and what it asked for in which order. */
function parts(): { parts: SearchParts; asked: string[] } {
  const asked: string[] = [];
  const never = () => Promise.reject(new Error('not asked'));
  const search: SearchParts = {
    library: {} as Library,
    stageKey: 'fake@1/1',
    languages: ['en'],
    size: 0,
    nearest() {
      asked.push('nearest');
      return [];
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
