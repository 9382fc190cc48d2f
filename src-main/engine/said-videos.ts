import type { Output } from '../contract/index.ts';
import type { Said } from './library/cues.ts';

type Hit = Output<'search.run'>['hits'][number];

export type SaidParts = {
  /** Where the words of the query are said, the best first. */
  said: readonly Said[];
  /** By asset, the hits of those that are not among the nearest, without those that may not be one. Asked once. */
  hitsOf: (assets: readonly number[]) => ReadonlyMap<number, Hit>;
};

/**
 * So many of those that look like the query have a say in where what is said stands: always as many, so that the first of
 * an answer are the same however many were asked for. None that is further down would come before one that is said.
 */
export const mostSeen = 200;

/** Of two orders that count alike, as usual: the further down, the less a place matters. */
const evenness = 60;
const mostSaid = 6;

/**
 * Puts videos in which the query is said among those pictures that look like it: two orders become one by their places
 * (reciprocal rank fusion), for what is said and what is seen have no common measure.
 */
export function withSaid(seen: readonly Hit[], { said, hitsOf }: SaidParts): Hit[] {
  const cues = new Map<number, Said[]>();
  for (const cue of said) cues.set(cue.asset, [...(cues.get(cue.asset) ?? []), cue]);
  if (cues.size === 0) return [...seen];
  const known = new Map(seen.map((hit) => [hit.asset, hit]));
  const hits: Hit[] = [];
  const others = hitsOf([...cues.keys()].filter((asset) => !known.has(asset)));
  const order = fused([[...known.keys()].slice(0, mostSeen), [...cues.keys()]]);
  for (const asset of new Set([...order, ...known.keys()])) {
    const hit = known.get(asset) ?? others.get(asset);
    if (hit) hits.push(withMoments(hit, cues.get(asset) ?? []));
  }
  return hits;
}

/** Those of all orders, the best first. */
function fused(orders: readonly number[][]): number[] {
  const worth = new Map<number, number>();
  for (const order of orders) {
    order.forEach((asset, place) => worth.set(asset, (worth.get(asset) ?? 0) + 1 / (evenness + place)));
  }
  return [...worth.keys()].toSorted((one, other) => (worth.get(other) ?? 0) - (worth.get(one) ?? 0));
}

function withMoments(hit: Hit, cues: readonly Said[]): Hit {
  if (cues.length === 0) return hit;
  const spoken = cues.slice(0, mostSaid).map(({ startMs, endMs, text }) => {
    return { time: startMs, start: startMs, end: endMs, score: hit.score, words: text };
  });
  return { ...hit, moments: [...spoken, ...(hit.moments ?? [])] };
}
