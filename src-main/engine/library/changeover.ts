import type { FailureReason } from '../values.ts';
import { transaction, type Database } from './database.ts';

/** How far the vectors of one pack are, of all `total` pictures that those of another find. */
export type Changeover = {
  total: number;
  made: number;
  /** Cannot be read now: their drive is away. */
  offline: number;
  /** Could not be made, and are not tried again unasked. */
  failed: number;
};

/** A picture of which no vector could be made. */
export type Setback = { fileId: number; reason: FailureReason; detail: string };

/** Contents whose vectors go at a time: between two such steps others have their turn. */
const droppedAtATime = 1000;

const placed = 'EXISTS (SELECT 1 FROM file WHERE file.content_id = old.content_id AND gone < 2 AND reason IS NULL)';
const readable = 'EXISTS (SELECT 1 FROM file WHERE file.content_id = old.content_id AND gone = 0 AND reason IS NULL)';

/** What can be found by vectors of the stage key ?1, beside what there is of it for ?2. */
const both = `vector AS old
  LEFT JOIN vector AS new ON new.content_id = old.content_id AND new.stage_key = ?2 AND new.moment = 0
  LEFT JOIN setback ON setback.content_id = old.content_id AND setback.stage_key = ?2`;

/**
 * The way from the vectors of one pack to those of another. Both lie side by side, each under its stage key, so that the
 * older ones answer until the newer are complete, and again when a person goes back.
 */
export class Changeovers {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** From the vectors of `from` to those of `to`. */
  progress(from: string, to: string): Changeover {
    return this.#database
      .prepare(
        `SELECT count(*) AS total, count(new.id) AS made,
           count(CASE WHEN new.id IS NULL AND reason IS NOT NULL THEN 1 END) AS failed,
           count(CASE WHEN new.id IS NULL AND reason IS NULL AND NOT ${readable} THEN 1 END) AS offline
         FROM ${both} WHERE old.stage_key = ?1 AND old.moment = 0 AND ${placed}`,
      )
      .get(from, to) as Changeover;
  }

  /** One file of each picture that lacks vectors of `to` and can be read now, the newest first. */
  lacking(from: string, to: string): number[] {
    const rows = this.#database
      .prepare(
        `SELECT min(file.id) AS id FROM ${both}
           JOIN file ON file.content_id = old.content_id AND gone = 0 AND file.reason IS NULL
         WHERE old.stage_key = ?1 AND old.moment = 0 AND new.id IS NULL AND setback.reason IS NULL
         GROUP BY old.content_id ORDER BY max(modified_ms) DESC, id`,
      )
      .all(from, to) as { id: number }[];
    return rows.map(({ id }) => id);
  }

  /** Remembers what could not be made. The files stay as they are, for those of the other pack find them. */
  setBack(to: string, setbacks: readonly Setback[]): void {
    if (setbacks.length === 0) return;
    const put = this.#database.prepare(
      `INSERT OR REPLACE INTO setback (stage_key, content_id, reason, detail)
       SELECT ?, content_id, ?, ? FROM file WHERE id = ? AND content_id IS NOT NULL`,
    );
    transaction(this.#database, () => {
      for (const { fileId, reason, detail } of setbacks) put.run(to, reason, detail, fileId);
    });
  }

  /** Lets what could not be made be tried again. */
  tryAgain(to: string): void {
    this.#database.prepare('DELETE FROM setback WHERE stage_key = ?').run(to);
  }

  /** Stage keys of which there are vectors. */
  stageKeys(): string[] {
    // One look for each key: to list them in one query would read all vectors.
    const next = this.#database.prepare('SELECT min(stage_key) AS key FROM vector WHERE stage_key > ?');
    const keys: string[] = [];
    for (let last = ''; ;) {
      const { key } = next.get(last) as { key: string | null };
      if (key === null) return keys;
      keys.push(key);
      last = key;
    }
  }

  /** How many pictures that can be found have vectors of `stageKey`. */
  searchable(stageKey: string): number {
    const row = this.#database
      .prepare(`SELECT count(*) AS count FROM vector AS old WHERE stage_key = ? AND moment = 0 AND ${placed}`)
      .get(stageKey);
    return (row as { count: number }).count;
  }

  /** Vectors of `stageKey`, moments of videos each for itself. */
  count(stageKey: string): number {
    const row = this.#database.prepare('SELECT count(*) AS count FROM vector WHERE stage_key = ?').get(stageKey);
    return (row as { count: number }).count;
  }

  /** Labels of the vectors of `from` whose pictures have vectors of `to`, too. */
  shared(from: string, to: string): number[] {
    const rows = this.#database
      .prepare(
        `SELECT id FROM vector AS old WHERE stage_key = ? AND ${placed} AND EXISTS (
           SELECT 1 FROM vector WHERE content_id = old.content_id AND stage_key = ? AND moment = 0)`,
      )
      .all(from, to) as { id: number }[];
    return rows.map(({ id }) => id);
  }

  /** Drops vectors of some contents, those of a video all together; how many went: 0 once there are none left. */
  drop(stageKey: string): number {
    const { changes } = this.#database
      .prepare(
        `DELETE FROM vector WHERE stage_key = ?1 AND content_id IN (
           SELECT DISTINCT content_id FROM vector WHERE stage_key = ?1 LIMIT ${droppedAtATime})`,
      )
      .run(stageKey);
    return Number(changes);
  }
}
