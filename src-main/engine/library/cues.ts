import type { Cue } from '../values.ts';
import type { Database, Statement } from './database.ts';

/** What is said in a video at a time. */
export type Said = Cue & { asset: number };

/** Scripts without spaces between words: each of their letters counts as one. */
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/gu;

/** Words that are said in videos or written over them, found by SQLite's full-text index. */
export class Cues {
  readonly #database: Database;
  #find: Statement | undefined;

  constructor(database: Database) {
    this.#database = database;
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
