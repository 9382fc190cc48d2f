import type { Cue } from '../values.ts';
import { transaction, type Database, type Statement } from './database.ts';
import type { Territory } from './path-range.ts';
import type { Paths } from './paths.ts';

/** What is said in a video at a time. */
export type Said = Cue & { asset: number };

/** A video whose words are to be read again, and files that it lies in, any of which may have some beside it. */
export type ToHear = { asset: number; endMs: number; paths: Buffer[] };

/** Scripts without spaces between words: each of their letters counts as one. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/gu;

/** Words that are said in videos or written over them, found by SQLite's full-text index. */
export class Cues {
  readonly #database: Database;
  readonly #paths: Paths;
  #find: Statement | undefined;

  constructor(database: Database, paths: Paths) {
    this.#database = database;
    this.#paths = paths;
  }

  /**
   * Ids of the files that are there, were read, and have something else beside them now. An index of only those makes it
   * cheap; SQLite would go by the paths, which is through all files.
   */
  unheard(territories: readonly Territory[]): number[] {
    const { sql, bounds } = this.#paths.within(territories);
    // Apart from the other conditions: of one that is false whatever is there, SQLite cannot go by an index that it is told.
    const query = `WITH changed AS MATERIALIZED (
         SELECT id, path, gone, reason, content_id FROM file INDEXED BY file_to_hear WHERE beside <> beside_read)
       SELECT id FROM changed WHERE gone = 0 AND reason IS NULL AND content_id IS NOT NULL AND ${sql} ORDER BY id`;
    const rows = this.#database.prepare(query).all(...bounds);
    return (rows as { id: number }[]).map(({ id }) => id);
  }

  /** The content of a file, where that is a video; its own path is the first. */
  toHear(fileId: number): ToHear | undefined {
    const query = `SELECT content.id AS asset, duration_ms AS endMs, other.path FROM file
       JOIN content ON content.id = file.content_id
       JOIN file AS other ON other.content_id = content.id AND other.gone = 0
       WHERE file.id = ? AND duration_ms IS NOT NULL ORDER BY other.id <> file.id, other.path LIMIT 8`;
    const rows = this.#database.prepare(query).all(fileId) as { asset: number; endMs: number; path: Uint8Array }[];
    const [first] = rows;
    return first && { ...first, paths: rows.map(({ path }) => this.#paths.absolute(path)) };
  }

  /** What lies beside a file was read: with it `asset`, where there is one, says `cues`. */
  heard(fileId: number, asset?: number, cues?: readonly Cue[]): void {
    transaction(this.#database, () => {
      const { changes } = this.#database.prepare('UPDATE file SET beside_read = beside WHERE id = ?').run(fileId);
      // Else its folder was removed from the library meanwhile, perhaps with the video.
      if (changes > 0 && asset !== undefined) this.put(asset, cues);
    });
  }

  /** Those of one video, in place of what was there; what is undefined says nothing. */
  put(asset: number, cues: readonly Cue[] | undefined): void {
    if (!cues) return;
    this.#database.prepare('DELETE FROM cue WHERE content_id = ?').run(asset);
    const add = this.#database.prepare('INSERT INTO cue (content_id, start_ms, end_ms, text) VALUES (?, ?, ?, ?)');
    const index = this.#database.prepare('INSERT INTO cue_words (rowid, words) VALUES (?, ?)');
    for (const { startMs, endMs, text } of cues) {
      const { lastInsertRowid } = add.run(asset, startMs, endMs, text);
      index.run(lastInsertRowid, spaced(text));
    }
  }

  /** Where all words of `text` are said at a time, the best first; of videos that have a file in place. */
  find(text: string, most = 200): Said[] {
    const query = queryOf(text);
    if (query === '') return [];
    this.#find ??= this.#database.prepare(
      `SELECT content_id AS asset, start_ms, end_ms, text FROM cue_words JOIN cue ON cue.id = cue_words.rowid
       WHERE cue_words MATCH ? AND EXISTS (
         SELECT 1 FROM file WHERE file.content_id = cue.content_id AND gone < 2 AND reason IS NULL)
       ORDER BY bm25(cue_words), cue.id LIMIT ?`,
    );
    const rows = this.#find.all(query, most) as { asset: number; start_ms: number; end_ms: number; text: string }[];
    return rows.map(({ asset, start_ms: startMs, end_ms: endMs, text: said }) => ({
      asset,
      startMs,
      endMs,
      text: said,
    }));
  }
}

function spaced(text: string): string {
  return text.normalize('NFC').replaceAll(unspaced, ' $& ');
}

/** Each word must be there; letters of scripts without spaces in their order. */
function queryOf(text: string): string {
  const words = text.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return words
    .slice(0, 50)
    .map((word) => `"${spaced(word).trim()}"`)
    .join(' ');
}
