import type { Content, Embedding, FailureReason, Filter, Moment } from '../values.ts';
import { isCompanion } from './companions.ts';
import { assetOf, contentColumns, type Asset, type ContentRow, type Contents } from './contents.ts';
import { othersWithWords } from './cues.ts';
import { listed, transaction, type Database, type Statement } from './database.ts';
import { embeddingIn } from './embedding-in.ts';
import { conditionOf } from './filter.ts';
import { inheritMarks } from './inherit-marks.ts';
import type { Paths } from './paths.ts';

/** What became of one waiting file. */
export type Outcome =
  | { kind: 'embedded'; fileId: number; content: Content; embedding: Embedding }
  | { kind: 'video'; fileId: number; content: Content; moments: (Moment & { embedding: Embedding })[] }
  | { kind: 'described'; fileId: number; content: Content }
  | { kind: 'known'; fileId: number; contentId: number }
  | { kind: 'set-aside'; fileId: number; reason: FailureReason; detail: string; retryable: boolean };

/** A picture in one of its places: `offline` when that cannot be read now; `places`: in how many it lies. */
export type Place = Asset & { path: Buffer; offline: boolean; places: number };

export type LabelledEmbedding = { label: number; embedding: Embedding };

/** A vector that was stored, and the asset that it is of. */
export type AddedEmbedding = LabelledEmbedding & { asset: number };

type PlaceRow = ContentRow & { label: number; path: Uint8Array; gone: number; places: number };

const readAtATime = 1000;

/** Reasons that cost a process: a file that did so twice is not tried again until it changes. */
const deadly: readonly FailureReason[] = ['decoder.crashed', 'decoder.timeout', 'encoder.failed'];

/** A passing failure is tried again after a minute, two, four and so on, but every day at least. */
const shortestDelayMs = 60_000;
export const longestDelayMs = 24 * 60 * shortestDelayMs;

/** What is said in the content `?1` may have been read beside another of its files, which may be gone. */
const besideUnread = 'CASE WHEN EXISTS (SELECT 1 FROM cue WHERE content_id = ?1) THEN -1 ELSE 0 END';

/** The library's contents and their vectors. */
export class Vectors {
  readonly #database: Database;
  readonly #contents: Contents;
  readonly #paths: Paths;
  /** By the condition of the filter, of which there are few: they take longer to prepare than to run. */
  readonly #placeQueries = new Map<string, Statement>();
  #embedding: Statement | undefined;
  #embeddings: Statement | undefined;
  /** Run for each file: prepared each time, they would take half of what storing one takes. */
  #content: Statement | undefined;
  #seen: Statement | undefined;
  #add: Statement | undefined;
  #linkTo: Statement | undefined;

  constructor(database: Database, contents: Contents, paths: Paths) {
    this.#database = database;
    this.#contents = contents;
    this.#paths = paths;
  }

