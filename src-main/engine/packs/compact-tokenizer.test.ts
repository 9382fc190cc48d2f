import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heapGrowth } from '../../../test/fixtures/heap.ts';
import { tokenizerJson } from '../../../test/fixtures/fake-pack.ts';
import { compactTokenizer } from './compact-tokenizer.ts';

const file = new URL('../../../models/starter/tokenizer.json', import.meta.url);
const starter = () => JSON.parse(readFileSync(file, 'utf8')) as object;

test("the starter pack's tokenizer takes less than 24 MB", async () => {
  const grown = await heapGrowth(() => {
    const tokenizer = compactTokenizer(starter());
    expect(tokenizer.encode('a dog').ids).toHaveLength(4);
    return Promise.resolve(tokenizer);
  });
  expect(grown).toBeLessThan(24);
});

test.each([
  ['fake', tokenizerJson],
  ['starter', starter],
])('%s: the tokens of any text are those of the library alone', { timeout: 60_000 }, (_, json) => {
  const own = compactTokenizer(json());
  const library = new Tokenizer(json(), {});
  const words = fc.constantFrom(
    ...'red Regenschirm человек 海辺を走る犬 แมวนอน بحر 😀 <s> ﬁ un\u3000chien xqzw'.split(' '),
  );
  const texts = fc.oneof(
    fc.array(words, { maxLength: 8 }).map((parts) => parts.join(' ')),
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      expect(own.encode(text)).toEqual(library.encode(text));
    }),
  );
});

test('a tokenizer of another kind is left to the library', () => {
  const model = { type: 'WordPiece', unk_token: '?', vocab: { '?': 0, red: 1 }, max_input_chars_per_word: 100 };
  const json = { ...tokenizerJson(), model, added_tokens: [], pre_tokenizer: null, post_processor: null };
  expect(compactTokenizer(json).encode('red').ids).toEqual([1]);
});
