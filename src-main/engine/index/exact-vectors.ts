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
      this.#append(label);
    }
    this.#values.set(embedding, row * this.#dimension);
  }

  /** Makes room for the vectors of these labels where there are none yet, to be written into what it gives. */
  fill(labels: Iterable<number>): Float32Array {
    for (const label of labels) this.#append(label);
    this.#values = new Float32Array(Math.max(FIRST_CAPACITY, this.size) * this.#dimension);
    return this.values;
  }

  #append(label: number): void {
    this.#rowOf.set(label, this.size);
    this.#labels.push(label);
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
    const similarities = dotProducts(this.values, query);
    const least = leastOfLargest(similarities, count);
    const hits: Hit[] = [];
    similarities.forEach((similarity, row) => {
      if (similarity >= least) hits.push({ label: this.#labels[row] as number, similarity });
    });
    return bestFirst(hits).slice(0, count);
  }

  #row(row: number): Float32Array {
    return this.#values.subarray(row * this.#dimension, (row + 1) * this.#dimension);
  }

  #grow(): void {
    if ((this.size + 1) * this.#dimension <= this.#values.length) return;
    const larger = new Float32Array(this.#values.length * 2);
    larger.set(this.#values);
    this.#values = larger;
  }
}

/**
 * The dot product of the query with every row. Four sums at once, because the processor then need not wait for one
 * addition before it starts the next; one plain loop, because calls and destructuring in it cost as much as the sums.
 */
function dotProducts(rows: Float32Array, query: Embedding): Float32Array {
  const dimension = query.length;
  const quads = dimension - (dimension % 4);
  const products = new Float32Array(rows.length / dimension);
  for (let row = 0, start = 0; row < products.length; row++, start += dimension) {
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let i = 0;
    for (; i < quads; i += 4) {
      a += (query[i] as number) * (rows[start + i] as number);
      b += (query[i + 1] as number) * (rows[start + i + 1] as number);
      c += (query[i + 2] as number) * (rows[start + i + 2] as number);
      d += (query[i + 3] as number) * (rows[start + i + 3] as number);
    }
    for (; i < dimension; i++) a += (query[i] as number) * (rows[start + i] as number);
    products[row] = a + b + c + d;
  }
  return products;
}

/**
 * The `count`th largest number, or the smallest. A heap of the largest, the least of them on top: most of many numbers are
 * less than that and cost one comparison, where sorting them all takes a fifth of a search.
 */
export function leastOfLargest(numbers: Float32Array, count: number): number {
  const heap = numbers.slice(0, count);
  for (let root = heap.length >> 1; root >= 0; root -= 1) sink(heap, root);
  for (let at = heap.length; at < numbers.length; at += 1) {
    if ((numbers[at] as number) <= (heap[0] as number)) continue;
    heap[0] = numbers[at] as number;
    sink(heap, 0);
  }
  return heap[0] ?? 0;
}

/** Lets a number down until none below it is less. */
function sink(heap: Float32Array, root: number): void {
  const value = heap[root] as number;
  let at = root;
  for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
    if ((heap[child + 1] ?? Infinity) < (heap[child] as number)) child += 1;
    if ((heap[child] as number) >= value) break;
    heap[at] = heap[child] as number;
    at = child;
  }
  heap[at] = value;
}

/** Sorts hits in place. */
export function bestFirst(hits: Hit[]): Hit[] {
  return hits.sort((a, b) => b.similarity - a.similarity || a.label - b.label);
}
