import { transaction, type Database, type Statement } from './database.ts';

/** What a person set, by name; each survives restarts. */
export class Settings {
  readonly #database: Database;
  /** Asked several times a query. */
  #get: Statement | undefined;

  constructor(database: Database) {
    this.#database = database;
  }

  get(name: string): string | undefined {
    this.#get ??= this.#database.prepare('SELECT value FROM setting WHERE name = ?');
    const row = this.#get.get(name);
    return (row as { value: string } | undefined)?.value;
  }

  set(name: string, value: string): void {
    this.#database
      .prepare(
        'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      )
      .run(name, value);
  }

  /** Sets some and unsets those that are undefined, all or none of them. */
  change(changes: Readonly<Record<string, string | undefined>>): void {
    transaction(this.#database, () => {
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined) this.#database.prepare('DELETE FROM setting WHERE name = ?').run(name);
        else this.set(name, value);
      }
    });
  }
}
