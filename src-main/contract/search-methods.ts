import * as v from 'valibot';
import { DatedWords, Filters } from './details.ts';
import { Asset, Count, Hit, Like } from './shapes.ts';

/** Requests that find pictures. */
export const searchMethods = {
  /**
   * Finds pictures by a sentence, best first. `language` (BCP 47) is detected when not given; it tells which words mean
   * "without", nothing else. `-word`, `-"some words"` and "without" in many languages keep things out; `+word` and `+"some words"`
   * ask for something besides, in one sentence with the rest; nothing is read in what is quoted, in the quotes of any language. `like`: pictures like this asset, file or small picture; an asset is not among the hits; the text, which may then be empty, says what should differ.
   * "Last summer" and such words, unless quoted or all there is, keep hits to a time.
   * Errors: query.empty, language.unknown, asset.unknown, media.unavailable,
   * collection.unknown, place.unknown (none was taken there), root.unknown (a folder that no root has to do with), encoder.*,
   * library.*, pack.*.
   */
  'search.run': {
    input: v.object({
      text: v.string(),
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
      language: v.optional(v.string()),
      /** What who asks speaks (BCP 47): a guess for a word or two, with packs that must be told the language. */
      speaks: v.optional(v.string()),
      like: v.optional(Like),
      /** Are photos of one burst one hit, with the others in its `alike`? */
      fold: v.optional(v.boolean()),
      filters: v.optional(Filters),
    }),
    output: v.object({
      query: v.string(),
      /** Absent where the query has no letters: numbers and signs are in no language. */
      language: v.optional(v.string()),
      /** What the query was understood to keep out. */
      without: v.array(v.string()),
      /** What it was understood to ask for besides, where it does. */
      also: v.optional(v.array(v.string())),
      /** The time that hits were taken in, where the query tells one in words. */
      period: v.optional(DatedWords),
      /** Milliseconds: the whole, and its parts text encoding and nearest-vector search. */
      took: v.object({ total: v.number(), encode: v.number(), nearest: v.number() }),
      /** Files found but not yet searchable: the answer does not know them. */
      waiting: Count,
      hits: v.array(Hit),
      /** So many hits, the first, are likely right; 0: nothing matches. Absent where nothing can be said of it. */
      matching: v.optional(Count),
    }),
    progress: v.never(),
  },
  /**
   * Where in a picture a query is met: how much each cell of it has to do with the words, row by row, from 0 (least) to 1
   * (most), and nowhere near 1 where it is nearly the same everywhere. `at`: of a video or an animation, in
   * milliseconds: the moment that is kept nearest to it is looked at, without it the one that stands for the whole.
   * Errors: query.empty, language.unknown, asset.unknown, media.unavailable, encoder.*, library.*, pack.*.
   */
  'search.where': {
    input: v.object({
      text: v.string(),
      language: v.optional(v.string()),
      speaks: v.optional(v.string()),
      asset: Asset,
      at: v.optional(Count),
    }),
    output: v.object({ columns: Count, rows: Count, heat: v.array(v.number()) }),
    progress: v.never(),
  },
} as const;
