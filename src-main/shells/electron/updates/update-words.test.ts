import { expect, test } from 'vitest';
import { updateWords } from './update-words.ts';

const languages = ['en', 'de', 'fr', 'es', 'pt', 'ja', 'zh', 'ar'];
const namesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).toSorted();

test.each(languages)('in %s the same is said, of the same facts', (language) => {
  const english = updateWords(['en']);
  const said = updateWords([language]);
  for (const [key, text] of Object.entries(said)) {
    expect([key, text.trim()]).toEqual([key, text]);
    expect([key, namesIn(text)]).toEqual([key, namesIn(english[key as keyof typeof english])]);
  }
});

test('each language has words of its own for each problem', () => {
  expect(new Set(languages.map((language) => updateWords([language]).expired)).size).toBe(languages.length);
});

test('the first language that there is counts, by its first part, else English', () => {
  expect(updateWords(['xx', 'de-CH', 'fr'])).toEqual(updateWords(['de']));
  expect(updateWords(['constructor', 'xx'])).toEqual(updateWords(['en']));
});
