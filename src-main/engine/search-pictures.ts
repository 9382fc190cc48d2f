import type { Input, Output } from '../contract/index.ts';
import { detectLanguage } from './search/language.ts';
import { Search } from './search/search.ts';
import { nearestPlaced, type LibraryView } from './search-index.ts';
import type { Place } from './library/vectors.ts';
import type { Embedding } from './values.ts';

export type SearchParts = {
  view: LibraryView;
  languages: readonly string[];
  embedText(text: string): Promise<Embedding>;
};

/** One query's whole way, timed; what the parts needed to start is not in it. */
export async function searchPictures(
  parts: SearchParts,
  input: Input<'search.run'>,
  signal: AbortSignal,
): Promise<Output<'search.run'>> {
  const { view, languages } = parts;
  const { library, index } = view;
  const started = performance.now();
  const took = { total: 0, encode: 0, nearest: 0 };
  const places = new Map<number, Place>();
  const search = new Search({
    languages,
    detectLanguage,
    async embedText(text) {
      const from = performance.now();
      const embedding = await parts.embedText(text);
      took.encode = performance.now() - from;
      return embedding;
    },
    nearest(embedding, count) {
      const from = performance.now();
      const hits = nearestPlaced({ index, library, embedding, count });
      took.nearest = performance.now() - from;
      for (const { label, place } of hits) places.set(label, place);
      return hits;
    },
  });
  const { query, language, hits } = await search.run(input, signal);
  const placed = hits.flatMap(({ label, similarity }) => {
    const place = places.get(label);
    return place ? [{ ...placeFields(place), score: similarity }] : [];
  });
  took.total = performance.now() - started;
  return { query, language, took, waiting: view.waiting, hits: placed };
}

function placeFields({ path, thumbhash, ...fields }: Place) {
  const hash = thumbhash && { thumbhash: Buffer.from(thumbhash).toString('base64') };
  return { ...pathFields(path), ...fields, ...hash };
}

/** A path as text, and as bytes where the text is an approximation. */
function pathFields(path: Buffer): { path: string; pathBytes?: string } {
  const text = path.toString();
  return Buffer.from(text).equals(path) ? { path: text } : { path: text, pathBytes: path.toString('base64') };
}
