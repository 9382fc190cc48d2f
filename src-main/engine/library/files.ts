import type { FailureReason, KnownFile } from '../values.ts';
import { transaction, type Database, type Statement } from './database.ts';
import { countMissing, countsIn, countsOf, reasonsIn, type PlacedCounts } from './file-counts.ts';
import type { Territory } from './path-range.ts';
import { among, type Paths } from './paths.ts';
import { unchanged } from './unchanged.ts';
import { longestDelayMs } from './vectors.ts';

/** A file as a scan found it. Times in milliseconds since 1970; `path` is absolute, as bytes; `beside`: what lies beside it. */
export type FoundFile = { path: Buffer; size: number; modifiedMs: number; changedMs: number; beside?: number };

/** A file that waits to be made searchable. */
export type WaitingFile = { id: number; path: Buffer; size: number; modifiedMs: number };

type KnownRow = [
  id: number,
  path: Uint8Array,
  size: number,
  mtime: number,
  ctime: number,
  beside: number,
  gone: number,
];

/** A file that was set aside, with its reason. */
type SetAsideFile = { path: Buffer; reason: FailureReason; detail: string };

/**
 * A file of an earlier scan that the last one did not meet. `elsewhere`: its content, or what it held before it
 * changed, is still there under another name, or, where it was never read, one of its size and time.
 */
export type GoneFile = { id: number; path: Buffer; elsewhere: boolean };

/** The library's file and folder rows: what is where, and what became of it. */
export class Files {
  readonly #database: Database;
  readonly #paths: Paths;
  /** By how many ranges they look at. */
  readonly #known = new Map<number, Statement>();
  #put: Statement | undefined;
  #setGone: Statement | undefined;

  constructor(database: Database, paths: Paths) {
    this.#database = database;
    this.#paths = paths;
  }

