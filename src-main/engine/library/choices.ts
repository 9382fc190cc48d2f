import { companions } from './companions.ts';
import { covers, prefixRange } from './path-range.ts';
import type { Database } from './database.ts';
import type { Paths } from './paths.ts';
import type { Spot } from '../values.ts';

const placed = `EXISTS (SELECT 1 FROM file WHERE file.content_id = details.content_id AND gone < 2 AND reason IS NULL)
  AND details.content_id NOT IN (${companions})`;

/** What pictures that can be found may be filtered by, each value with how many of them it lets through. */
export class Choices {
  readonly #database: Database;
  readonly #paths: Paths;

  constructor(database: Database, paths: Paths) {
    this.#database = database;
    this.#paths = paths;
  }

  /** The most used first. */
  cameras(): { camera: string; count: number }[] {
    return this.#database
      .prepare(
        `SELECT camera, count(*) AS count FROM details WHERE camera IS NOT NULL AND ${placed}
         GROUP BY camera ORDER BY count DESC, camera`,
      )
      .all() as { camera: string; count: number }[];
  }

  /** Towns, by country, region and name. */
  spots(): (Spot & { count: number })[] {
    const rows = this.#database
      .prepare(
        `SELECT country, region, city, town, count(*) AS count FROM details WHERE country IS NOT NULL AND ${placed}
         GROUP BY country, region, city, town ORDER BY country, region, town, city`,
      )
      .all() as (Omit<Spot, 'city'> & { city: string | null; count: number })[];
    return rows.map(({ city, ...row }) => ({ ...row, ...(city === null ? {} : { city }) }));
  }

  /** As `2019-08`, the oldest first. */
  months(): { month: string; count: number }[] {
    return this.#database
      .prepare(
        `SELECT strftime('%Y-%m', taken / 1000, 'unixepoch') AS month, count(*) AS count
         FROM details WHERE taken IS NOT NULL AND ${placed} GROUP BY month ORDER BY month`,
      )
      .all() as { month: string; count: number }[];
  }

  /** These folders and those right below them that hold pictures, by path, with the number of their files. */
  folders(roots: readonly Buffer[]): { folder: Buffer; count: number }[] {
    const query = this.#database.prepare(
      'SELECT path FROM file WHERE content_id IS NOT NULL AND gone < 2 AND reason IS NULL',
    );
    query.setReturnArrays(true);
    const rows = query.all() as unknown as [Uint8Array][];
    const paths = rows.map(([path]) => this.#paths.absolute(path));
    const counts = new Map<string, number>();
    const add = (folder: Buffer) => {
      const key = folder.toString('latin1');
      counts.set(key, (counts.get(key) ?? 0) + 1);
    };
    for (const path of paths) {
      for (const root of roots.filter((each) => covers(each, path))) {
        add(root);
        const [below] = prefixRange(root);
        const end = path.indexOf(below.at(-1) ?? 0, below.length);
        if (end >= 0) add(Buffer.from(path.subarray(0, end)));
      }
    }
    const folders = [...counts].map(([key, count]) => ({ folder: Buffer.from(key, 'latin1'), count }));
    return folders.toSorted((one, other) => one.folder.compare(other.folder));
  }
}
