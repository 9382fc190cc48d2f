import type { Embedding } from '../values.ts';

/** A vector found: its label, and the dot product with the query, which for unit vectors is their cosine. */
export type Hit = { label: number; similarity: number };

const FIRST_CAPACITY = 64;

/** Vectors in one flat block of memory, searched by computing every dot product. */
export class ExactVectors {
  readonly #dimension: number;
  #values: Float32Array;
  readonly #labels: number[] = [];
  readonly #rowOf = new Map<number, number>();

  constructor(dimension: number) {
    this.#dimension = dimension;
    this.#values = new Float32Array(FIRST_CAPACITY * dimension);
  }

  get size(): number {
    return this.#labels.length;
  }

  /** Row by row, in the order of `values`. */
  get labels(): readonly number[] {
    return this.#labels;
  }

  /** The rows one after the other: a view of the memory in use, good until the next change. */
  get values(): Float32Array {
    return this.#values.subarray(0, this.size * this.#dimension);
  }

  has(label: number): boolean {
    return this.#rowOf.has(label);
  }

  add(label: number, embedding: Embedding): void {
    const row = this.#rowOf.get(label) ?? this.size;
    if (row === this.size) {
      this.#grow();
      this.#labels.push(label);
      this.#rowOf.set(label, row);
    }
    this.#values.set(embedding, row * this.#dimension);
  }

  /** Takes the vector out and gives it; the last row moves into its place. */
  take(label: number): Embedding | undefined {
    const row = this.#rowOf.get(label);
    const lastLabel = this.#labels.at(-1);
    if (row === undefined || lastLabel === undefined) return undefined;
    const taken = this.#row(row).slice();
    this.#values.set(this.#row(this.size - 1), row * this.#dimension);
    this.#labels[row] = lastLabel;
    this.#rowOf.set(lastLabel, row);
    this.#labels.pop();
    this.#rowOf.delete(label);
    return taken;
  }

  /** The `count` most similar, best first; equals in the order of their labels. */
  search(query: Embedding, count: number): Hit[] {
    if (this.size === 0 || count < 1) return [];
    const similarities = new Float32Array(this.size);
    for (let row = 0; row < this.size; row++) similarities[row] = this.#dot(query, row * this.#dimension);
    // Sorting bare numbers and making few hits is several times quicker than sorting a hit for every vector.
    const least = similarities.toSorted().at(-Math.min(count, this.size)) ?? 0;
    const hits: Hit[] = [];
    similarities.forEach((similarity, row) => {
      if (similarity >= least) hits.push({ label: this.#labels[row] as number, similarity });
    });
    return bestFirst(hits).slice(0, count);
  }

  #row(row: number): Float32Array {
    return this.#values.subarray(row * this.#dimension, (row + 1) * this.#dimension);
  }

  /** Four sums at once: the processor need not wait for one addition before it starts the next. */
  #dot(query: Embedding, start: number): number {
    const values = this.#values;
    const dimension = this.#dimension;
    let [a, b, c, d] = [0, 0, 0, 0];
    let i = 0;
    for (; i + 3 < dimension; i += 4) {
      a += (query[i] as number) * (values[start + i] as number);
      b += (query[i + 1] as number) * (values[start + i + 1] as number);
      c += (query[i + 2] as number) * (values[start + i + 2] as number);
      d += (query[i + 3] as number) * (values[start + i + 3] as number);
    }
    for (; i < dimension; i++) a += (query[i] as number) * (values[start + i] as number);
    return a + b + c + d;
  }

  #grow(): void {
    if ((this.size + 1) * this.#dimension <= this.#values.length) return;
    const larger = new Float32Array(this.#values.length * 2);
    larger.set(this.#values);
    this.#values = larger;
  }
}

/** Sorts hits in place. */
export function bestFirst(hits: Hit[]): Hit[] {
  return hits.sort((a, b) => b.similarity - a.similarity || a.label - b.label);
}
