import type { Database, Statement } from './database.ts';

/** All pictures that have a file in place, newest first, as columns. */
export type AssetColumns = {
  assets: number[];
  widths: number[];
  heights: number[];
  times: number[];
  /** Base64; empty where it is not known. */
  thumbhashes: string[];
};

type Row = [asset: number, width: number, height: number, time: number, thumbhash: Uint8Array | null];

/** One picture with every path that holds it, by bytes. `timeMs` is the oldest file's modification time. */
export type Asset = {
  asset: number;
  width: number;
  height: number;
  format: string;
  size: number;
  timeMs: number;
  paths: Buffer[];
};

/** What is shown of the library's contents: each once, however many files hold it. */
export class Assets {
  readonly #database: Database;
  #list: Statement | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** A hundred thousand pictures take some tenths of a second. */
  list(): AssetColumns {
    if (!this.#list) {
      this.#list = this.#database.prepare(
        `SELECT content.id, width, height, min(modified_ms) AS time, thumbhash FROM content JOIN file ON file.content_id = content.id
         WHERE gone < 2 AND reason IS NULL GROUP BY content.id ORDER BY time DESC, content.id DESC`,
      );
      this.#list.setReturnArrays(true);
    }
    const columns: AssetColumns = { assets: [], widths: [], heights: [], times: [], thumbhashes: [] };
    for (const [asset, width, height, time, thumbhash] of this.#list.all() as unknown as Row[]) {
      columns.assets.push(asset);
      columns.widths.push(width);
      columns.heights.push(height);
      columns.times.push(time);
      columns.thumbhashes.push(thumbhash ? Buffer.from(thumbhash).toString('base64') : '');
    }
    return columns;
  }

  /** Undefined when there is no such picture, or none of its files is in place. */
  details(id: number): Asset | undefined {
    const content = this.#database
      .prepare('SELECT id AS asset, width, height, format FROM content WHERE id = ?')
      .get(id) as Pick<Asset, 'asset' | 'width' | 'height' | 'format'> | undefined;
    const files = this.#database
      .prepare(
        `SELECT path, size, modified_ms AS time FROM file
         WHERE content_id = ? AND gone < 2 AND reason IS NULL ORDER BY path`,
      )
      .all(id) as { path: Uint8Array; size: number; time: number }[];
    const [first] = files;
    if (!content || !first) return undefined;
    const timeMs = Math.min(...files.map(({ time }) => time));
    return { ...content, size: first.size, timeMs, paths: files.map(({ path }) => Buffer.from(path)) };
  }
}
