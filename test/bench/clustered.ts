import type { Embedding } from '../../src-main/engine/values.ts';

const CLUSTERS = 500;
/** Length of what a vector has of its own, next to its cluster's centre of length 1: cosine 0.67 within a cluster. */
const SPREAD = 0.7;

/** Unit vectors around cluster centres, as those of photos are: around `given` ones and around others. */
export function clustered(count: number, dimension: number, given: readonly Embedding[] = []): Embedding[] {
  const centres = [...given, ...near(CLUSTERS, dimension, [new Float32Array(dimension)])];
  return near(count, dimension, centres);
}

/** Unit vectors near to each of `centres` in turn. */
export function near(count: number, dimension: number, centres: readonly Embedding[]): Embedding[] {
  return Array.from({ length: count }, (_, i) => {
    const centre = centres[i % centres.length] ?? new Float32Array(dimension);
    const vector = centre.map((value) => value + SPREAD * Math.sqrt(12 / dimension) * (Math.random() - 0.5));
    const length = Math.hypot(...vector);
    return vector.map((value) => value / length);
  });
}
