import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectLanguage, languageIn } from './language.ts';

const all =
  'en de fr es it pt nl pl cs sk ru uk bg hr sr tr ar fa he hi bn ta th vi id ja ko zh sw el hu ro sv da no fi'.split(
    ' ',
  );

test.each([
  ['en', 'two children playing in the snow'],
  ['de', 'ein brauner Hund läuft am Strand entlang'],
  ['fr', 'une vieille maison au bord de la rivière'],
  ['es', 'una mujer con sombrero en la playa'],
  ['it', 'un gatto che dorme sul divano'],
  ['pt', 'crianças brincando na areia da praia'],
  ['pl', 'dziewczynka karmi gołębie w parku'],
  ['ru', 'мальчик едет на велосипеде'],
  ['ru', 'кошка на диване'],
  ['ru', 'море'],
  ['uk', 'дівчинка грає на піаніно'],
  ['sr', 'човек пије кафу њихове комшије'],
  ['tr', 'deniz kenarında yürüyen bir adam'],
  ['ar', 'رجل يركب دراجة في الشارع'],
  ['fa', 'پسری که در پارک بازی می‌کند'],
  ['he', 'ילדה עם בלון אדום'],
  ['hi', 'समुद्र तट पर बच्चे'],
  ['th', 'แมวนอนบนโซฟา'],
  ['el', 'σκύλος στην παραλία'],
  ['id', 'anak-anak bermain di pantai'],
  ['ja', '海辺を走る犬'],
  ['ko', '눈 속에서 노는 아이들'],
  ['zh', '在海滩上奔跑的狗'],
  ['sw', 'mtoto na mbwa kwenye nyasi'],
  ['hu', 'két gyerek játszik a hóban'],
  ['fi', 'kaksi lasta leikkii lumessa'],
  ['en', 'umbrella'],
  ['en', 'Dog'],
  ['de', 'Regenschirm'],
  ['de', 'Hund Strand'],
  // One of the words is an everyday name, and the letters of both would say Danish.
  ['en', '"dog -grass"'],
  ['pl', 'parasol'],
  ['bg', 'куче'],
  ['fa', 'سگ'],
  ['ja', '犬'],
])('%s: %s', (language, text) => {
  expect(detectLanguage(text, all)).toBe(language);
});

test('the guess is always one of the allowed, whatever the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.subarray(all, { minLength: 1 }), (text, allowed) => {
      expect(allowed).toContain(detectLanguage(text, allowed));
    }),
  );
});

test.each([
  // Many have the word, or none and the letters tell nothing, or they are not against it.
  ['baby', 'en', 'de'],
  ['Pfau', 'en', 'de'],
  ['Kraniche', 'it', 'de'],
  ['Kraniche', 'it', 'fr'],
  ['море', 'ru', 'bg'],
])('%s is %s, but %s for who speaks that', (text, guess, speaks) => {
  expect([detectLanguage(text, all), detectLanguage(text, all, speaks)]).toEqual([guess, speaks]);
});

test.each([
  ['parasol', 'pl'],
  ['кошка', 'ru'],
  ['wiewiórka', 'pl'],
  ['ein brauner Hund läuft am Strand entlang', 'de'],
])('%s stays %s, whatever a person speaks', (text, language) => {
  for (const speaks of ['en', 'sv', 'ja', 'tlh', '']) expect(detectLanguage(text, all, speaks)).toBe(language);
});

test('a tag names its language without script and region', () => {
  expect(['de-AT', 'zh-Hant-TW', 'nb-NO', 'nn', 'en_US'].map(languageIn)).toEqual(['de', 'zh', 'no', 'no', 'en']);
});
