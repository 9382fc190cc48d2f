import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuery } from './parse-query.ts';

test.each([
  ['beach -people', 'en', { wanted: 'beach', without: ['people'] }],
  ['-people beach', 'en', { wanted: 'beach', without: ['people'] }],
  ['beach -people -people', 'en', { wanted: 'beach', without: ['people'] }],
  ['street −car -"traffic light"', 'en', { wanted: 'street', without: ['car', 'traffic light'] }],
  ['beach without people', 'en', { wanted: 'beach', without: ['people'] }],
  ['dog without leash on the beach', 'en', { wanted: 'dog on the beach', without: ['leash'] }],
  ['man with no hat', 'en', { wanted: 'man', without: ['hat'] }],
  ['beach, no people', 'en', { wanted: 'beach', without: ['people'] }],
  ['Hund ohne Leine, im Schnee', 'de', { wanted: 'Hund im Schnee', without: ['Leine'] }],
  ['plage sans personne', 'fr', { wanted: 'plage', without: ['personne'] }],
  ['playa sin gente', 'es', { wanted: 'playa', without: ['gente'] }],
  ['praia sem pessoas', 'pt', { wanted: 'praia', without: ['pessoas'] }],
  ['пляж без людей', 'ru', { wanted: 'пляж', without: ['людей'] }],
  ['plaża bez ludzi', 'pl', { wanted: 'plaża', without: ['ludzi'] }],
  ['παραλία χωρίς κόσμο', 'el', { wanted: 'παραλία', without: ['κόσμο'] }],
  ['شاطئ بدون ناس', 'ar', { wanted: 'شاطئ', without: ['ناس'] }],
  ['חוף בלי אנשים', 'he', { wanted: 'חוף', without: ['אנשים'] }],
  ['pantai tanpa orang', 'id', { wanted: 'pantai', without: ['orang'] }],
  ['bãi biển không có người', 'vi', { wanted: 'bãi biển', without: ['người'] }],
  ['ufuo bila watu', 'sw', { wanted: 'ufuo', without: ['watu'] }],
  ['emberek nélküli strand', 'hu', { wanted: 'strand', without: ['emberek'] }],
  ['insan olmayan plaj', 'tr', { wanted: 'plaj', without: ['insan'] }],
  ['लोगों के बिना समुद्र तट', 'hi', { wanted: 'समुद्र तट', without: ['लोगों'] }],
  ['사람이 없는 해변', 'ko', { wanted: '해변', without: ['사람'] }],
  ['人のいない海', 'ja', { wanted: '海', without: ['人'] }],
  ['海 人なし', 'ja', { wanted: '海', without: ['人'] }],
  ['没有人的海滩', 'zh', { wanted: '海滩', without: ['人'] }],
  ['海滩上没有人', 'zh', { wanted: '海滩', without: ['人'] }],
  ['Strand ohne „zwei Hunde“', 'de', { wanted: 'Strand', without: ['zwei Hunde'] }],
  ['"no entry" sign without "a car"', 'en', { wanted: '"no entry" sign', without: ['a car'] }],
  ['צה"ל בחוף -ארה"ב', 'he', { wanted: 'צה"ל בחוף', without: ['ארה"ב'] }],
  ['חוף \u200F-אנשים', 'he', { wanted: 'חוף', without: ['אנשים'] }],
  ['شاطئ -ناس، غروب', 'ar', { wanted: 'شاطئ غروب', without: ['ناس'] }],
  ['海滩 －人，日落', 'zh', { wanted: '海滩 日落', without: ['人'] }],
  ['海滩 -“两个人”', 'zh', { wanted: '海滩', without: ['两个人'] }],
  ['ชายหาดที่ไม่มีคน', 'th', { wanted: 'ชายหาด', without: ['คน'] }],
])('%s (%s)', (text, language, parsed) => {
  expect(parseQuery(text, language)).toEqual(parsed);
});

