import { transaction, type Database, type Statement } from './database.ts';
import type { Spot } from '../values.ts';

/** Where something was taken, in degrees north and east. */
type Position = { asset: number; latitude: number; longitude: number };

/** What the positions of pictures are called, by an edition of a gazetteer: a number, higher for newer names. */
export class Spots {
  readonly #database: Database;
  /** Asked after each batch. */
  #unnamed: Statement | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Of those that an older edition named, or none, `most` at most. */
  unnamed(edition: number, most: number): Position[] {
    this.#unnamed ??= this.#database.prepare(
      `SELECT content_id AS asset, latitude, longitude FROM details
       WHERE latitude IS NOT NULL AND longitude IS NOT NULL AND gazetteer < ? LIMIT ?`,
    );
    return this.#unnamed.all(edition, most) as Position[];
  }

  /** Keeps what this edition calls them; undefined: nothing. */
  name(edition: number, named: readonly { asset: number; spot: Spot | undefined }[]): void {
    const name = this.#database.prepare(
      'UPDATE details SET country = ?, region = ?, city = ?, town = ?, gazetteer = ? WHERE content_id = ?',
    );
    transaction(this.#database, () => {
      for (const { asset, spot } of named) {
        const { country = null, region = null, city = null, town = null } = spot ?? {};
        name.run(country, region, city, town, edition, asset);
      }
    });
  }
}
