import { expect, test } from 'vitest';
import { Search, type Hit } from './search.ts';

const never = new AbortController().signal;
const hits: Hit[] = [
  { label: 7, similarity: 0.9 },
  { label: 3, similarity: 0.4 },
];

function searchOver(seen: string[] = [], told: string[] = []) {
  return new Search({
    languages: ['en', 'de'],
    named: ['en', 'de', 'te'],
    detectLanguage: () => 'de',
    calendar: () => ({ today: '2026-11-29', southern: false }),
    embedText: (text, language) => {
      seen.push(text);
      told.push(language);
      return Promise.resolve(new Float32Array(4));
    },
    nearest: (_, count) => hits.slice(0, count),
  });
}

test('answers with the nearest, best first, and a guess of the language', async () => {
  expect(await searchOver().run({ text: 'roter Hund', limit: 1 }, never)).toEqual({
    query: 'roter Hund',
    language: 'de',
    wanted: 'roter Hund',
    without: [],
    hits: [hits[0]],
  });
});

test('a language that is named is taken as named', async () => {
  expect(await searchOver().run({ text: 'rot', limit: 9, language: 'en' }, never)).toMatchObject({ language: 'en' });
});

test('the encoder is told the language of every part, also one that is never guessed', async () => {
  const told: string[] = [];
  const search = searchOver([], told);
  await search.run({ text: 'Hund ohne Leine', limit: 1 }, never);
  await search.run({ text: 'కుక్క', limit: 1, language: 'te' }, never);
  expect(told).toEqual(['de', 'de', 'te']);
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
    detail: { language: 'tlh', known: ['en', 'de', 'te'] },
  });
});

test('a query that was given up is not searched', async () => {
  await expect(searchOver().run({ text: 'rot', limit: 1 }, AbortSignal.abort())).rejects.toThrow('aborted');
});

/** Texts by their vectors: what each adds to the query's. */
const vectors: Readonly<Record<string, Float32Array>> = {
  Strand: Float32Array.of(1, 0, 0, 0),
  Leute: Float32Array.of(0, 1, 0, 0),
};

function searchSeeing(asked: Float32Array[]) {
  return new Search({
    languages: ['en', 'de'],
    detectLanguage: () => 'de',
    calendar: () => ({ today: '2026-11-29', southern: false }),
    embedText: (text) => Promise.resolve(vectors[text] ?? Float32Array.of(0, 0, 0, 1)),
    nearest: (embedding) => {
      asked.push(embedding);
      return hits;
    },
  });
}

test('what is not wanted is taken from the query, which stays a unit vector', async () => {
  const asked: Float32Array[] = [];
  const answer = await searchSeeing(asked).run({ text: 'Strand ohne Leute', limit: 1 }, never);
  expect(answer.without).toEqual(['Leute']);
  const [seen = []] = asked;
  expect([...seen].map((value) => Number(value.toFixed(3)))).toEqual([0.894, -0.447, 0, 0]);
});

test('all that is not wanted is kept out and told, in no more encodings than a few', async () => {
  const seen: string[] = [];
  const text = 'Strand -Leute -Hund -Auto -Boot -Möwe -Schirm';
  const { without } = await searchOver(seen).run({ text, limit: 1 }, never);
  expect(without).toEqual(['Leute', 'Hund', 'Auto', 'Boot', 'Möwe', 'Schirm']);
  expect(seen).toEqual(['Strand', 'Leute', 'Hund', 'Auto', 'Boot, Möwe, Schirm']);
});

test('a picture to be like stands alone or beside a text', async () => {
  const asked: Float32Array[] = [];
  const like = Float32Array.of(0, 0, 1, 0);
  await searchSeeing(asked).run({ text: ' ', limit: 1, like }, never);
  await searchSeeing(asked).run({ text: 'Strand', limit: 1, like }, never);
  expect(asked[0]).toEqual(like);
  expect([...(asked[1] ?? [])].map((value) => Number(value.toFixed(3)))).toEqual([0.707, 0, 0.707, 0]);
});

test('words that tell when keep hits to that time and are not looked for; in quotes they are', async () => {
  const asked: unknown[] = [];
  const search = new Search({
    languages: ['en'],
    detectLanguage: () => 'en',
    calendar: () => ({ today: '2026-11-29', southern: false }),
    embedText(text) {
      asked.push(text);
      return Promise.resolve(Float32Array.of(1, 0));
    },
    nearest(_, __, days) {
      asked.push(days);
      return hits;
    },
  });
  const days = { from: '2026-06-01', to: '2026-08-31' };
  const dated = await search.run({ text: 'beach last summer -people', limit: 1 }, never);
  expect(dated).toMatchObject({ query: 'beach last summer -people', period: { words: 'last summer', ...days } });
  const quoted = await search.run({ text: 'beach "last summer"', limit: 1 }, never);
  expect(quoted).not.toHaveProperty('period');
  const like = Float32Array.of(0, 1);
  await search.run({ text: 'last summer', limit: 1, like }, never);
  expect(asked).toEqual(['beach', 'people', days, 'beach "last summer"', undefined, days]);
});