test.each([
  ['T-shirt', 'en'],
  ['black - white', 'en'],
  ['man with a 3-4 year old', 'en'],
  // Words that mean "without" elsewhere.
  ['sin city skyline', 'en'],
  ['bila mačka na krovu', 'hr'],
  ['no smoking sign', 'de'],
  // Nothing but what is not wanted: as it stands, rather than an empty query.
  ['without people', 'en'],
  ['-people', 'en'],
  ['ohne', 'de'],
  // Quoted.
  ['"beach +dog"', 'en'],
  ['“beach -people” at night', 'en'],
  ['„Haus ohne Dach“', 'de'],
  ['man "with no hat"', 'en'],
  ['「人なしの海」', 'ja'],
  // Numbers.
  ['frozen lake at -5°', 'en'],
  ['smile +1', 'en'],
  ['frozen lake at -20°C', 'en'],
  ['ice -5 km from home', 'en'],
  ['call +49123456', 'en'],
  // Quotes that nothing closes, and what is none.
  ['beach "+dog', 'en'],
  ['TV 6" and 8"', 'en'],
  ['nélkül', 'hu'],
  ['', 'en'],
])('%s (%s) stays whole', (text, language) => {
  expect(parseQuery(text, language)).toEqual({ wanted: text, without: [] });
});

test.each([
  ['beach +dog', 'en', { wanted: 'beach dog', without: [], also: ['dog'] }],
  ['+dog beach', 'en', { wanted: 'beach dog', without: [], also: ['dog'] }],
  [
    'beach +"two dogs" -people +cat',
    'en',
    { wanted: 'beach two dogs cat', without: ['people'], also: ['two dogs', 'cat'] },
  ],
  ['Strand ohne Leute +Hund', 'de', { wanted: 'Strand Hund', without: ['Leute'], also: ['Hund'] }],
  ['没有人的海滩 ＋狗', 'zh', { wanted: '海滩 狗', without: ['人'], also: ['狗'] }],
  ['+dog -cat', 'en', { wanted: 'dog', without: ['cat'], also: ['dog'] }],
  ['+dog', 'en', { wanted: 'dog', without: [], also: ['dog'] }],
  ['beach -"rock +roll"', 'en', { wanted: 'beach', without: ['rock +roll'] }],
  ['beach +"dogs -cats" -boat', 'en', { wanted: 'beach dogs -cats', without: ['boat'], also: ['dogs -cats'] }],
  ['beach +dog +dog', 'en', { wanted: 'beach dog', without: [], also: ['dog'] }],
  ['Strand +„zwei Hunde“', 'de', { wanted: 'Strand zwei Hunde', without: [], also: ['zwei Hunde'] }],
  ['“beach -sand” +dog', 'en', { wanted: '“beach -sand” dog', without: [], also: ['dog'] }],
  ['garage -4x4 -80s', 'en', { wanted: 'garage', without: ['4x4', '80s'] }],
  ['lake at -5° +(two dogs)', 'en', { wanted: 'lake at -5° two dogs', without: [], also: ['two dogs'] }],
])('what %s (%s) asks for besides is said with the rest', (text, language, parsed) => {
  expect(parseQuery(text, language)).toEqual(parsed);
});

test.each(['C++ book', '2 + 3', 'a +', '+', '++', 'rock+roll', 'A+ grade'])('%s asks for nothing besides', (text) => {
  expect(parseQuery(text, 'en')).toEqual({ wanted: text, without: [] });
});

test('twenty things are taken out, however they are said; what is said of others is left to the encoder', () => {
  const things = Array.from({ length: 22 }, (_none, at) => `Ding${at}`);
  const first = things.slice(0, 20);
  expect(parseQuery(`Strand ${things.map((thing) => `ohne ${thing}`).join(', ')}`, 'de')).toEqual({
    wanted: 'Strand ohne Ding20, ohne Ding21',
    without: first,
  });
  const signed = parseQuery(`Strand ${first.map((thing) => `-${thing}`).join(' ')}`, 'de');
  expect(signed).toEqual({ wanted: 'Strand', without: first });
});

test('whatever is typed gives a query that wants something, in time', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('-', '"', 'ohne', '没有', 'なし', '없는', ','),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), fc.constantFrom('en', 'de', 'ja', 'hu'), (words, language) => {
      const text = words.join(' ');
      const { wanted, without } = parseQuery(text, language);
      expect(wanted === '').toBe(text === '');
      expect(without.length).toBeLessThanOrEqual(20);
      expect(new Set(without).size).toBe(without.length);
      expect(without.every((thing) => thing !== '')).toBe(true);
    }),
  );
});
