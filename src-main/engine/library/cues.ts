import type { Cue } from '../values.ts';
import { transaction, type Database, type Statement } from './database.ts';
import type { Territory } from './path-range.ts';
import type { Paths } from './paths.ts';

/** What is said in a video at a time. */
export type Said = Cue & { asset: number };

/**
 * A video whose words are to be read again: a file that it lies in, and all others that have words beside them. `isWhole`: no
 * other had some, that cannot be read now.
 */
export type ToHear = { asset: number; endMs: number; paths: Buffer[]; isWhole: boolean };

/** What was read of a video's words; where that is not whole, what was there before is kept with it. */
export type Heard = { asset: number; cues: readonly Cue[]; isWhole: boolean };

type ToHearRow = { asset: number; endMs: number; path: Uint8Array; gone: number };

/** Which rows of `file` are other ones than ?2 of the content ?1, and were read, or are to be read, with words beside them. */
export const othersWithWords = 'content_id = ?1 AND id <> ?2 AND gone < 2 AND beside_read <> 0';

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

  /** The content of a file, where that is a video beside which something changed; its own path is the first. */
  toHear(fileId: number): ToHear | undefined {
    const query = `SELECT content.id AS asset, duration_ms AS endMs, other.path, other.gone FROM file
       JOIN content ON content.id = file.content_id
       JOIN file AS other ON other.content_id = content.id AND (other.id = file.id
         OR other.gone = 0 AND other.beside <> 0 OR other.gone = 1 AND other.beside_read <> 0)
       WHERE file.id = ? AND file.beside <> file.beside_read AND duration_ms IS NOT NULL
       ORDER BY other.id <> file.id, other.gone, other.path`;
    const rows = this.#database.prepare(query).all(fileId) as ToHearRow[];
    const [first] = rows;
    const there = rows.filter(({ gone }) => gone === 0);
    const paths = there.map(({ path }) => this.#paths.absolute(path));
    return first && { asset: first.asset, endMs: first.endMs, paths, isWhole: there.length === rows.length };
  }

  /** What lies beside a file was read: with it the video, where there is one, says `heard`. A whole reading was of all its files. */
  heard(fileId: number, heard?: Heard): void {
    transaction(this.#database, () => {
      if (heard && !heard.isWhole) this.#hearOthersAgain(fileId, heard.asset);
      const { changes } = this.#database.prepare('UPDATE file SET beside_read = beside WHERE id = ?').run(fileId);
      if (heard?.isWhole) this.#allHeard(heard.asset);
      // Else its folder was removed from the library meanwhile, perhaps with the video.
      if (changes > 0 && heard) this.#store(heard);
    });
  }

  /** Else as many copies would each be read as many times as there are. */
  #allHeard(asset: number): void {
    this.#database.prepare('UPDATE file SET beside_read = beside WHERE content_id = ? AND gone = 0').run(asset);
  }

  /**
   * What was said beside this file before is kept with what is said beside those that are away, until they are read
   * together. Where nobody knows what it was, as of a new one, nothing of that is there.
   */
  #hearOthersAgain(fileId: number, asset: number): void {
    const others = `${othersWithWords} AND (SELECT beside_read FROM file WHERE id = ?2) <> -1`;
    this.#database.prepare(`UPDATE file SET beside_read = -1 WHERE ${others}`).run(asset, fileId);
  }

  /** What one file of a video, which was read, says of it; of others nothing is lost. What is undefined says nothing. */
  put(asset: number, fileId: number, cues: readonly Cue[] | undefined): void {
    if (!cues) return;
    const others = this.#database.prepare(`SELECT 1 FROM file WHERE ${othersWithWords} LIMIT 1`).get(asset, fileId);
    this.#store({ asset, cues, isWhole: others === undefined });
  }

  #store({ asset, cues, isWhole }: Heard): void {
    if (isWhole) this.#database.prepare('DELETE FROM cue WHERE content_id = ?').run(asset);
    const said = this.#timesByText(asset);
    const add = this.#database.prepare('INSERT INTO cue (content_id, start_ms, end_ms, text) VALUES (?, ?, ?, ?)');
    const index = this.#database.prepare('INSERT INTO cue_words (rowid, words) VALUES (?, ?)');
    for (const { startMs, endMs, text } of cues) {
      const times = said.get(text) ?? [];
      // The same words while they are said already are no other.
      if (!isWhole && times.some((other) => other.startMs <= endMs && other.endMs >= startMs)) continue;
      const { lastInsertRowid } = add.run(asset, startMs, endMs, text);
      index.run(lastInsertRowid, spaced(text));
      said.set(text, times);
      times.push({ startMs, endMs });
    }
  }

  /** When what is said in a video, read once: there may be tens of thousands, and each new one is looked up. */
  #timesByText(asset: number): Map<string, Omit<Cue, 'text'>[]> {
    const query = 'SELECT start_ms AS startMs, end_ms AS endMs, text FROM cue WHERE content_id = ?';
    const times = new Map<string, Omit<Cue, 'text'>[]>();
    for (const { text, ...time } of this.#database.prepare(query).all(asset) as Cue[]) {
      const known = times.get(text);
      if (known) known.push(time);
      else times.set(text, [time]);
    }
    return times;
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
