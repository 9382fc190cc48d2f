import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokenizerJson } from '../../../test/fixtures/fake-pack.ts';
import { openTokenizer } from './tokenizer.ts';

const [START, END, UNKNOWN] = [0, 2, 3];
const tokenise = (text: string) => openTokenizer(tokenizerJson(), { maxTokens: 16 })(text).ids;

test('a word of the vocabulary is one token between the special ones', () => {
  const ids = tokenise('red');
  expect(ids).toHaveLength(3);
  expect(ids).toEqual([START, ids[1], END]);
  expect(ids).not.toContain(UNKNOWN);
});

test('never gives more than maxTokens, and always both special tokens, whatever the text', () => {
  const most = fc.integer({ min: 2, max: 40 });
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: 'grapheme', maxLength: 300 }));
  fc.assert(
    fc.property(text, most, (query, maxTokens) => {
      const ids = openTokenizer(tokenizerJson(), { maxTokens })(query).ids;
      expect(ids.length).toBeLessThanOrEqual(maxTokens);
      expect([ids.at(0), ids.at(-1)]).toEqual([START, END]);
    }),
  );
});

test('what is cut off does not change what is kept', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('red', 'grün', '赤', 'x'), { minLength: 20, maxLength: 60 }), (words) => {
      expect(tokenise(words.join(' '))).toEqual(tokenise(words.slice(0, 20).join(' ')));
    }),
  );
});

test('half a surrogate pair and ten thousand characters are read like any other text', () => {
  expect(tokenise('red \ud83d').at(-1)).toBe(END);
  expect(tokenise('x'.repeat(10_000))).toHaveLength(16);
});

test('a text is filled up where the model wants that, and the mask says what is text', () => {
  const padded = openTokenizer(tokenizerJson(), { maxTokens: 6, padding: 1 });
  const [start, red, end] = tokenise('red');
  expect(padded('red')).toEqual({ ids: [start, red, end, 1, 1, 1], mask: [1, 1, 1, 0, 0, 0] });
  expect(padded('x'.repeat(99)).mask).toEqual([1, 1, 1, 1, 1, 1]);
});

test('canonical texts have neither capitals nor punctuation of ASCII, but that of other scripts', () => {
  const canonical = openTokenizer(tokenizerJson(), { maxTokens: 16, cleaning: 'canonical' });
  expect(canonical(' Red,  "rot"! ')).toEqual(canonical('red rot'));
  // As open_clip cleans them: an underscore is a space.
  expect(canonical('red_rot')).toEqual(canonical('red rot'));
  expect(canonical('赤。')).not.toEqual(canonical('赤'));
});
