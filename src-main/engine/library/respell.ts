import { isUtf8 } from 'node:buffer';
import { transaction, type Database } from './database.ts';
import type { Territory } from './path-range.ts';
import type { Paths } from './paths.ts';

type Row = { id: number; path: Uint8Array; size: number; modified: number };

/**
 * Files that a look did not meet and met under another spelling, of the same size and time, are known again: macOS tells
 * the names on some drives with accents apart from their letters, others in one, and some systems take capitals for small
 * letters. Where two have one spelling in common none is taken for the other, and of bytes that are no text none is told.
 */
export function respell(database: Database, paths: Paths, territory: Territory): number {
  const { sql, bounds } = paths.within([territory]);
  const rows = (condition: string) =>
    database
      .prepare(`SELECT id, path, size, modified_ms AS modified FROM file WHERE ${condition} AND ${sql}`)
      .all(...bounds) as Row[];
  const lost = bySpelling(rows('gone = 1 AND content_id IS NOT NULL'));
  if (lost.size === 0) return 0;
  const met = bySpelling(rows('gone = 0 AND content_id IS NULL AND reason IS NULL'));
  const pairs = [...lost].flatMap(([spelling, one]) => {
    const other = met.get(spelling);
    return one && other ? [{ one, other }] : [];
  });
  transaction(database, () => {
    for (const { one, other } of pairs) takeOver(database, one.id, other.id);
  });
  return pairs.length;
}

/** `undefined` where several rows have one spelling. */
function bySpelling(rows: readonly Row[]): Map<string, Row | undefined> {
  const found = new Map<string, Row | undefined>();
  for (const row of rows.filter(({ path }) => isUtf8(path))) {
    const name = Buffer.from(row.path).toString().normalize('NFC').toLowerCase();
    const key = `${row.size} ${row.modified} ${name}`;
    found.set(key, found.has(key) ? undefined : row);
  }
  return found;
}

/** The row that is known takes the place of the new one. */
function takeOver(database: Database, known: number, fresh: number): void {
  const query = 'SELECT path, changed_ms AS changed FROM file WHERE id = ?';
  const { path, changed } = database.prepare(query).get(fresh) as { path: Uint8Array; changed: number };
  database.prepare('DELETE FROM file WHERE id = ?').run(fresh);
  database.prepare('UPDATE file SET path = ?, changed_ms = ?, gone = 0 WHERE id = ?').run(path, changed, known);
}
