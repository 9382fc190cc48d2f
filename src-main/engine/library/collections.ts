import { transaction, type Database } from './database.ts';

/** The contents of these assets (a JSON list), by hash. */
const hashesOf = 'SELECT hash FROM content WHERE id IN (SELECT value FROM json_each(?))';
const isPlaced = 'EXISTS (SELECT 1 FROM file WHERE file.content_id = content.id AND gone < 2 AND reason IS NULL)';

/** What a person made of the pictures, to be carried from one library into another. Times in milliseconds since 1970. */
export type Marks = {
  favourites: { hash: Uint8Array; at: number }[];
  ratings: { hash: Uint8Array; rating: number; at: number }[];
  collections: { id: number; name: string }[];
  collected: { collection_id: number; hash: Uint8Array; at: number }[];
};

/**
 * Favourites, stars and collections. Contents are named by their hash: what a person said of a picture is not computed again,
 * so it stays when the library forgets the picture, and holds again when that comes back.
 */
export class Collections {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Favourite assets that have a file in place. */
  favourites(): number[] {
    const rows = this.#database
      .prepare(`SELECT id FROM favourite JOIN content USING (hash) WHERE ${isPlaced} ORDER BY id`)
      .all() as { id: number }[];
    return rows.map(({ id }) => id);
  }

  setFavourites(assets: readonly number[], favourite: boolean, now = Date.now()): void {
    const list = JSON.stringify(assets);
    if (favourite) {
      const sql = `INSERT OR IGNORE INTO favourite (hash, at) SELECT hash, ? FROM (${hashesOf})`;
      this.#database.prepare(sql).run(now, list);
    } else this.#database.prepare(`DELETE FROM favourite WHERE hash IN (${hashesOf})`).run(list);
  }

  /** Gives them so many stars, 0 for none, whatever their files say. */
  rate(assets: readonly number[], rating: number, now = Date.now()): void {
    const sql = `INSERT OR REPLACE INTO rated (hash, rating, at) SELECT hash, ?, ? FROM (${hashesOf})`;
    this.#database.prepare(sql).run(rating, now, JSON.stringify(assets));
  }

  /** Takes their stars back: what their files say counts again. */
  unrate(assets: readonly number[]): void {
    this.#database.prepare(`DELETE FROM rated WHERE hash IN (${hashesOf})`).run(JSON.stringify(assets));
  }

  /** The stars that a person gave each, those of the same number together; without `rating` those that have none. */
  ratings(assets: readonly number[]): { rating?: number; assets: number[] }[] {
    const sql = `SELECT rating, json_group_array(id) AS ids FROM content LEFT JOIN rated USING (hash)
       WHERE id IN (SELECT value FROM json_each(?)) GROUP BY rating`;
    const rows = this.#database.prepare(sql).all(JSON.stringify(assets)) as { rating: number | null; ids: string }[];
    return rows.map(({ rating, ids }) => ({
      assets: JSON.parse(ids) as number[],
      ...(rating === null ? {} : { rating }),
    }));
  }

  /** Of an asset whose stars are a person's own: how many its file says, 0 for none. */
  rated(asset: number): { file: number } | undefined {
    const sql = `SELECT coalesce(details.rating, 0) AS file
       FROM rated JOIN content USING (hash) LEFT JOIN details ON content_id = content.id WHERE content.id = ?`;
    const row = this.#database.prepare(sql).get(asset) as { file: number } | undefined;
    return row && { file: row.file };
  }

  /** By name, each with how many of its assets have a file in place. */
  list(): { name: string; count: number }[] {
    return this.#database
      .prepare(
        `SELECT name, count(content.id) AS count FROM collection
           LEFT JOIN collected ON collection_id = collection.id
           LEFT JOIN content ON content.hash = collected.hash AND ${isPlaced}
         GROUP BY collection.id ORDER BY name`,
      )
      .all() as { name: string; count: number }[];
  }

  /** Its number; undefined when there is none of that name, in letters of any case. */
  find(name: string): number | undefined {
    const row = this.#database.prepare('SELECT id FROM collection WHERE folded = ?').get(folded(name));
    return (row as { id: number } | undefined)?.id;
  }

  /** The caller has seen that there is none of that name. */
  make(name: string): void {
    this.#database.prepare('INSERT INTO collection (name, folded) VALUES (?, ?)').run(name, folded(name));
  }

  rename(id: number, name: string): void {
    this.#database.prepare('UPDATE collection SET name = ?, folded = ? WHERE id = ?').run(name, folded(name), id);
  }

  remove(id: number): void {
    this.#database.prepare('DELETE FROM collection WHERE id = ?').run(id);
  }

  /** How many were not in it. */
  add(id: number, assets: readonly number[], now = Date.now()): number {
    const sql = `INSERT OR IGNORE INTO collected (collection_id, hash, at) SELECT ?, hash, ? FROM (${hashesOf})`;
    return Number(this.#database.prepare(sql).run(id, now, JSON.stringify(assets)).changes);
  }

  takeOut(id: number, assets: readonly number[]): void {
    const sql = `DELETE FROM collected WHERE collection_id = ? AND hash IN (${hashesOf})`;
    this.#database.prepare(sql).run(id, JSON.stringify(assets));
  }
}

/** Names that differ in the case of their letters only are the same, in any script. */
function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** What can be read of a library's marks, also of a damaged one: each table as far as it goes. */
export function readMarks(database: Database): Marks {
  return {
    favourites: rowsOf(database, 'SELECT hash, at FROM favourite'),
    ratings: rowsOf(database, 'SELECT hash, rating, at FROM rated'),
    collections: rowsOf(database, 'SELECT id, name FROM collection'),
    collected: rowsOf(database, 'SELECT collection_id, hash, at FROM collected'),
  };
}

/** Puts marks into a new library. */
export function putMarks(database: Database, { favourites, ratings, collections, collected }: Marks): void {
  const favourite = database.prepare('INSERT OR IGNORE INTO favourite (hash, at) VALUES (?, ?)');
  const rated = database.prepare('INSERT OR IGNORE INTO rated (hash, rating, at) VALUES (?, ?, ?)');
  const collection = database.prepare('INSERT OR IGNORE INTO collection (id, name, folded) VALUES (?, ?, ?)');
  const into = database.prepare('INSERT OR IGNORE INTO collected (collection_id, hash, at) VALUES (?, ?, ?)');
  const whole = new Set(collections.map(({ id }) => id));
  transaction(database, () => {
    for (const { hash, at } of favourites) favourite.run(hash, at);
    for (const { hash, rating, at } of ratings) rated.run(hash, rating, at);
    for (const { id, name } of collections) collection.run(id, name, folded(name));
    for (const { collection_id: id, hash, at } of collected) if (whole.has(id)) into.run(id, hash, at);
  });
}

function rowsOf<Row>(database: Database, sql: string): Row[] {
  const rows: Row[] = [];
  try {
    for (const row of database.prepare(sql).iterate()) rows.push(row as Row);
  } catch {
    // An older library has no such table; of a damaged one the rest is lost.
  }
  return rows;
}
