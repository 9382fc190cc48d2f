import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutOut, readSigns } from '../../src-main/contract/index.ts';
import { parseQuery } from '../../src-main/engine/search/parse-query.ts';
import { dropSign } from '../../src-renderer/search/drop-sign.ts';

/** Words that are none for "without", in this language. */
const language = 'fi';
const signs = { also: ['+', '＋'], without: ['-', '−', '–', '－'] } as const;
const pairs = ['""', '“”', '„“', '„”', '””', '«»', '»«', '「」', '『』', '＂＂'];

const texts =
  `beach T-shirt e-mail me@example.com C++ -5° +1 −20 -3.5 +49 A+ 2-3 a - + --x rock+roll ++ -_- 6" 5'10" " „ » »)
  צה"ל ארה"ב חוף أمام\u200E كلب 海滩 没 🐶 'n' l’été`.split(/\s+/u);
const things = [
  'people',
  'c++',
  'T-shirt',
  'me@example.com',
  'אנשים',
  'ناس',
  '人',
  '🐶',
  '#tag',
  "l'eau",
  'A4',
  'Ü-Ei',
];
const phrases = ['two dogs', 'rock +roll', 'a -b', '5 -6', 'חוף -ים', '二 ＋三', 'without end', 'x', '+1'];

const balanced = texts.filter((text) => !/^["„»]/u.test(text));
const of = (words: readonly string[]) => fc.constantFrom(...words);
const kind = fc.constantFrom('also', 'without');
type Piece = { text: string; kind?: 'also' | 'without' | 'quoted'; words?: string };

const quoted = fc.tuple(of(pairs), of(phrases)).map(([pair, words]) => ({ text: pair[0] + words + pair[1], words }));
const mark = fc.constantFrom('', '', '\u200F', '\u200E', '\u2067');
const signed = fc
  .tuple(
    kind,
    fc.nat(3),
    fc.oneof(
      of(things).map((words) => ({ text: words, words })),
      quoted,
    ),
    mark,
    of(['', '', ',', '،']),
  )
  .map(([which, at, { text, words }, turn, comma]): Piece => {
    const sign = signs[which][at % signs[which].length] ?? '';
    return { text: `${turn}${sign}${turn}${text}${comma}`, kind: which, words };
  });
const anyPiece = fc.oneof(
  of(balanced).map((text): Piece => ({ text })),
  quoted.map((piece): Piece => ({ ...piece, kind: 'quoted' })),
  signed,
);
const wordsOf = (pieces: readonly Piece[], which: string) =>
  pieces.flatMap((piece) => (piece.kind === which ? [piece.words ?? ''] : []));
const unseen = (text: string) => text.replaceAll(/[\u200E\u200F\u2067]/gu, '');
const tidy = (text: string) => unseen(text).replaceAll(/\s+/gu, ' ').trim();

test('what has a sign or is quoted is read so, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(anyPiece, { maxLength: 8 }), (pieces) => {
      const query = pieces.map(({ text }) => text).join(' ');
      const read = readSigns(query).map(({ kind: which, words }) => ({ kind: which, words: unseen(words) }));
      const meant = pieces.flatMap((piece) => (piece.kind ? [{ kind: piece.kind, words: piece.words }] : []));
      expect(read).toEqual(meant);
      const rest = cutOut(
        query,
        readSigns(query).filter((sign) => sign.kind !== 'quoted'),
      );
      const plain = pieces.filter((piece) => !piece.kind || piece.kind === 'quoted');
      expect(tidy(rest)).toBe(tidy(plain.map(({ text }) => text).join(' ')));
    }),
    { numRuns: 1000 },
  );
});

test('a search is for that, and what a window takes out of it is no more asked for', () => {
  fc.assert(
    fc.property(fc.array(anyPiece, { maxLength: 8 }), (pieces) => {
      const query = pieces.map(({ text }) => text).join(' ');
      const asked = parseQuery(query, language);
      if (asked.wanted === query) return;
      expect(asked.also ?? []).toEqual([...new Set(wordsOf(pieces, 'also'))]);
      expect(asked.without).toEqual([...new Set(wordsOf(pieces, 'without'))]);
      for (const which of ['also', 'without'] as const) {
        for (const words of asked[which] ?? []) {
          const left = dropSign(query, which, words) ?? query;
          const others = pieces.filter((piece) => piece.kind !== which || piece.words !== words);
          expect(tidy(left)).toBe(tidy(others.map(({ text }) => text).join(' ')));
          expect(readSigns(left).map(({ words: each }) => each)).toEqual(others.flatMap((piece) => piece.words ?? []));
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test('of any text nothing is lost or altered but what has a sign, and one without signs is as it stands', () => {
  const anything = fc.oneof(
    of(texts),
    of(things),
    of(phrases.filter((words) => !words.includes('without'))),
    fc.string({ unit: 'grapheme' }),
    signed.map(({ text }) => text),
  );
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), fc.constantFrom(' ', ''), (words, space) => {
      const text = words.join(space);
      const taken = readSigns(text);
      let last = 0;
      for (const { kind: which, words: said, start, end } of taken) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        last = end;
        expect(text.slice(start, end).replaceAll(/\s+/gu, ' ')).toContain(said);
        const before = text.slice(0, start).replaceAll(/[\u200E\u200F\u2067]+$/gu, '');
        expect([text, which === 'quoted' || /(?:^|\s)$/u.test(before)]).toEqual([text, true]);
      }
      const { wanted, also, without } = parseQuery(text, language);
      const isPlain = taken.every(({ kind: which }) => which === 'quoted');
      expect([text, !isPlain || (wanted === text && also === undefined && without.length === 0)]).toEqual([text, true]);
    }),
    { numRuns: 1000 },
  );
});

test('text as long as a book is read in time', () => {
  for (const part of ['"', '„', '“„«', '-', '-"', '\u200F', ' \u200F', '-.', '+x ', '"a ', '(', '-(', ' -«']) {
    const started = performance.now();
    readSigns(part.repeat(50_000));
    expect([part, performance.now() - started < 3000]).toEqual([part, true]);
  }
});
