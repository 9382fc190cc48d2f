import type { Embedding, FailureReason } from '../values.ts';
import { transaction, type Database } from './database.ts';

/** What became of one waiting file. */
export type Outcome =
  | { kind: 'embedded'; fileId: number; content: Content; embedding: Embedding }
  | { kind: 'known'; fileId: number; contentId: number }
  | { kind: 'set-aside'; fileId: number; reason: FailureReason; detail: string; retryable: boolean };

/** A file's bytes, by SHA-256, and the upright picture in them. */
type Content = { hash: Buffer; width: number; height: number; format: string; thumbhash: Uint8Array };

/** Where a vector's picture lies, which asset it is (the id of its content), and its shape. */
export type Place = {
  path: Buffer;
  asset: number;
  width: number;
  height: number;
  thumbhash?: Uint8Array;
};

export type LabelledEmbedding = { label: number; embedding: Embedding };

/** Reasons that cost a process: a file that did so twice is not tried again until it changes. */
const deadly: readonly FailureReason[] = ['decoder.crashed', 'decoder.timeout', 'encoder.failed'];

/** A passing failure is tried again after a minute, two, four and so on, but every day at least. */
const shortestDelayMs = 60_000;
export const longestDelayMs = 24 * 60 * shortestDelayMs;

/** The library's contents and their vectors. */
export class Vectors {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The content of this hash, when it has a vector of `stageKey`. */
  contentOf(hash: Buffer, stageKey: string): number | undefined {
    const row = this.#database
      .prepare(
        `SELECT content.id FROM content JOIN vector ON vector.content_id = content.id AND vector.stage_key = ?
         WHERE hash = ?`,
      )
      .get(stageKey, hash) as { id: number } | undefined;
    return row?.id;
  }

  /** Stores a batch wholly or not at all; returns the vectors that are new, for the search index. */
  record(stageKey: string, outcomes: readonly Outcome[], now = Date.now()): LabelledEmbedding[] {
    return transaction(this.#database, () =>
      outcomes.flatMap((outcome) => {
        switch (outcome.kind) {
          case 'embedded':
            return this.#embedded(stageKey, outcome);
          case 'known':
            this.#link(outcome.fileId, outcome.contentId);
            return [];
          case 'set-aside':
            this.#setAside(outcome, now);
            return [];
        }
      }),
    );
  }

  #embedded(stageKey: string, outcome: Extract<Outcome, { kind: 'embedded' }>): LabelledEmbedding[] {
    const { hash, width, height, format, thumbhash } = outcome.content;
    const content = this.#database
      .prepare(
        `INSERT INTO content (hash, width, height, format, thumbhash) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (hash) DO UPDATE SET
           width = excluded.width, height = excluded.height, thumbhash = excluded.thumbhash
         RETURNING id`,
      )
      .get(hash, width, height, format, thumbhash) as { id: number };
    this.#link(outcome.fileId, content.id);
    const { embedding } = outcome;
    const bytes = Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength);
    // The same picture may stand twice in one batch: the first one's vector serves both.
    const added = this.#database
      .prepare('INSERT OR IGNORE INTO vector (stage_key, content_id, embedding) VALUES (?, ?, ?)')
      .run(stageKey, content.id, bytes);
    return added.changes === 0 ? [] : [{ label: Number(added.lastInsertRowid), embedding }];
  }

  #link(fileId: number, contentId: number): void {
    this.#database
      .prepare('UPDATE file SET content_id = ?, reason = NULL, attempts = 0 WHERE id = ?')
      .run(contentId, fileId);
  }

  #setAside(outcome: Extract<Outcome, { kind: 'set-aside' }>, now: number): void {
    const { fileId, reason, detail, retryable } = outcome;
    const tries = !retryable ? 0 : deadly.includes(reason) ? 2 : Infinity;
    const query = 'SELECT attempts FROM file WHERE id = ?';
    const row = this.#database.prepare(query).get(fileId) as { attempts: number } | undefined;
    // Its folder was removed from the library meanwhile.
    if (!row) return;
    const { attempts } = row;
    const delay = Math.min(longestDelayMs, shortestDelayMs * 2 ** attempts);
    this.#database
      .prepare(
        `UPDATE file SET content_id = NULL, reason = ?, detail = ?, attempts = ?, tried_at = ?, retry_at = ?
         WHERE id = ?`,
      )
      .run(reason, detail, attempts + 1, now, attempts + 1 < tries ? now + delay : null, fileId);
  }

  /** Labels of the vectors of `stageKey`, ascending: all, or those after one. */
  labels(stageKey: string, after = 0): number[] {
    // The plus keeps SQLite from reading all labels of the key to find the last few.
    const rows = this.#database
      .prepare('SELECT id FROM vector WHERE id > ? AND +stage_key = ? ORDER BY id')
      .all(after, stageKey) as { id: number }[];
    return rows.map(({ id }) => id);
  }

  /** The vector of one label. */
  embeddingOf(label: number): Embedding | undefined {
    const row = this.#database.prepare('SELECT embedding FROM vector WHERE id = ?').get(label) as
      { embedding: Uint8Array } | undefined;
    // Copied: a Float32Array wants its bytes aligned, which a blob's need not be.
    return row && new Float32Array(Uint8Array.from(row.embedding).buffer);
  }

  /** The vector of one asset. */
  embeddingOfAsset(asset: number, stageKey: string): Embedding | undefined {
    const row = this.#database
      .prepare('SELECT id FROM vector WHERE content_id = ? AND stage_key = ?')
      .get(asset, stageKey) as { id: number } | undefined;
    return row && this.embeddingOf(row.id);
  }

  /** Is there any vector of another pack or preprocessing? */
  hasOtherThan(stageKey: string): boolean {
    return this.#database.prepare('SELECT 1 FROM vector WHERE stage_key <> ? LIMIT 1').get(stageKey) !== undefined;
  }

  /** The first place, by the path's bytes, in which the content of this vector is present and wanted. */
  placeOf(label: number): Place | undefined {
    const row = this.#database
      .prepare(
        `SELECT path, content.id AS asset, width, height, thumbhash
         FROM vector JOIN content ON content.id = vector.content_id JOIN file ON file.content_id = content.id
         WHERE vector.id = ? AND gone < 2 AND reason IS NULL ORDER BY path LIMIT 1`,
      )
      .get(label) as (Place & { thumbhash: Uint8Array | null }) | undefined;
    if (!row) return undefined;
    const { thumbhash, ...place } = row;
    return { ...place, path: Buffer.from(row.path), ...(thumbhash ? { thumbhash: Uint8Array.from(thumbhash) } : {}) };
  }

  /** Drops contents that no file row names any more (the file was edited); returns the labels that went. */
  dropUnused(): number[] {
    return transaction(this.#database, () => {
      const unused = 'NOT EXISTS (SELECT 1 FROM file WHERE file.content_id = content.id)';
      const rows = this.#database
        .prepare(`SELECT vector.id FROM vector JOIN content ON content.id = vector.content_id WHERE ${unused}`)
        .all() as { id: number }[];
      this.#database.exec(`DELETE FROM content WHERE ${unused}`);
      return rows.map(({ id }) => id);
    });
  }
}
