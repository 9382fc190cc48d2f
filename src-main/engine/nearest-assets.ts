import type { VectorIndex } from './index/vector-index.ts';
import type { Library } from './library/library.ts';
import type { Place } from './library/vectors.ts';
import type { EmbeddedMoment } from './library/moments.ts';
import { foldAlike, isToTheSecond, type Folded } from './search/fold-alike.ts';
import { rankVideo, type Stretch } from './search/rank-video.ts';
import { dot, type Embedding, type Filter } from './values.ts';

/** A picture or video near to a query; `label`: of its nearest vector; `stretches`: of a video, the best first. */
export type PlacedHit = { label: number; similarity: number; place: Place; stretches?: Stretch[] };

type Near = { label: number; similarity: number };

/** What is looked for; `except`: an asset that is not to be among what is found. */
export type Wanted = {
  embedding: Embedding;
  filter?: Filter | undefined;
  except?: number | undefined;
};

/** Gives the `count` nearest, best first; asked for more, it goes on where it was. */
export type Find = (count: number) => PlacedHit[];

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

/** The assets nearest to `embedding` that have a file in place and that the filter lets through. */
export function nearestAssets(nearest: Nearest): Find {
  const { library, stageKey, filter } = nearest;
  if (!filter || Object.keys(filter).length === 0) return nearestOfAll(nearest);
  const labels = library.vectors.labelsWithin(stageKey, filter, few + 1);
  return labels.length > few ? nearestOfAll(nearest) : nearestAmong(labels, nearest);
}

type Page = { library: Library; count: number; fold: boolean };

/** What is found, with each burst folded into its best photo where `fold` says so: `count` of them, if there are so many. */
export function nearestHits(find: Find, { library, count, fold }: Page): Folded<PlacedHit>[] {
  if (!fold) return find(count).map((hit) => ({ hit, alike: [] }));
  for (let asked = count; ; asked *= 2) {
    const hits = find(asked);
    const folded = foldAlike(hits, { takenOf, embeddingsOf: (some) => embeddingsOf(some, library) });
    const isEnough = folded.length >= count || asked >= mostTimesFolded * count;
    if (isEnough || hits.length < asked) return folded.slice(0, count);
  }
}

function takenOf({ place }: PlacedHit): number | undefined {
  const { taken } = place.details;
  // Files that were copied together have one time, whatever they show.
  const isKnown = taken && taken.from !== 'modified' && isToTheSecond(taken.wall) && !place.video;
  return isKnown ? taken.wall : undefined;
}

function embeddingsOf(hits: readonly PlacedHit[], { vectors }: Library): Map<PlacedHit, Embedding> {
  const known = new Map<number, Embedding>();
  for (const { label, embedding } of vectors.embeddings(hits.map((hit) => hit.label))) known.set(label, embedding);
  return new Map(
    hits.flatMap((hit) => {
      const embedding = known.get(hit.label);
      return embedding ? [[hit, embedding] as const] : [];
    }),
  );
}

/**
 * Asks the index. Some vectors are passed over, so more than `count` are asked for when need be: until none that was
 * not asked for can be among the best, for a video never counts for more than its best moment.
 */
function nearestOfAll(nearest: Nearest): Find {
  const { index, embedding } = nearest;
  const found = new FoundAssets(nearest);
  return (count) => {
    for (let asked = count; ; asked *= 2) {
      const hits = index.search(embedding, Math.min(asked, index.size));
      found.add(hits);
      const best = found.best(count);
      const isEnough = best.length === count && (asked >= mostTimes * count || leastOf(best) >= leastOf(hits));
      if (isEnough || asked >= index.size) return best;
    }
  };
}

function leastOf(hits: readonly { similarity: number }[]): number {
  return hits.at(-1)?.similarity ?? -1;
}

/** The nearest assets of the vectors of these labels, each of which is compared. */
export function nearestAmong(labels: readonly number[], nearest: Among): Find {
  const { library, embedding } = nearest;
  const hits: Near[] = [];
  for (const { label, embedding: other } of library.vectors.embeddings(labels)) {
    hits.push({ label, similarity: dot(embedding, other) });
  }
  hits.sort((one, other) => other.similarity - one.similarity);
  const found = new FoundAssets(nearest);
  let taken = 0;
  return (count) => {
    // Each time twice as many as before, for few statements; what lies behind the best of them changes nothing.
    for (let more = Math.max(1, count - taken); taken < hits.length; more *= 2) {
      const best = found.best(count);
      if (best.length === count && leastOf(best) >= (hits[taken]?.similarity ?? -1)) return best;
      found.add(hits.slice(taken, taken + more));
      taken += more;
    }
    return found.best(count);
  };
}

/** By asset, videos as if they were among the nearest; without those that have no file in place or are not let through. */
export function hitsOfVideos(assets: readonly number[], nearest: Among): Map<number, PlacedHit> {
  const { library, stageKey, filter } = nearest;
  const labels = [...library.moments.firstLabels(assets, stageKey).values()];
  const places = library.vectors.placesOf(labels, filter);
  const videos = [...places].flatMap(([label, place]) => (place.video ? [{ label, similarity: -1, place }] : []));
  return new Map(ranked(videos, nearest).map((hit) => [hit.place.asset, hit]));
}

/** The same hits, videos by all their moments. */
function ranked(hits: readonly PlacedHit[], { library, stageKey, embedding }: Among): PlacedHit[] {
  const videos = hits.flatMap(({ place }) => (place.video ? [place.asset] : []));
  const moments = library.moments.of(videos, stageKey);
  return hits.map((hit) => {
    const own = moments.get(hit.place.asset);
    return own ? asVideo(hit, own, embedding) : hit;
  });
}

function asVideo(hit: PlacedHit, moments: readonly EmbeddedMoment[], embedding: Embedding): PlacedHit {
  const { score, stretches } = rankVideo(
    moments.map(({ embedding: other, ...moment }) => ({ ...moment, similarity: dot(embedding, other) })),
  );
  return { ...hit, similarity: score, stretches };
}

/** Assets of vectors that were found, each once. */
class FoundAssets {
  readonly #nearest: Among;
  /** Labels that were taken, and their assets. */
  readonly #taken = new Set<number>();
  readonly #seen = new Set<number>();
  readonly #hits: PlacedHit[] = [];

  constructor(nearest: Among) {
    this.#nearest = nearest;
  }

  /** Takes vectors, nearer ones first. However many they are, that is a handful of statements. */
  add(hits: readonly Near[]): void {
    const { library, filter } = this.#nearest;
    const fresh = this.#ofOthers(hits);
    const places = library.vectors.placesOf(
      fresh.map(({ label }) => label),
      filter,
    );
    const placed = fresh.flatMap(({ label, similarity }) => {
      const place = places.get(label);
      return place ? [{ label, similarity, place }] : [];
    });
    this.#hits.push(...ranked(placed, this.#nearest));
  }

  /** Those that are the first of their asset. */
  #ofOthers(hits: readonly Near[]): Near[] {
    const { library, except } = this.#nearest;
    const unknown = hits.filter(({ label }) => !this.#taken.has(label));
    const assets = library.moments.assetsOf(unknown.map(({ label }) => label));
    return unknown.filter(({ label }) => {
      this.#taken.add(label);
      const asset = assets.get(label);
      if (asset === undefined || asset === except || this.#seen.has(asset)) return false;
      this.#seen.add(asset);
      return true;
    });
  }

  best(count: number): PlacedHit[] {
    return this.#hits.toSorted((one, other) => other.similarity - one.similarity).slice(0, count);
  }
}