  /** The content of this hash, when it has a vector of `stageKey`; `described`: its details are known too. */
  contentOf(hash: Buffer, stageKey: string): { id: number; described: boolean } | undefined {
    this.#content ??= this.#database.prepare(
      `SELECT content.id, details.stale IS 0 AS described
       FROM content JOIN vector ON vector.content_id = content.id AND vector.stage_key = ? AND moment = 0
         LEFT JOIN details ON details.content_id = content.id
       WHERE hash = ?`,
    );
    const row = this.#content.get(stageKey, hash) as { id: number; described: number } | undefined;
    return row && { id: row.id, described: row.described === 1 };
  }

  /** Stores a batch wholly or not at all; returns the vectors that are new, for the search index. */
  record(stageKey: string, outcomes: readonly Outcome[], now = Date.now()): AddedEmbedding[] {
    return transaction(this.#database, () => {
      const unseen = outcomes.flatMap((outcome) => this.#showsUnseen(outcome));
      const added = outcomes.flatMap((outcome) => {
        switch (outcome.kind) {
          case 'embedded':
            return this.#embedded(stageKey, outcome, [outcome]);
          case 'video':
            this.#dropStill(outcome.content.hash);
            return this.#embedded(stageKey, outcome, outcome.moments);
          case 'described':
            this.#read(outcome);
            return [];
          case 'known':
            this.#link(outcome.fileId, outcome.contentId, false);
            this.#dropMissing(outcome.contentId);
            return [];
          case 'set-aside':
            this.#setAside(outcome, now);
            return [];
        }
      });
      const settled = outcomes.map(({ fileId }) => fileId);
      inheritMarks(this.#database, stageKey, { settled, unseen });
      return added;
    });
  }

  /** The file of an outcome whose content no file has had before. */
  #showsUnseen(outcome: Outcome): number[] {
    if (outcome.kind !== 'embedded' && outcome.kind !== 'video') return [];
    this.#seen ??= this.#database.prepare('SELECT 1 FROM content WHERE hash = ?');
    return this.#seen.get(outcome.content.hash) === undefined ? [outcome.fileId] : [];
  }

  #embedded(
    stageKey: string,
    { fileId, content }: { fileId: number; content: Content },
    moments: readonly (Partial<Moment> & { embedding: Embedding })[],
  ): AddedEmbedding[] {
    // The same content may stand twice in one batch: the first one's vectors serve both.
    const known = this.contentOf(content.hash, stageKey);
    const contentId = this.#read({ fileId, content });
    if (known) return [];
    const add = (this.#add ??= this.#database.prepare(
      `INSERT INTO vector (stage_key, content_id, moment, time_ms, start_ms, end_ms, embedding)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ));
    return moments.map(({ embedding, timeMs = null, startMs = null, endMs = null }, at) => {
      const bytes = Buffer.from(embedding.buffer, embedding.byteOffset, embedding.byteLength);
      const { lastInsertRowid } = add.run(stageKey, contentId, at, timeMs, startMs, endMs, bytes);
      return { label: Number(lastInsertRowid), embedding, asset: contentId };
    });
  }

  /** What was read as a still picture, by whichever pack, and moves. */
  #dropStill(hash: Buffer): void {
    const still = 'content_id = (SELECT id FROM content WHERE hash = ?) AND time_ms IS NULL';
    this.#database.prepare(`INSERT INTO placement (label) SELECT id FROM vector WHERE ${still} ORDER BY id`).run(hash);
    this.#database.prepare(`DELETE FROM vector WHERE ${still}`).run(hash);
  }

  /**
   * `isRead`: what lies beside the file was read with it, too. A content that left meanwhile with the folder that it was
   * known of is not named: the file waits again.
   */
  #link(fileId: number, contentId: number, isRead = true): void {
    this.#linkTo ??= this.#database.prepare(
      `UPDATE file SET content_id = (SELECT id FROM content WHERE id = ?1), was = NULL, reason = NULL, attempts = 0,
         beside_read = CASE WHEN ?3 THEN beside ELSE ${besideUnread} END
       WHERE id = ?2`,
    );
    this.#linkTo.run(contentId, fileId, Number(isRead));
  }

  /** Stores what was read from a file. A video beside whose other files words lie is heard again, with all of them. */
  #read({ fileId, content }: { fileId: number; content: Content }): number {
    const contentId = this.#contents.put(content, fileId);
    this.#link(fileId, contentId);
    if (!content.cues) return contentId;
    this.#database
      .prepare(
        `UPDATE file SET beside_read = -1 WHERE id = ?2 AND EXISTS (SELECT 1 FROM file WHERE ${othersWithWords})`,
      )
      .run(contentId, fileId);
    return contentId;
  }

  /** What was missing is here again under another name: a move of which the going was heard first. */
  #dropMissing(contentId: number): void {
    this.#database.prepare('DELETE FROM file WHERE (content_id = ?1 OR was = ?1) AND gone = 2').run(contentId);
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
        `UPDATE file SET was = CASE WHEN ?1 IS NOT NULL THEN coalesce(content_id, was) END, content_id = NULL,
           retry_at = ?1, reason = ?, detail = ?, attempts = ?, tried_at = ? WHERE id = ?`,
      )
      .run(attempts + 1 < tries ? now + delay : null, reason, detail, attempts + 1, now, fileId);
  }

  /** Labels of the vectors of `stageKey`, ascending: all, or those after one. */
  labels(stageKey: string, after = 0): number[] {
    // The plus keeps SQLite from reading all labels of the key to find the last few.
    const rows = this.#database
      .prepare('SELECT id FROM vector WHERE id > ? AND +stage_key = ? ORDER BY id')
      .all(after, stageKey) as { id: number }[];
    return rows.map(({ id }) => id);
  }

  lastLabel(): number {
    const row = this.#database.prepare('SELECT max(id) AS id FROM vector').get() as { id: number | null };
    return row.id ?? 0;
  }

  /** The vector of one label. */
  embeddingOf(label: number): Embedding | undefined {
    this.#embedding ??= this.#database.prepare('SELECT embedding FROM vector WHERE id = ?');
    const row = this.#embedding.get(label) as { embedding: Uint8Array } | undefined;
    return row && embeddingIn(row.embedding);
  }

  /** The vector of one asset; of a video, that of what stands for it. */
  embeddingOfAsset(asset: number, stageKey: string): Embedding | undefined {
    const row = this.#database
      .prepare(
        `SELECT vector.id FROM vector JOIN content ON content.id = content_id WHERE content_id = ? AND stage_key = ?
         ORDER BY abs(time_ms - poster_ms) LIMIT 1`,
      )
      .get(asset, stageKey) as { id: number } | undefined;
    return row && this.embeddingOf(row.id);
  }

  /** Is there any vector of another pack or preprocessing? */
  hasOtherThan(stageKey: string): boolean {
    return this.#database.prepare('SELECT 1 FROM vector WHERE stage_key <> ? LIMIT 1').get(stageKey) !== undefined;
  }

  /** Vectors by label in their order, so many read at a time that few statements are needed and little memory. */
  *embeddings(labels: readonly number[]): Generator<LabelledEmbedding> {
    this.#embeddings ??= this.#database.prepare(
      `SELECT id AS label, embedding FROM (SELECT value FROM json_each(?)) AS wanted CROSS JOIN vector ON id = wanted.value`,
    );
    for (let at = 0; at < labels.length; at += readAtATime) {
      const rows = this.#embeddings.all(listed(labels.slice(at, at + readAtATime)));
      for (const { label, embedding } of rows as { label: number; embedding: Uint8Array }[]) {
        yield { label, embedding: embeddingIn(embedding) };
      }
    }
  }

  /** Labels of the vectors of `stageKey` whose pictures a filter lets through, `most` at most. */
  labelsWithin(stageKey: string, filter: Filter, most: number): number[] {
    const { sql, values } = conditionOf(filter, this.#paths);
    const rows = this.#database
      .prepare(
        `SELECT vector.id FROM content JOIN vector ON vector.content_id = content.id AND stage_key = ?
           LEFT JOIN details ON details.content_id = content.id
         WHERE ${sql} LIMIT ?`,
      )
      .all(stageKey, ...values, most) as { id: number }[];
    return rows.map(({ id }) => id);
  }

  /**
   * Where the contents of these vectors, if let through, can be found: a place that can be read now, if there is one. What
   * belongs to a picture is found with that.
   */
  placesOf(labels: readonly number[], filter: Filter = {}): Map<number, Place> {
    if (labels.length === 0) return new Map();
    const { sql, values } = conditionOf(filter, this.#paths);
    const rows = this.#placeQuery(sql).all(listed(labels), ...values) as unknown as PlaceRow[];
    return new Map(
      rows.map(({ label, path, gone, places, ...content }) => [
        label,
        { ...assetOf(content), path: this.#paths.absolute(path), offline: gone === 1, places },
      ]),
    );
  }

  /** The same of one. */
  placeOf(label: number, filter: Filter = {}): Place | undefined {
    return this.placesOf([label], filter).get(label);
  }

  #placeQuery(condition: string): Statement {
    const known = this.#placeQueries.get(condition);
    if (known) return known;
    const query = this.#database.prepare(
      `SELECT vector.id AS label, path, gone, ${contentColumns},
         (SELECT count(*) FROM file AS each WHERE each.content_id = content.id AND gone < 2 AND reason IS NULL) AS places
       FROM (SELECT value FROM json_each(?)) AS wanted CROSS JOIN vector ON vector.id = wanted.value
         JOIN content ON content.id = vector.content_id
         LEFT JOIN details ON details.content_id = content.id
         JOIN file ON file.id = (
           SELECT own.id FROM file AS own WHERE own.content_id = content.id AND own.gone < 2 AND own.reason IS NULL
           ORDER BY own.gone, own.path LIMIT 1)
       WHERE ${condition} AND NOT ${isCompanion}`,
    );
    this.#placeQueries.set(condition, query);
    return query;
  }

  /** Drops contents that no file row names any more (the file was edited, and read); returns the labels that went. */
  dropUnused(): number[] {
    return transaction(this.#database, () => {
      const unused = `NOT EXISTS (SELECT 1 FROM file WHERE file.content_id = content.id)
        AND NOT EXISTS (SELECT 1 FROM file WHERE was = content.id)
        AND NOT EXISTS (SELECT 1 FROM file WHERE edited = content.id AND gone < 2)`;
      const rows = this.#database
        .prepare(`SELECT vector.id FROM vector JOIN content ON content.id = vector.content_id WHERE ${unused}`)
        .all() as { id: number }[];
      this.#database.exec(`DELETE FROM content WHERE ${unused}`);
      return rows.map(({ id }) => id);
    });
  }
}
