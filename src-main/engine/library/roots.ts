import { transaction, type Database } from './database.ts';
import { covers, type Territory } from './path-range.ts';
import type { Paths } from './paths.ts';
import type { FolderProblem } from '../../contract/problems.ts';

/** A folder that the library looks after. `exclude`: its own rules, besides those that hold everywhere. */
export type Root = {
  path: Buffer;
  exclude: string[];
  /** The volume it lay on when it was last wholly looked through. */
  device: string | undefined;
  /** Why it is not provably there, when it is not. */
  offline: FolderProblem | undefined;
  excluded: number;
  /** Files not met in such numbers that a person must say what became of them. */
  held: number;
  /** As many a person said that they stay. */
  kept: number;
};

type Row = Omit<Root, 'path' | 'exclude' | 'device' | 'offline'> & {
  path: Uint8Array;
  exclude: string;
  device: string | null;
  offline: FolderProblem | null;
};

/** What a look at a root found. */
export type RootState = {
  offline: FolderProblem | undefined;
  held?: number;
  device?: string;
  excluded?: number;
};

/** The folders a library looks after, and the volumes inside of them. */
export class Roots {
  readonly #database: Database;
  readonly #paths: Paths;

  constructor(database: Database, paths: Paths) {
    this.#database = database;
    this.#paths = paths;
  }

  /** All roots in the order of their paths. */
  all(): Root[] {
    const rows = this.#database
      .prepare('SELECT path, exclude, device, offline, excluded, held, kept FROM root')
      .all() as Row[];
    const roots = rows.map(({ path, exclude, device, offline, ...row }) => ({
      ...row,
      path: this.#paths.absolute(path),
      exclude: JSON.parse(exclude) as string[],
      device: device ?? undefined,
      offline: offline ?? undefined,
    }));
    return roots.toSorted((one, other) => one.path.compare(other.path));
  }

  paths(): Buffer[] {
    return this.all().map(({ path }) => path);
  }

  find(path: Buffer): Root | undefined {
    return this.all().find((root) => root.path.equals(path));
  }

  /** The root that a path belongs to: the innermost. */
  of(path: Buffer): Root | undefined {
    return this.all()
      .filter((root) => covers(root.path, path))
      .at(-1);
  }

  /** The part of `folder` that no root inside of it claims. */
  territory(folder: Buffer): Territory {
    const inner = this.paths().filter((path) => covers(folder, path) && !path.equals(folder));
    return { folder, without: inner };
  }

  /** Adds a root, or gives one other rules. */
  put(path: Buffer, exclude?: readonly string[]): void {
    const rules = exclude === undefined ? undefined : JSON.stringify(exclude);
    this.#database
      .prepare(
        `INSERT INTO root (path, exclude) VALUES (?, ?)
         ON CONFLICT (path) DO UPDATE SET exclude = coalesce(?, exclude)`,
      )
      .run(this.#paths.stored(path), rules ?? '[]', rules ?? null);
  }

  /** Is looked through as if for the first time, wherever it was. */
  adopt(path: Buffer): void {
    this.#database
      .prepare('UPDATE root SET device = NULL, offline = NULL WHERE path = ?')
      .run(this.#paths.stored(path));
  }

  /** The root only: its files are the caller's matter. */
  drop(path: Buffer): void {
    this.#database.prepare('DELETE FROM root WHERE path = ?').run(this.#paths.stored(path));
  }

  /**
   * Stores what a look found; what is not given stays. `held` beyond what a person said to keep asks again. Where nothing
   * differs nothing is written.
   */
  setState(path: Buffer, { offline, held, device, excluded }: RootState): void {
    const root = this.find(path);
    if (!root) return;
    const kept = Math.min(root.kept, held ?? root.kept);
    const asked = held === undefined ? root.held : held > kept ? held : 0;
    const next = [offline, device ?? root.device, excluded ?? root.excluded, asked, kept];
    const before = [root.offline, root.device, root.excluded, root.held, root.kept];
    if (next.every((value, at) => value === before[at])) return;
    this.#database
      .prepare('UPDATE root SET offline = ?, device = ?, excluded = ?, held = ?, kept = ? WHERE path = ?')
      .run(...next.map((value) => value ?? null), this.#paths.stored(path));
  }

  /** A person's word on the files that are held: they stay. */
  keepHeld(path: Buffer): void {
    this.#database.prepare('UPDATE root SET kept = held, held = 0 WHERE path = ?').run(this.#paths.stored(path));
  }

  /** Volumes known inside of `territory`. */
  mounts({ folder, without }: Territory): Buffer[] {
    const rows = this.#database.prepare('SELECT path FROM mount').all() as { path: Uint8Array }[];
    return rows
      .map(({ path }) => this.#paths.absolute(path))
      .filter((path) => covers(folder, path) && !without.some((inner) => covers(inner, path)));
  }

  rememberMounts(paths: readonly Buffer[]): void {
    const put = this.#database.prepare('INSERT OR IGNORE INTO mount (path) VALUES (?)');
    transaction(this.#database, () => {
      for (const path of paths) put.run(this.#paths.stored(path));
    });
  }

  forgetMounts(paths: readonly Buffer[]): void {
    const drop = this.#database.prepare('DELETE FROM mount WHERE path = ?');
    for (const path of paths) drop.run(this.#paths.stored(path));
  }
}
