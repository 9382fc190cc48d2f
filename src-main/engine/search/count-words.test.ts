import { expect, test } from 'vitest';
import { countWords } from './count-words.ts';

// The same pairs as in the lab's test, for both must count alike.
test.each([
  ['dog', 1],
  ['  red   car ', 2],
  ['Hund am Strand', 3],
  ['誕生日ケーキ', 3],
  ['海辺を走る犬', 3],
  ['沙滩 上的狗', 3],
  ['สุนัขในสวน', 3],
  ['kid 犬', 2],
  ['', 0],
])('%s: %i', (text, words) => {
  expect(countWords(text)).toBe(words);
});
