import type { Database, Statement } from './database.ts';

/** Of a row of `vector`: does a file that can be found hold its content? */
const isPlaced =
  'EXISTS (SELECT 1 FROM file WHERE file.content_id = vector.content_id AND gone < 2 AND reason IS NULL)';

const kept = 100_000;

/**
 * Which vectors serve a file that can be found, and when that changed: by it each process keeps just those in its search
 * index.
 */
export class Placements {
  readonly #database: Database;
  #has: Statement | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Labels of the vectors of `stageKey` that serve a file, ascending. */
  labels(stageKey: string): number[] {
    const rows = this.#database
      .prepare(`SELECT id FROM vector WHERE stage_key = ? AND ${isPlaced} ORDER BY id`)
      .all(stageKey) as { id: number }[];
    return rows.map(({ id }) => id);
  }

  /** Is there a vector of this label and `stageKey`, and does it serve a file? */
  has(label: number, stageKey: string): boolean {
    this.#has ??= this.#database.prepare(`SELECT 1 FROM vector WHERE id = ? AND stage_key = ? AND ${isPlaced}`);
    return this.#has.get(label, stageKey) !== undefined;
  }

  /** The number of the last change. */
  last(): number {
    const row = this.#database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'placement'").get();
    return (row as { seq: number } | undefined)?.seq ?? 0;
  }

  /** Labels that may have gained or lost their last file after change `seq`; undefined when that is no longer known. */
  changedAfter(seq: number): number[] | undefined {
    const { first } = this.#database.prepare('SELECT min(seq) AS first FROM placement').get() as {
      first: number | null;
    };
    if (seq < this.last() && (first ?? Infinity) > seq + 1) return undefined;
    const rows = this.#database.prepare('SELECT DISTINCT label FROM placement WHERE seq > ?').all(seq);
    return (rows as { label: number }[]).map(({ label }) => label);
  }

  /** Forgets changes so old that reading all labels is quicker. */
  prune(): void {
    const oldest = this.last() - kept;
    if (oldest > 0) this.#database.prepare('DELETE FROM placement WHERE seq <= ?').run(oldest);
  }
}
