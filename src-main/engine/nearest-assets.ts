import type { VectorIndex } from './index/vector-index.ts';
import type { Library } from './library/library.ts';
import type { Place } from './library/vectors.ts';
import { foldAlike, isToTheSecond, type Folded, type Shot } from './search/fold-alike.ts';
import { rankVideo, type Stretch } from './search/rank-video.ts';
import { dot, type Embedding, type Filter } from './values.ts';

/** A picture or video near to a query; `label`: of its nearest vector; `stretches`: of a video, the best first. */
export type PlacedHit = { label: number; similarity: number; place: Place; stretches?: Stretch[] };

/** What is looked for; `except`: an asset that is not to be among what is found. */
export type Wanted = {
  embedding: Embedding;
  count: number;
  filter?: Filter | undefined;
  except?: number | undefined;
};

/** Vectors of `stageKey` in `library`. */
export type Among = Wanted & { library: Library; stageKey: string };
type Nearest = Among & { index: VectorIndex };

/**
 * So many vectors are compared one by one: it takes a tenth of a second. When a filter lets more through, at most a
 * share of the nearest has to be passed over.
 */
const few = 10_000;
/** The index is asked for no more than so many times as many vectors as are wanted: moments of one video are many. */
const mostTimes = 16;
/** Photos asked for to find so many bursts: the more, the more of each burst is told. */
const mostTimesFolded = 8;

/** The `count` assets nearest to `embedding` that have a file in place and that the filter lets through, best first. */
export function nearestAssets(nearest: Nearest): PlacedHit[] {
  const { library, stageKey, filter } = nearest;
  if (!filter || Object.keys(filter).length === 0) return nearestOfAll(nearest);
  const labels = library.vectors.labelsWithin(stageKey, filter, few + 1);
  return labels.length > few ? nearestOfAll(nearest) : nearestAmong(labels, nearest);
}

type Finder = { library: Library; nearest(wanted: Wanted): PlacedHit[] };

/** What a finder finds, with each burst folded into its best photo where `fold` says so: `count` of them, if there are so many. */
export function nearestHits(finder: Finder, wanted: Wanted, fold: boolean): Folded<PlacedHit>[] {
  if (!fold) return finder.nearest(wanted).map((hit) => ({ hit, alike: [] }));
  const { count } = wanted;
  for (let asked = count; ; asked *= 2) {
    const hits = finder.nearest({ ...wanted, count: asked });
    const folded = foldAlike(hits, (hit) => shotOf(finder.library, hit));
    const isEnough = folded.length >= count || asked >= mostTimesFolded * count;
    if (isEnough || hits.length < asked) return folded.slice(0, count);
  }
}

function shotOf(library: Library, { label, place }: PlacedHit): Shot {
  const { taken } = place.details;
  // Files that were copied together have one time, whatever they show.
  const isKnown = taken && taken.from !== 'modified' && isToTheSecond(taken.wall) && !place.video;
  return { taken: isKnown ? taken.wall : undefined, embedding: () => library.vectors.embeddingOf(label) };
}

/**
 * Asks the index. Some vectors are passed over, so more than `count` are asked for when need be: until none that was
 * not asked for can be among the best, for a video never counts for more than its best moment.
 */
function nearestOfAll(nearest: Nearest): PlacedHit[] {
  const { index, embedding, count, filter } = nearest;
  const found = new FoundAssets(nearest, filter);
  for (let asked = count; ; asked *= 2) {
    const hits = index.search(embedding, Math.min(asked, index.size));
    for (const hit of hits) found.add(hit);
    const best = found.best(count);
    const isEnough = best.length === count && (asked >= mostTimes * count || leastOf(best) >= leastOf(hits));
    if (isEnough || asked >= index.size) return best;
  }
}

function leastOf(hits: readonly { similarity: number }[]): number {
  return hits.at(-1)?.similarity ?? -1;
}

/** The nearest assets of the vectors of these labels, each of which is compared. */
export function nearestAmong(labels: readonly number[], nearest: Among): PlacedHit[] {
  const { library, embedding, count } = nearest;
  const hits: { label: number; similarity: number }[] = [];
  for (const { label, embedding: other } of library.vectors.embeddings(labels)) {
    hits.push({ label, similarity: dot(embedding, other) });
  }
  const found = new FoundAssets(nearest, nearest.filter);
  let best: PlacedHit[] = [];
  for (const hit of hits.toSorted((one, other) => other.similarity - one.similarity)) {
    if (best.length === count && leastOf(best) >= hit.similarity) return best;
    if (found.add(hit) && found.size >= count) best = found.best(count);
  }
  return found.best(count);
}

/** One video as if it were among the nearest; undefined where it has no file in place or is not let through. */
export function hitOfVideo(asset: number, nearest: Among): PlacedHit | undefined {
  const { library, stageKey, filter } = nearest;
  const label = library.moments.firstLabel(asset, stageKey);
  const place = label === undefined ? undefined : library.vectors.placeOf(label, filter);
  return label !== undefined && place?.video ? ranked(label, place, nearest) : undefined;
}

function ranked(label: number, place: Place, { library, stageKey, embedding }: Among): PlacedHit {
  const moments = library.moments.of(place.asset, stageKey);
  const { score, stretches } = rankVideo(
    moments.map(({ embedding: other, ...moment }) => ({ ...moment, similarity: dot(embedding, other) })),
  );
  return { label, similarity: score, place, stretches };
}

/** Assets of vectors that were found, each once. */
class FoundAssets {
  readonly #nearest: Among;
  readonly #filter: Filter | undefined;
  readonly #seen = new Set<number>();
  readonly #hits: PlacedHit[] = [];

  constructor(nearest: Among, filter: Filter | undefined) {
    this.#nearest = nearest;
    this.#filter = filter;
  }

  get size(): number {
    return this.#hits.length;
  }

  /** Takes a vector, nearer ones first; tells whether it is of another asset, which can be shown. */
  add({ label, similarity }: { label: number; similarity: number }): boolean {
    const { library, except } = this.#nearest;
    const asset = library.moments.assetOf(label);
    if (asset === undefined || asset === except || this.#seen.has(asset)) return false;
    this.#seen.add(asset);
    const place = library.vectors.placeOf(label, this.#filter);
    if (!place) return false;
    this.#hits.push(place.video ? ranked(label, place, this.#nearest) : { label, similarity, place });
    return true;
  }

  best(count: number): PlacedHit[] {
    return this.#hits.toSorted((one, other) => other.similarity - one.similarity).slice(0, count);
  }
}
