import { dot, type Calibration, type Embedding } from '../values.ts';

/** A query's vector and number of words, and how many vectors it was compared with. */
export type Asked = { embedding: Embedding; words: number; size: number };
type Weights = Calibration['few'];

/**
 * How likely it is that something like the query is there, as far as these similarities tell, the best first: 0 to 1, none more than the one before. Similarities alone do
 * not tell, for they are higher for some words than for others: they are taken against what other photos reach for the same query.
 */
export function confidences(similarities: readonly number[], asked: Asked, calibration: Calibration): number[] {
  const weights = asked.words <= calibration.fewWords ? calibration.few : calibration.many;
  const rest = weights.expected * expectedOf(asked.embedding, calibration) + sizeTerm(asked.size, calibration, weights);
  let least = 1;
  return similarities.map((similarity) => {
    least = Math.min(least, logistic(weights.similarity * similarity + rest + weights.constant));
    return least;
  });
}

/** What the nearest of the background reach. */
function expectedOf(embedding: Embedding, { background, nearest }: Calibration): number {
  const best = background
    .map((other) => dot(embedding, other))
    .toSorted((one, other) => other - one)
    .slice(0, nearest);
  return best.reduce((sum, similarity) => sum + similarity, 0) / best.length;
}

/** Among many photos there is more that looks right by chance; how that goes on beyond the sizes that were measured is not known. */
function sizeTerm(size: number, { sizes: [least, most] }: Calibration, weights: Weights): number {
  return weights.size * Math.log(Math.min(most, Math.max(least, size)));
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value));
}
