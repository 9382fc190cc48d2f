import type { Embedding, Moment } from '../values.ts';
import type { Database, Statement } from './database.ts';

/** A moment of a video with its vector. */
export type EmbeddedMoment = Moment & { embedding: Embedding };

type Row = { time_ms: number; start_ms: number; end_ms: number; embedding: Uint8Array };

/** Moments of the library's videos. */
export class Moments {
  readonly #database: Database;
  #owner: Statement | undefined;
  #all: Statement | undefined;
  #nearest: Statement | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The asset that a vector is of. */
  assetOf(label: number): number | undefined {
    this.#owner ??= this.#database.prepare('SELECT content_id AS asset FROM vector WHERE id = ?');
    const row = this.#owner.get(label) as { asset: number } | undefined;
    return row?.asset;
  }

  /** The first vector of an asset. */
  firstLabel(asset: number, stageKey: string): number | undefined {
    const query = 'SELECT id FROM vector WHERE content_id = ? AND stage_key = ? AND moment = 0';
    const row = this.#database.prepare(query).get(asset, stageKey) as { id: number } | undefined;
    return row?.id;
  }

  /** The time of the video's moment that is nearest to one, of whichever pack; undefined of a picture. */
  nearestTo(asset: number, ms: number): number | undefined {
    this.#nearest ??= this.#database.prepare(
      `SELECT time_ms FROM vector WHERE content_id = ? AND time_ms IS NOT NULL ORDER BY abs(time_ms - ?), id LIMIT 1`,
    );
    const row = this.#nearest.get(asset, ms) as { time_ms: number } | undefined;
    return row?.time_ms;
  }

  /** Times of a video's moments, of whichever pack, in their order: `most` of them, spread evenly. */
  spread(asset: number, most: number): number[] {
    const rows = this.#database
      .prepare('SELECT DISTINCT time_ms FROM vector WHERE content_id = ? AND time_ms IS NOT NULL ORDER BY time_ms')
      .all(asset) as { time_ms: number }[];
    const step = Math.max(1, rows.length / most);
    return Array.from({ length: Math.min(most, rows.length) }, (_, at) => rows[Math.floor(at * step)]?.time_ms ?? 0);
  }

  /** All moments of a video, in their order. */
  of(asset: number, stageKey: string): EmbeddedMoment[] {
    this.#all ??= this.#database.prepare(
      `SELECT time_ms, start_ms, end_ms, embedding FROM vector
       WHERE content_id = ? AND stage_key = ? AND time_ms IS NOT NULL ORDER BY moment`,
    );
    const rows = this.#all.all(asset, stageKey) as Row[];
    return rows.map(({ time_ms: timeMs, start_ms: startMs, end_ms: endMs, embedding }) => {
      // Copied: a Float32Array wants its bytes aligned, which a blob's need not be.
      return { timeMs, startMs, endMs, embedding: new Float32Array(Uint8Array.from(embedding).buffer) };
    });
  }
}
