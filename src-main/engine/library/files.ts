import type { FailureReason } from '../values.ts';
import { transaction, type Database } from './database.ts';
import { prefixRange } from './path-range.ts';

/** A file as a scan found it. Times in milliseconds since 1970; `path` is absolute, as bytes. */
export type FoundFile = { path: Buffer; size: number; modifiedMs: number; changedMs: number };

/** A file that waits to be made searchable. */
export type WaitingFile = { id: number; path: Buffer; size: number; modifiedMs: number };

export type Counts = { found: number; searchable: number; waiting: number; setAside: number };

/** A file of an earlier scan that the last one did not meet. `elsewhere`: its content is still there under another name. */
export type GoneFile = { id: number; path: Buffer; elsewhere: boolean };

/** A file whose process died twice with it is not offered a third time until it changes. */
const attemptsAllowed = 2;

/** A set-aside file is also new when its permissions were changed, which only the change time shows. */
const unchanged = `size = excluded.size AND modified_ms = excluded.modified_ms
  AND (reason IS NULL OR changed_ms = excluded.changed_ms)`;

/** The library's file and folder rows: what is where, and what became of it. */
export class Files {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Starts a scan over these folders; returns its number. */
  startScan(folders: readonly Buffer[]): number {
    return transaction(this.#database, () => {
      const last = this.#database.prepare('SELECT max(scan) AS scan FROM folder').get() as { scan: number | null };
      const scan = (last.scan ?? 0) + 1;
      const put = this.#database.prepare(
        'INSERT INTO folder (path, scan) VALUES (?, ?) ON CONFLICT (path) DO UPDATE SET scan = excluded.scan',
      );
      for (const path of folders) put.run(path, scan);
      return scan;
    });
  }

  /** Adds or refreshes what a scan met. A file whose size or time differs loses its content and waits again. */
  meet(scan: number, files: readonly FoundFile[]): void {
    const put = this.#database.prepare(`
      INSERT INTO file (path, size, modified_ms, changed_ms, scan) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (path) DO UPDATE SET
        content_id = CASE WHEN ${unchanged} THEN content_id END,
        reason = CASE WHEN ${unchanged} THEN reason END,
        attempts = CASE WHEN ${unchanged} THEN attempts ELSE 0 END,
        size = excluded.size, modified_ms = excluded.modified_ms, changed_ms = excluded.changed_ms,
        scan = excluded.scan, missing = 0`);
    transaction(this.#database, () => {
      for (const { path, size, modifiedMs, changedMs } of files) put.run(path, size, modifiedMs, changedMs, scan);
    });
  }

  /** Lets files of this scan that failed for a passing reason wait again. */
  retry(scan: number): void {
    this.#database
      .prepare('UPDATE file SET reason = NULL WHERE scan = ? AND retryable = 1 AND attempts < ?')
      .run(scan, attemptsAllowed);
  }

  /** Files of one scan that wait for a vector of `stageKey`, each once, in the order met. */
  *waiting(scan: number, stageKey: string): Generator<WaitingFile> {
    const page = this.#database.prepare(`
      SELECT file.id, path, size, modified_ms AS modifiedMs FROM file
      LEFT JOIN vector ON vector.content_id = file.content_id AND vector.stage_key = ?
      WHERE scan = ? AND reason IS NULL AND vector.id IS NULL AND file.id > ? ORDER BY file.id LIMIT 256`);
    let last = 0;
    for (;;) {
      const rows = page.all(stageKey, scan, last) as (Omit<WaitingFile, 'path'> & { path: Uint8Array })[];
      if (rows.length === 0) return;
      for (const row of rows) yield { ...row, path: Buffer.from(row.path) };
      last = rows.at(-1)?.id ?? last;
    }
  }

  /** How many files of one scan wait. */
  countWaiting(scan: number, stageKey: string): number {
    const row = this.#database
      .prepare(
        `SELECT count(*) AS count FROM file
         LEFT JOIN vector ON vector.content_id = file.content_id AND vector.stage_key = ?
         WHERE scan = ? AND reason IS NULL AND vector.id IS NULL`,
      )
      .get(stageKey, scan) as { count: number };
    return row.count;
  }

  /** How many files are in each state for the pack of `stageKey`; missing ones are in none. */
  counts(stageKey: string): Counts {
    const row = this.#database
      .prepare(
        `SELECT count(*) AS found, count(reason) AS setAside,
           count(CASE WHEN reason IS NULL THEN vector.id END) AS searchable
         FROM file LEFT JOIN vector ON vector.content_id = file.content_id AND vector.stage_key = ?
         WHERE missing = 0`,
      )
      .get(stageKey) as Omit<Counts, 'waiting'>;
    return { ...row, waiting: row.found - row.setAside - row.searchable };
  }

  countMissing(): number {
    const row = this.#database.prepare('SELECT count(*) AS count FROM file WHERE missing = 1').get();
    return (row as { count: number }).count;
  }

  /** Why files were set aside, most frequent first. */
  reasons(): { reason: FailureReason; count: number }[] {
    return this.#database
      .prepare(
        `SELECT reason, count(*) AS count FROM file WHERE reason IS NOT NULL AND missing = 0
         GROUP BY reason ORDER BY count DESC, reason`,
      )
      .all() as { reason: FailureReason; count: number }[];
  }

  folders(): Buffer[] {
    const rows = this.#database.prepare('SELECT path FROM folder ORDER BY path').all() as { path: Uint8Array }[];
    return rows.map(({ path }) => Buffer.from(path));
  }

  /** Present files below `folder`. */
  countBelow(folder: Buffer): number {
    const row = this.#database
      .prepare('SELECT count(*) AS count FROM file WHERE missing = 0 AND path >= ? AND path < ?')
      .get(...prefixRange(folder));
    return (row as { count: number }).count;
  }

  /** Files below `folder` that `scan` did not meet. */
  gone(folder: Buffer, scan: number): GoneFile[] {
    const rows = this.#database
      .prepare(
        `SELECT id, path, EXISTS (
           SELECT 1 FROM file AS other WHERE other.content_id = file.content_id AND other.missing = 0 AND other.scan = ?1
         ) AS elsewhere
         FROM file WHERE missing = 0 AND scan < ?1 AND path >= ?2 AND path < ?3`,
      )
      .all(scan, ...prefixRange(folder)) as { id: number; path: Uint8Array; elsewhere: number }[];
    return rows.map(({ id, path, elsewhere }) => ({ id, path: Buffer.from(path), elsewhere: elsewhere === 1 }));
  }

  /** Hides files from search until a scan meets them again; rows, contents and vectors stay. */
  markMissing(ids: readonly number[]): void {
    const mark = this.#database.prepare('UPDATE file SET missing = 1 WHERE id = ?');
    transaction(this.#database, () => {
      for (const id of ids) mark.run(id);
    });
  }
}
