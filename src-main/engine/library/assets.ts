import type { Contents, Asset as Content } from './contents.ts';
import type { Database } from './database.ts';
import { companions } from './companions.ts';
import { conditionOf } from './filter.ts';
import type { Paths } from './paths.ts';
import type { Filter } from '../values.ts';

/** All pictures that have a file in place, newest first, as columns. */
export type AssetColumns = {
  assets: number[];
  widths: number[];
  heights: number[];
  times: number[];
  /** Base64; empty where it is not known. */
  thumbhashes: string[];
  /** Of videos, in milliseconds; 0 for a picture. */
  durations: number[];
};

type Row = [
  asset: number,
  width: number,
  height: number,
  thumbhash: Uint8Array | null,
  taken: number | null,
  modified: number,
  duration: number | null,
];

/** One picture with every path that holds it, by bytes; `offline`: none of them can be read now. */
type Asset = Content & { size: number; timeMs: number; paths: Buffer[]; offline: boolean };

/** What is shown of the library's contents: each once, however many files hold it. */
export class Assets {
  readonly #database: Database;
  readonly #contents: Contents;
  readonly #paths: Paths;
  constructor(database: Database, contents: Contents, paths: Paths) {
    this.#database = database;
    this.#contents = contents;
    this.#paths = paths;
  }

  /** Those that the filter lets through. A hundred thousand pictures take some tenths of a second. */
  list(filter: Filter = {}): AssetColumns {
    const { sql, values } = conditionOf(filter, this.#paths);
    const query = this.#database.prepare(
      `SELECT content.id, width, height, thumbhash, taken, min(modified_ms) AS modified, duration_ms
       FROM content JOIN file ON file.content_id = content.id LEFT JOIN details ON details.content_id = content.id
       WHERE gone < 2 AND reason IS NULL AND ${sql} AND content.id NOT IN (${companions}) GROUP BY content.id
       ORDER BY coalesce(taken, modified) DESC, content.id DESC`,
    );
    query.setReturnArrays(true);
    const columns: AssetColumns = { assets: [], widths: [], heights: [], times: [], thumbhashes: [], durations: [] };
    for (const [asset, width, height, thumbhash, taken, modified, duration] of query.all(
      ...values,
    ) as unknown as Row[]) {
      columns.assets.push(asset);
      columns.widths.push(width);
      columns.heights.push(height);
      columns.times.push(taken === null ? modified : onThisWall(taken));
      columns.durations.push(duration ?? 0);
      columns.thumbhashes.push(thumbhash ? Buffer.from(thumbhash).toString('base64') : '');
    }
    return columns;
  }

  /** Undefined when there is no such picture, or none of its files is in place. Places that can be read now come first. */
  details(id: number): Asset | undefined {
    const content = this.#contents.find(id);
    const files = this.#database
      .prepare(
        `SELECT path, size, modified_ms AS time, gone FROM file
         WHERE content_id = ? AND gone < 2 AND reason IS NULL ORDER BY gone, path`,
      )
      .all(id) as { path: Uint8Array; size: number; time: number; gone: number }[];
    const [first] = files;
    if (!content || !first) return undefined;
    const { taken } = content.details;
    const timeMs = taken ? onThisWall(taken.wall) : Math.min(...files.map(({ time }) => time));
    const paths = files.map(({ path }) => this.#paths.absolute(path));
    return { ...content, size: first.size, timeMs, paths, offline: first.gone === 1 };
  }
}

/** The moment at which a clock on this machine's wall shows what a clock elsewhere did. */
function onThisWall(wall: number): number {
  const date = new Date(wall);
  const day = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()] as const;
  return new Date(...day, date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()).getTime();
}
