import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heapGrowth } from '../../../test/fixtures/heap.ts';

/** The library whose table is used; loaded in its test alone, for it takes much memory. */
async function ofLibrary(text: string): Promise<string[]> {
  const { eld } = await import('eld/small');
  const scores = Object.entries(eld.detect(text).getScores());
  return scores.toSorted(([, one], [, other]) => other - one).map(([language]) => language);
}

const sentences = [
  'two children playing in the snow',
  "l'homme qu'on voit au bord de l'eau",
  'ein brauner Hund läuft am Strand entlang',
  'žlutý kůň na louce',
  'İstanbul boğazında bir gemi',
  'мальчик едет на велосипеде',
  'човек пије кафу',
  'رجل يركب دراجة في الشارع',
  'ילדה עם בלון אדום',
  'समुद्र तट पर बच्चे',
  'แมวนอนบนโซฟาข้างหน้าต่างในตอนเช้าที่บ้าน',
  'σκύλος στην παραλία',
  '在海滩上奔跑的狗',
  '海辺を走る犬と子どもたちが夕暮れの砂浜で遊んでいる',
  'hai con chó chạy trên bãi biển',
  'a, b: 12 o’clock',
];

test('the guess of a language takes less than 12 MB', async () => {
  const grown = await heapGrowth(async () => {
    const language = await import('./language.ts');
    expect(language.detectLanguage('kaksi lasta leikkii lumessa', ['en', 'fi', 'sv'])).toBe('fi');
    return language;
  });
  expect(grown).toBeLessThan(12);
});

test('languages are ranked as the library ranks them', { timeout: 60_000 }, async () => {
  const { likeliestLanguages } = await import('./ngram-scores.ts');
  const words = sentences.flatMap((sentence) => sentence.split(' '));
  const texts = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 }).map((parts) => parts.join(' '));
  const check = async (text: string) => {
    expect(likeliestLanguages(text), text).toEqual(await ofLibrary(text));
  };
  for (const sentence of sentences) await check(sentence);
  await fc.assert(fc.asyncProperty(texts, check));
});

test('a text without letters is in no language', async () => {
  const { likeliestLanguages } = await import('./ngram-scores.ts');
  expect(likeliestLanguages(' 12 - 34 😀')).toEqual([]);
});
