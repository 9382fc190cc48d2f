// `node scripts/pack-ngrams.mjs`, after another version of eld was installed: writes its small table of n-grams as
// src-main/engine/search/ngrams.bin, which says the same in a hundredth of the memory (its form: ngram-scores.ts there).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './set-up.mjs';

const library = join(root, 'node_modules', 'eld', 'src');
const { ngramsData } = await import(join(library, 'ngrams', 'small.js'));
const { dictionary } = await import(join(library, 'dictionary.js'));

/** The byte that a letter stands for; several bytes have a space, but none that a word is made of. */
const byteOf = new Map(dictionary.map((letter, byte) => [letter, byte]));
byteOf.delete(' ');

const groups = [[], [], [], []];
for (const [ngram, scores] of Object.entries(ngramsData.ngrams)) {
  const group = (ngram.startsWith(' ') ? 1 : 0) + (ngram.endsWith(' ') ? 2 : 0);
  groups[group].push({ key: keyOf(ngram.trim()), scores: Object.entries(scores) });
}
for (const group of groups) group.sort((one, other) => one.key - other.key);
const ngrams = groups.flat();
const languages = Object.values(ngramsData.languages);

writeFileSync(
  join(root, 'src-main', 'engine', 'search', 'ngrams.bin'),
  Buffer.concat([
    Buffer.from(Uint32Array.from([languages.length, ...groups.map(({ length }) => length)]).buffer),
    Buffer.from(Uint32Array.from(ngrams, ({ key }) => key).buffer),
    bytes(ngrams.map(({ scores }) => scores.length)),
    bytes(ngrams.flatMap(({ scores }) => scores.map(([language]) => Number(language)))),
    bytes(ngrams.flatMap(({ scores }) => scores.map(([, score]) => score))),
    Buffer.from(languages.join(''), 'latin1'),
  ]),
);

/** At most four letters as one number. */
function keyOf(letters) {
  if (letters.length > 4) throw new Error(`"${letters}" is longer than four bytes`);
  return [...letters].reduce((key, letter) => {
    const byte = byteOf.get(letter);
    if (byte === undefined) throw new Error(`"${letter}" stands for no byte`);
    return key * 256 + byte;
  }, 0);
}

function bytes(numbers) {
  const wrong = numbers.find((number) => !Number.isInteger(number) || number < 0 || number > 255);
  if (wrong !== undefined) throw new Error(`${wrong} is no byte`);
  return Buffer.from(numbers);
}
