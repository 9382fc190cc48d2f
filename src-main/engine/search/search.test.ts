import { expect, test } from 'vitest';
import { Search, type Hit } from './search.ts';

const never = new AbortController().signal;
const hits: Hit[] = [
  { label: 7, similarity: 0.9 },
  { label: 3, similarity: 0.4 },
];

function searchOver(seen: string[] = []) {
  return new Search({
    languages: ['en', 'de'],
    detectLanguage: () => 'de',
    embedText: (text) => {
      seen.push(text);
      return Promise.resolve(new Float32Array(4));
    },
    nearest: (_, count) => hits.slice(0, count),
  });
}

test('answers with the nearest, best first, and a guess of the language', async () => {
  expect(await searchOver().run({ text: 'roter Hund', limit: 1 }, never)).toEqual({
    query: 'roter Hund',
    language: 'de',
    hits: [hits[0]],
  });
});

test('a language that is named is taken as named', async () => {
  expect(await searchOver().run({ text: 'rot', limit: 9, language: 'en' }, never)).toMatchObject({ language: 'en' });
});

test('letters written in parts and stray spaces make no difference', async () => {
  const seen: string[] = [];
  for (const text of ['  gru\u0308ne\n\tBäume ', 'grüne Bäume']) await searchOver(seen).run({ text, limit: 1 }, never);
  expect(seen).toEqual(['grüne Bäume', 'grüne Bäume']);
});

test.each(['', '   ', '\n\t\u3000'])('a query of nothing (%j) is refused', async (text) => {
  await expect(searchOver().run({ text, limit: 1 }, never)).rejects.toMatchObject({ code: 'query.empty' });
});

test('a language the pack does not have is refused, and those it has are named', async () => {
  await expect(searchOver().run({ text: 'rot', limit: 1, language: 'tlh' }, never)).rejects.toMatchObject({
    code: 'language.unknown',
    detail: { language: 'tlh', known: ['en', 'de'] },
  });
});

test('a query that was given up is not searched', async () => {
  await expect(searchOver().run({ text: 'rot', limit: 1 }, AbortSignal.abort())).rejects.toThrow('aborted');
});
