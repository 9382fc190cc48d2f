/**
 * Approximate search by a hierarchical navigable small-world graph (Malkov and Yashunin, 2018), through hnswlib-node.
 * The library trusts its caller; every guard it lacks is here or in index-files.ts.
 */
import hnswlib from 'hnswlib-node';
import type { Embedding } from '../values.ts';
import type { Hit } from './exact-vectors.ts';

/** Neighbours a node keeps, and candidates looked at while building. */
const M = 16;
const EF_CONSTRUCTION = 200;
/**
 * Candidates looked at in a search. Words lie apart from pictures in a joint space, which makes them harder queries than
 * pictures are: with 64 recall@10 fell to 0.981 on 12,000 sentence vectors moved apart by a constant, with 128 it is
 * 0.996, for half a millisecond more.
 */
const EF_SEARCH = 128;
const FIRST_CAPACITY = 1024;
const SEED = 1;

/** Vectors by label. Removed ones stay as dead nodes that the search walks through but never returns. */
export class HnswGraph {
  readonly #graph: hnswlib.HierarchicalNSW;
  /** The living, which hnswlib does not list. */
  readonly #labels: Set<number>;

  private constructor(graph: hnswlib.HierarchicalNSW, labels: Iterable<number>) {
    this.#graph = graph;
    this.#labels = new Set(labels);
  }

  static empty(dimension: number): HnswGraph {
    const graph = new hnswlib.HierarchicalNSW('ip', dimension);
    graph.initIndex({ maxElements: FIRST_CAPACITY, m: M, efConstruction: EF_CONSTRUCTION, randomSeed: SEED });
    return new HnswGraph(graph, []);
  }

  /** Reads a file that `write` made; `labels` are the living. A file of another dimension must not come here: hnswlib reads it. */
  static async read(path: string, dimension: number, labels: Iterable<number>): Promise<HnswGraph> {
    const graph = new hnswlib.HierarchicalNSW('ip', dimension);
    await graph.readIndex(path);
    return new HnswGraph(graph, labels);
  }

  get size(): number {
    return this.#labels.size;
  }

  /** Nodes that only cost memory and time. */
  get dead(): number {
    return this.#graph.getCurrentCount() - this.size;
  }

  get labels(): ReadonlySet<number> {
    return this.#labels;
  }

  has(label: number): boolean {
    return this.#labels.has(label);
  }

  /** Adds a vector or replaces the label's; also brings a removed label back. */
  add(label: number, embedding: Embedding): void {
    const capacity = this.#graph.getMaxElements();
    if (this.#graph.getCurrentCount() >= capacity) this.#graph.resizeIndex(capacity * 2);
    // hnswlib takes plain arrays only.
    this.#graph.addPoint(Array.from(embedding), label);
    this.#labels.add(label);
  }

  remove(label: number): void {
    if (this.#labels.delete(label)) this.#graph.markDelete(label);
  }

  /** About the `count` most similar, best first. */
  search(query: Embedding, count: number): Hit[] {
    const wanted = Math.min(count, this.size);
    if (wanted === 0) return [];
    // Set before every search, because a loaded graph starts with 10.
    this.#graph.setEf(Math.max(EF_SEARCH, 2 * wanted));
    const { neighbors, distances } = this.#graph.searchKnn(Array.from(query), wanted);
    return neighbors.map((label, i) => ({ label, similarity: 1 - (distances[i] ?? 1) }));
  }

  /** Writes the graph on a thread of its own: it must not change until this resolves. */
  async write(path: string): Promise<void> {
    await this.#graph.writeIndex(path);
  }
}
