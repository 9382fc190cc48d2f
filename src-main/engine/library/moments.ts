import type { Embedding, Moment } from '../values.ts';
import { listed, type Database, type Statement } from './database.ts';
import { embeddingIn } from './embedding-in.ts';

/** A moment of a video with its vector. */
export type EmbeddedMoment = Moment & { embedding: Embedding };

type Row = { asset: number; time_ms: number; start_ms: number; end_ms: number; embedding: Uint8Array };

/** Moments of the library's videos. */
export class Moments {
  readonly #database: Database;
  #owners: Statement | undefined;
  #first: Statement | undefined;
  #all: Statement | undefined;
  #nearest: Statement | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** By label, the assets that vectors are of. */
  assetsOf(labels: readonly number[]): Map<number, number> {
    this.#owners ??= this.#database.prepare(
      'SELECT id, content_id AS asset FROM vector WHERE id IN (SELECT value FROM json_each(?))',
    );
    const rows = this.#owners.all(listed(labels)) as { id: number; asset: number }[];
    return new Map(rows.map(({ id, asset }) => [id, asset]));
  }

  /** By asset, the first vector of each that has one. */
  firstLabels(assets: readonly number[], stageKey: string): Map<number, number> {
    this.#first ??= this.#database.prepare(
      `SELECT id, content_id AS asset FROM vector
       WHERE content_id IN (SELECT value FROM json_each(?)) AND stage_key = ? AND moment = 0`,
    );
    const rows = this.#first.all(listed(assets), stageKey) as { id: number; asset: number }[];
    return new Map(rows.map(({ id, asset }) => [asset, id]));
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

  /** By asset, all moments of these videos, in their order. */
  of(assets: readonly number[], stageKey: string): Map<number, EmbeddedMoment[]> {
    const moments = new Map<number, EmbeddedMoment[]>(assets.map((asset) => [asset, []]));
    if (assets.length === 0) return moments;
    this.#all ??= this.#database.prepare(
      `SELECT content_id AS asset, time_ms, start_ms, end_ms, embedding FROM vector
       WHERE content_id IN (SELECT value FROM json_each(?)) AND stage_key = ? AND time_ms IS NOT NULL
       ORDER BY content_id, moment`,
    );
    const rows = this.#all.all(listed(assets), stageKey) as Row[];
    for (const { asset, time_ms: timeMs, start_ms: startMs, end_ms: endMs, embedding } of rows) {
      moments.get(asset)?.push({ timeMs, startMs, endMs, embedding: embeddingIn(embedding) });
    }
    return moments;
  }
}
