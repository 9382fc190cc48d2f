import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCaptions, recallOf } from './captions.ts';

const dog = { file: '/set/in/dog.jpg', text: 'a dog' };
const hund = { file: '/set/dog.jpg', text: 'ein "Hund"', language: 'de' };

test('captions divided by tabs, with what is wrong told by its line', () => {
  const content = '\uFEFFin/dog.jpg\ta dog\r\n\n/set/dog.jpg\tein "Hund"\tde\nno tab\n\tno file\nx.jpg\t \n';
  expect(readCaptions('/set/captions.tsv', content)).toEqual({
    captions: [dog, hund],
    faults: ['captions.tsv:4', 'captions.tsv:5', 'captions.tsv:6'].map((line) => `${line}: no file and caption`),
  });
});

test('captions as JSON, a line each', () => {
  const lines = [
    { file: 'in/dog.jpg', caption: 'a dog' },
    { file: 'dog.jpg', caption: 'ein "Hund"', language: 'de', more: 1 },
    { file: 7, caption: 'a dog' },
    null,
  ].map((line) => JSON.stringify(line));
  expect(readCaptions('/set/captions.jsonl', [...lines, '{"file"'].join('\n'))).toEqual({
    captions: [dog, hund],
    faults: ['captions.jsonl:3', 'captions.jsonl:4', 'captions.jsonl:5'].map((line) => `${line}: no file and caption`),
  });
});

test('whatever a file holds, each line is a caption, a fault or empty', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('/c.tsv', '/c.jsonl'), (content, name) => {
      const { captions, faults } = readCaptions(name, content);
      expect(captions.length + faults.length).toBeLessThanOrEqual(content.split('\n').length);
    }),
  );
});

test('recall counts those found so far down', () => {
  const ranks = [1, 1, 2, 5, 6, 10, undefined, undefined].map((rank) => ({ rank }));
  expect(recallOf(ranks)).toEqual({ 1: 2 / 8, 5: 4 / 8, 10: 6 / 8 });
  expect(recallOf([])).toEqual({ 1: 0, 5: 0, 10: 0 });
});
