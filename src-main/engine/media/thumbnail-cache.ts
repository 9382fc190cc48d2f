import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Thumbnail, ThumbnailSize } from '../values.ts';

type Kept = { path: string; size: number; usedMs: number };

/** What a thumbnail shows: a content, of a video at a moment or else what stands for it. */
export type Shown = { hash: Uint8Array; size: ThumbnailSize; atMs?: number | undefined };

export type CacheOptions = {
  /** Bytes it may hold; when there are more, what was not shown for longest goes. */
  limit?: number;
};

const defaultLimit = 4 * 1024 ** 3;
/** How far below the limit it is brought, so that this is seldom done. */
const brought = 0.9;
const dayMs = 24 * 60 * 60 * 1000;

/**
 * Thumbnails as files, named by the content they show. A cache: it may be deleted at any time, and what cannot be
 * written is not kept.
 */
export class ThumbnailCache {
  readonly #folder: string;
  readonly #limit: number;
  #bytes: Promise<number> | undefined;
  #written = 0;

  constructor(folder: string, { limit = defaultLimit }: CacheOptions = {}) {
    this.#folder = folder;
    this.#limit = limit;
  }

  /** The file of a thumbnail, when it is there. Counts as a use of it. */
  async find(shown: Shown, now = Date.now()): Promise<string | undefined> {
    const path = this.#pathOf(shown);
    const found = await stat(path).catch(() => undefined);
    if (!found) return undefined;
    // Once a day is enough to know what is used.
    if (now - found.mtimeMs > dayMs) await utimes(path, now / 1000, now / 1000).catch(() => undefined);
    return path;
  }

  /** Keeps a thumbnail, if it can be written; returns its file. */
  async put(shown: Shown, thumbnail: Thumbnail): Promise<string | undefined> {
    const path = this.#pathOf(shown);
    // Its own name for each writer, moved into place whole: a reader never meets half a file.
    const temporary = `${path}.${process.pid}-${(this.#written += 1)}`;
    try {
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(temporary, thumbnail);
      await rename(temporary, path);
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
      return undefined;
    }
    await this.#keepWithin(thumbnail.length);
    return path;
  }

  #pathOf({ hash, size, atMs }: Shown): string {
    const name = Buffer.from(hash).toString('hex');
    const moment = atMs === undefined ? '' : `-${atMs}`;
    return join(this.#folder, String(size), name.slice(0, 2), `${name}${moment}.webp`);
  }

  async #keepWithin(added: number): Promise<void> {
    this.#bytes ??= this.#list().then((kept) => kept.reduce((sum, { size }) => sum + size, -added));
    this.#bytes = this.#bytes.then((bytes) => (bytes + added > this.#limit ? this.#trim() : bytes + added));
    await this.#bytes;
  }

  /** Removes the least recently used; returns how many bytes are left. */
  async #trim(): Promise<number> {
    const kept = await this.#list();
    let left = kept.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of kept.toSorted((one, other) => one.usedMs - other.usedMs)) {
      if (left <= this.#limit * brought) break;
      await rm(path, { force: true }).catch(() => undefined);
      left -= size;
    }
    return left;
  }

  async #list(): Promise<Kept[]> {
    const kept: Kept[] = [];
    for (const size of await namesIn(this.#folder)) {
      for (const group of await namesIn(join(this.#folder, size))) {
        const folder = join(this.#folder, size, group);
        const paths = (await namesIn(folder)).map((name) => join(folder, name));
        const found = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
        paths.forEach((path, at) => {
          const file = found[at];
          if (file) kept.push({ path, size: file.size, usedMs: file.mtimeMs });
        });
      }
    }
    return kept;
  }
}

function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