  /** What is known of the paths from `from` to before `to`, in the order of their bytes. */
  known(from: Buffer, to: Buffer): KnownFile[] {
    const ranges = this.#paths.between(from, to);
    const rows = this.#knownIn(ranges.length).all(...ranges.flat()) as unknown as KnownRow[];
    const known = rows.map(([id, path, size, modifiedMs, changedMs, beside, gone]) => {
      return { id, path: this.#paths.absolute(path), size, modifiedMs, changedMs, beside, gone: gone !== 0 };
    });
    return ranges.length === 1 ? known : known.toSorted((one, other) => one.path.compare(other.path));
  }

  #knownIn(ranges: number): Statement {
    const made =
      this.#known.get(ranges) ??
      this.#inRows(
        `SELECT id, path, size, modified_ms, changed_ms, beside, gone FROM file
         WHERE ${among('path', ranges)} ORDER BY path`,
      );
    this.#known.set(ranges, made);
    return made;
  }

  /** A query that gives arrays: for many rows quicker than objects. */
  #inRows(sql: string): Statement {
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }

  /**
   * Stores what a scan found to differ: files that are new, changed or back, and those it did not meet. A file whose
   * size or time differs waits again; what it may still hold is kept until it has been read.
   */
  update(met: readonly FoundFile[], gone: readonly number[]): void {
    if (met.length + gone.length === 0) return;
    this.#put ??= this.#database.prepare(`
      INSERT INTO file (path, size, modified_ms, changed_ms, beside) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (path) DO UPDATE SET
        content_id = CASE WHEN ${unchanged} THEN content_id END,
        edited = CASE WHEN ${unchanged} THEN edited ELSE coalesce(content_id, was, edited) END,
        was = CASE WHEN ${unchanged} THEN was WHEN size = excluded.size THEN coalesce(content_id, was) END,
        reason = CASE WHEN ${unchanged} THEN reason END,
        attempts = CASE WHEN ${unchanged} THEN attempts ELSE 0 END,
        size = excluded.size, modified_ms = excluded.modified_ms, changed_ms = excluded.changed_ms,
        beside = excluded.beside, gone = 0`);
    const put = this.#put;
    transaction(this.#database, () => {
      for (const { path, size, modifiedMs, changedMs, beside = 0 } of met)
        put.run(this.#paths.stored(path), size, modifiedMs, changedMs, beside);
      this.#mark(gone, 1);
    });
  }

  /** Lets files wait again whose time to be tried again has come. */
  retry(territories: readonly Territory[], now = Date.now()): void {
    const { sql, bounds } = this.#paths.within(territories);
    // A time further away than any is set was set by a clock that went wrong.
    this.#database
      .prepare(
        `UPDATE file SET reason = NULL WHERE (retry_at <= ? OR retry_at > ?) AND gone = 0 AND reason IS NOT NULL AND ${sql}`,
      )
      .run(now, now + longestDelayMs, ...bounds);
  }

  /** Lets all files wait again that were set aside, or those of one reason, as if never tried; how many. */
  tryAgain(reason?: FailureReason): number {
    const { changes } = this.#database
      .prepare(
        `UPDATE file SET reason = NULL, attempts = 0
         WHERE gone < 2 AND reason IS NOT NULL AND (?1 IS NULL OR reason = ?1)`,
      )
      .run(reason ?? null);
    return Number(changes);
  }

  /**
   * Ids of the files that are there and wait for a vector of `stageKey` or for being read again for their details, the
   * newest first. `perhapsMoved`: of the size of one that is gone, which then may not be gone.
   */
  waiting(territories: readonly Territory[], stageKey: string): { perhapsMoved: number[]; others: number[] } {
    const { sql, bounds } = this.#paths.within(territories);
    const query = this.#inRows(
      `SELECT file.id, size IN (SELECT size FROM file WHERE gone = 1) FROM file
         LEFT JOIN vector ON vector.content_id = file.content_id AND vector.stage_key = ? AND moment = 0
         LEFT JOIN details ON details.content_id = file.content_id
       WHERE gone = 0 AND reason IS NULL AND (vector.id IS NULL OR details.stale IS NOT 0) AND ${sql}
       ORDER BY modified_ms DESC, file.id`,
    );
    const rows = query.all(stageKey, ...bounds) as unknown as [number, number][];
    const those = (moved: number) => rows.filter(([, one]) => one === moved).map(([id]) => id);
    return { perhapsMoved: those(1), others: those(0) };
  }

  /** When the next file is to be tried again, in milliseconds since 1970. */
  nextRetry(): number | undefined {
    const row = this.#database
      .prepare('SELECT min(retry_at) AS at FROM file WHERE gone = 0 AND reason IS NOT NULL')
      .get() as { at: number | null };
    return row.at ?? undefined;
  }

  /** Files by id, each read when it is its turn; `wasRead`: as it is now, it is read again. */
  *read(ids: readonly number[]): Generator<WaitingFile & { wasRead: boolean }> {
    const query = this.#database.prepare(
      'SELECT id, path, size, modified_ms AS modifiedMs, content_id IS NOT NULL AS wasRead FROM file WHERE id = ?',
    );
    for (const id of ids) {
      const row = query.get(id) as (Omit<WaitingFile, 'path'> & { path: Uint8Array; wasRead: number }) | undefined;
      if (row) yield { ...row, path: this.#paths.absolute(row.path), wasRead: row.wasRead === 1 };
    }
  }

  /** The files that hold a content, those in place first. */
  holding(contentId: number): WaitingFile[] {
    const rows = this.#database
      .prepare('SELECT id, path, size, modified_ms AS modifiedMs FROM file WHERE content_id = ? ORDER BY gone, path')
      .all(contentId) as unknown as WaitingFile[];
    return rows.map((row) => ({ ...row, path: this.#paths.absolute(row.path) }));
  }

  /** How many files are in each state for the pack of `stageKey`, in all or here; missing ones are in none. */
  counts(stageKey: string, here?: Territory): PlacedCounts {
    return here ? countsIn(this.#database, stageKey, this.#paths.within([here])) : countsOf(this.#database, stageKey);
  }

  countMissing(): number {
    return countMissing(this.#database);
  }

  /** Why files were set aside, most frequent first. */
  reasons(): { reason: FailureReason; count: number }[] {
    return reasonsIn(this.#database);
  }

  /** Files that were set aside, by path: the first `limit` of all, or of one reason, and how many there are. */
  setAside(limit: number, reason?: FailureReason): { files: SetAsideFile[]; total: number } {
    const wanted = 'reason IS NOT NULL AND gone < 2 AND (?1 IS NULL OR reason = ?1)';
    const rows = this.#database
      .prepare(`SELECT path, reason, coalesce(detail, '') AS detail FROM file WHERE ${wanted} ORDER BY path LIMIT ?2`)
      .all(reason ?? null, limit) as (Omit<SetAsideFile, 'path'> & { path: Uint8Array })[];
    const count = this.#database.prepare(`SELECT count(*) AS total FROM file WHERE ${wanted}`).get(reason ?? null);
    const files = rows.map((row) => ({ ...row, path: this.#paths.absolute(row.path) }));
    return { files, total: (count as { total: number }).total };
  }

  /** Files of `territory` that are not missing; `met`: that the last look met, too. */
  count(territory: Territory, { met }: { met: boolean }): number {
    const { sql, bounds } = this.#paths.within([territory]);
    const row = this.#database
      .prepare(`SELECT count(*) AS count FROM file WHERE gone < ? AND ${sql}`)
      .get(met ? 1 : 2, ...bounds);
    return (row as { count: number }).count;
  }

  /** How many files of `territory` were taken for missing after `since`. */
  countMissingSince(territory: Territory, since: number): number {
    const { sql, bounds } = this.#paths.within([territory]);
    const row = this.#database
      .prepare(`SELECT count(*) AS count FROM file WHERE gone = 2 AND gone_at > ? AND ${sql}`)
      .get(since, ...bounds);
    return (row as { count: number }).count;
  }

  /** Files of `territory`, or those of these ids, that the last look did not meet and that are not yet missing. */
  gone(territory: Territory, ids?: readonly number[]): GoneFile[] {
    const { sql, bounds } = this.#paths.within([territory]);
    const chosen = ids ? 'AND id IN (SELECT value FROM json_each(?))' : '';
    const list = ids ? [JSON.stringify(ids)] : [];
    const rows = this.#database
      .prepare(
        `SELECT id, path, EXISTS (
           SELECT 1 FROM file AS other WHERE other.content_id = coalesce(file.content_id, file.was) AND other.gone = 0
         ) OR coalesce(content_id, was) IS NULL AND EXISTS (
           SELECT 1 FROM file AS other
             WHERE other.size = file.size AND other.modified_ms = file.modified_ms AND other.gone = 0
         ) AS elsewhere
         FROM file WHERE gone = 1 AND ${sql} ${chosen}`,
      )
      .all(...bounds, ...list) as { id: number; path: Uint8Array; elsewhere: number }[];
    return rows.map(({ id, path, elsewhere }) => ({
      id,
      path: this.#paths.absolute(path),
      elsewhere: elsewhere === 1,
    }));
  }

  /** The place is not there: its files are not met, and kept. */
  setOffline(territory: Territory): void {
    const { sql, bounds } = this.#paths.within([territory]);
    this.#database.prepare(`UPDATE file SET gone = 1 WHERE gone = 0 AND ${sql}`).run(...bounds);
  }

  /** Hides files from search until a look meets them again; rows, contents and vectors stay. */
  markMissing(ids: readonly number[]): void {
    transaction(this.#database, () => this.#mark(ids, 2));
  }

  /** As `markMissing`, because a person said so: such files do not count for `countMissingSince`. */
  hideRemoved(ids: readonly number[]): void {
    transaction(this.#database, () => this.#mark(ids, 2, 0));
  }

  /** Hides all of `territory`, as `markMissing` does. */
  hide(territory: Territory): number {
    const { sql, bounds } = this.#paths.within([territory]);
    const hidden = this.#database
      .prepare(`UPDATE file SET gone = 2, gone_at = 0 WHERE gone < 2 AND ${sql}`)
      .run(...bounds);
    return Number(hidden.changes);
  }

  /** Forgets all rows of `territory`; contents and vectors that are then unused are `Vectors.dropUnused`'s. */
  forget(territory: Territory): number {
    const { sql, bounds } = this.#paths.within([territory]);
    return Number(this.#database.prepare(`DELETE FROM file WHERE ${sql}`).run(...bounds).changes);
  }

  /** Forgets rows of files that lie elsewhere: nothing is lost with them. */
  dropMoved(ids: readonly number[]): void {
    const drop = this.#database.prepare('DELETE FROM file WHERE id = ?');
    transaction(this.#database, () => {
      for (const id of ids) drop.run(id);
    });
  }

  #mark(ids: readonly number[], gone: 1 | 2, at = Date.now()): void {
    this.#setGone ??= this.#database.prepare('UPDATE file SET gone = ?, gone_at = ? WHERE id = ?');
    for (const id of ids) this.#setGone.run(gone, at, id);
  }
}
