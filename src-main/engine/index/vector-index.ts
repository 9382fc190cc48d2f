import { setImmediate } from 'node:timers/promises';
import type { Embedding } from '../values.ts';
import { bestFirst, ExactVectors, type Hit } from './exact-vectors.ts';
import { HnswGraph } from './hnsw-graph.ts';
import { readIndex, writeIndex, type Contents, type IndexPlace } from './index-files.ts';

/** Up to here every vector is compared (5 to 10 ms at 512 numbers each); above, the graph takes over. */
const EXACT_LIMIT = 20_000;
/**
 * So many may wait to move into the graph, which takes 1 to 4 ms each: one after the other, with pauses in which queries
 * are answered. Comparing those that wait costs a query less than a tenth of a millisecond.
 */
const BACKLOG = 500;
const MOVE_PAUSE_MS = 5;
/** When more wait, each addition moves some, so that no single one pays for all. */
const MOVED_PER_ADD = 4;
const LABEL_LIMIT = 2 ** 32;

type Limits = { exactLimit: number; backlog: number };
export type IndexOptions = IndexPlace & Partial<Limits>;

/** `rebuild`: why the index is empty and must be given all vectors again. */
export type OpenedIndex = { index: VectorIndex; rebuild?: string };

/** Opens the index kept in `folder`, or an empty one. Never rejects: a file with anything wrong is not used. */
export async function openIndex(options: IndexOptions): Promise<OpenedIndex> {
  const { exactLimit = EXACT_LIMIT, backlog = BACKLOG, ...place } = options;
  const limits = { exactLimit, backlog };
  const empty = () => ({ exact: new ExactVectors(place.dimension), graph: HnswGraph.empty(place.dimension) });
  try {
    const contents = await readIndex(place);
    const { graph } = contents;
    if (graph.dead > graph.size) throw new Error('most of its vectors were removed');
    return { index: new VectorIndex(place, { ...contents, changed: false }, limits) };
  } catch (error) {
    const rebuild = error instanceof Error ? error.message : String(error);
    return { index: new VectorIndex(place, { ...empty(), changed: true }, limits), rebuild };
  }
}

/**
 * Nearest unit vectors by label: all are compared while they are few, a graph is asked when they are many. While the
 * graph is being written it must not change: additions wait among the compared ones, removals in `#hidden`.
 */
export class VectorIndex {
  readonly #place: IndexPlace;
  readonly #exact: ExactVectors;
  readonly #graph: HnswGraph;
  readonly #limits: Limits;
  /** Labels removed while the graph was being written, which still holds them. */
  readonly #hidden = new Set<number>();
  #writing: Promise<void> | undefined;
  /** Is there anything that the files do not hold? */
  #changed: boolean;
  #moving: NodeJS.Timeout | undefined;

  constructor(place: IndexPlace, { exact, graph, changed }: Contents & { changed: boolean }, limits: Limits) {
    this.#place = place;
    this.#changed = changed;
    this.#exact = exact;
    this.#graph = graph;
    this.#limits = limits;
  }

  get size(): number {
    return this.#exact.size + this.#graph.size - this.#hidden.size;
  }

  has(label: number): boolean {
    return this.#exact.has(label) || (this.#graph.has(label) && !this.#hidden.has(label));
  }

  labels(): number[] {
    return [...this.#exact.labels, ...this.#graph.labels].filter((label) => this.has(label));
  }

  /** Adds a vector, or gives the label another one. Throws RangeError for what the graph would silently get wrong. */
  add(label: number, embedding: Embedding): void {
    // hnswlib keeps 32 bits of a label and drops the rest without a word.
    if (!Number.isInteger(label) || label < 0 || label >= LABEL_LIMIT) throw new RangeError(`label ${label}`);
    this.#expectVector(embedding);
    this.remove(label);
    this.#changed = true;
    this.#exact.add(label, embedding);
    if (this.#exact.size > this.#limits.backlog) this.#move(MOVED_PER_ADD);
    this.#moveLater();
  }

  /** Does nothing when the label is not there. */
  remove(label: number): void {
    if (!this.has(label)) return;
    this.#changed = true;
    this.#exact.take(label);
    if (!this.#graph.has(label)) return;
    if (this.#writing) this.#hidden.add(label);
    else this.#graph.remove(label);
  }

  /** The `count` nearest vectors, best first; fewer when there are no more. */
  search(embedding: Embedding, count: number): Hit[] {
    this.#expectVector(embedding);
    const near = this.#graph.search(embedding, count + this.#hidden.size);
    const hits = near.filter(({ label }) => !this.#hidden.has(label));
    return bestFirst([...hits, ...this.#exact.search(embedding, count)]).slice(0, count);
  }

  /**
   * Writes what is here to disk, when the files do not hold it yet; the index can be used meanwhile. One process at a time
   * may save to a folder. What waits moves into the graph before, so that the next start does not find it waiting; where
   * the graph just began, as many as else may wait at most, for at a start the first query waits for this.
   */
  async save(): Promise<void> {
    let left = BACKLOG;
    while (this.#writing || (left > 0 && this.#changed && this.#takesMore())) {
      if (this.#writing) await this.#writing.catch(() => undefined);
      else {
        this.#move(1);
        left -= 1;
        await setImmediate();
      }
    }
    if (!this.#changed) return;
    this.#changed = false;
    this.#writing = writeIndex(this.#place, { exact: this.#exact, graph: this.#graph });
    try {
      await this.#writing;
    } catch (thrown) {
      this.#changed = true;
      throw thrown;
    } finally {
      this.#writing = undefined;
      for (const label of this.#hidden) this.#graph.remove(label);
      this.#hidden.clear();
      this.#moveLater();
    }
  }

  /** What waits moves into the graph one by one; the program does not live on for it, for the files hold what waits, too. */
  #moveLater(): void {
    if (this.#moving || !this.#takesMore()) return;
    this.#moving = setTimeout(() => {
      this.#moving = undefined;
      this.#move(1);
      this.#moveLater();
    }, MOVE_PAUSE_MS).unref();
  }

  #move(count: number): void {
    if (!this.#takesMore()) return;
    for (const label of this.#exact.labels.slice(-count)) {
      const embedding = this.#exact.take(label);
      if (embedding) this.#graph.add(label, embedding);
    }
  }

  /** The graph begins once there are too many to compare them all; from then on it takes whatever waits. */
  #takesMore(): boolean {
    if (this.#writing || this.#exact.size === 0) return false;
    return this.#graph.size > 0 || this.#exact.size > this.#limits.exactLimit;
  }

  #expectVector(embedding: Embedding): void {
    const { dimension } = this.#place;
    // A NaN in the graph would make every later search through its place return nonsense.
    if (embedding.length !== dimension || !embedding.every(Number.isFinite)) {
      throw new RangeError(`not ${dimension} finite numbers`);
    }
  }
}
