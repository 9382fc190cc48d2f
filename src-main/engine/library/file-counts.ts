/**
 * How many files are in each state. The schema's triggers keep the numbers: to read them all costs the same for any library, those
 * of a root goes with its folders.
 */
import type { FailureReason } from '../values.ts';
import { transaction, type Database } from './database.ts';

type Counts = { found: number; searchable: number; waiting: number; setAside: number };

type Condition = { sql: string; bounds: readonly Buffer[] };

/** `offline`: how many of those found the last look at their place did not meet, and which are kept. */
export type PlacedCounts = Counts & { offline: number };

/** Those of all files for the pack of `stageKey`; missing ones are in none. */
export function countsOf(database: Database, stageKey: string): PlacedCounts {
  const row = database
    .prepare(
      `SELECT coalesce(sum(files), 0) AS found, coalesce(sum(files) FILTER (WHERE reason <> ''), 0) AS setAside,
         coalesce(sum(files) FILTER (WHERE gone = 1), 0) AS offline,
         coalesce((SELECT files FROM searchable_count WHERE stage_key = ?), 0) AS searchable
       FROM file_count WHERE gone < 2`,
    )
    .get(stageKey) as Omit<PlacedCounts, 'waiting'>;
  return { ...row, waiting: row.found - row.setAside - row.searchable };
}

/** The same of those in some folders: the condition that a `path` is there, and its parameters. */
export function countsIn(database: Database, stageKey: string, { sql, bounds }: Condition): PlacedCounts {
  const row = database
    .prepare(
      `SELECT coalesce(sum(files), 0) AS found, coalesce(sum(files) FILTER (WHERE reason <> ''), 0) AS setAside,
         coalesce(sum(files) FILTER (WHERE gone = 1), 0) AS offline,
         (SELECT coalesce(sum(files), 0) FROM folder_searchable WHERE stage_key = ? AND ${sql}) AS searchable
       FROM folder_count WHERE gone < 2 AND ${sql}`,
    )
    .get(stageKey, ...bounds, ...bounds) as Omit<PlacedCounts, 'waiting'>;
  return { ...row, waiting: row.found - row.setAside - row.searchable };
}

export function countMissing(database: Database): number {
  const row = database.prepare('SELECT coalesce(sum(files), 0) AS count FROM file_count WHERE gone = 2').get();
  return (row as { count: number }).count;
}

/** Why files were set aside, most frequent first. */
export function reasonsIn(database: Database): { reason: FailureReason; count: number }[] {
  return database
    .prepare(
      `SELECT reason, sum(files) AS count FROM file_count WHERE reason <> '' AND gone < 2
       GROUP BY reason HAVING count > 0 ORDER BY count DESC, reason`,
    )
    .all() as { reason: FailureReason; count: number }[];
}

/** Each table of numbers with the query that counts the same by looking at every row. */
const counted = {
  file_count: "SELECT gone, coalesce(reason, ''), count(*) FROM file GROUP BY 1, 2",
  searchable_count: `SELECT stage_key, count(*) FROM vector JOIN file USING (content_id)
    WHERE moment = 0 AND gone < 2 AND reason IS NULL GROUP BY stage_key`,
  folder_count: "SELECT folder, gone, coalesce(reason, ''), count(*) FROM file GROUP BY 1, 2, 3",
  folder_searchable: `SELECT folder, stage_key, count(*) FROM vector JOIN file USING (content_id)
    WHERE moment = 0 AND gone < 2 AND reason IS NULL GROUP BY 1, 2`,
};

/** Which of the numbers are not those of the rows; empty when all is well. */
export function countFaults(database: Database): string[] {
  return Object.entries(counted).flatMap(([table, rows]) => {
    const kept = `SELECT * FROM ${table} WHERE files <> 0`;
    // One statement, so that another process that writes meanwhile is no fault.
    const { faults } = database
      .prepare(
        `SELECT (SELECT count(*) FROM (${kept} EXCEPT ${rows})) + (SELECT count(*) FROM (${rows} EXCEPT ${kept})) AS faults`,
      )
      .get() as { faults: number };
    return faults > 0 ? [`${table} is not what counting the rows gives`] : [];
  });
}

/** Counts all rows again. */
export function recount(database: Database): void {
  transaction(database, () => {
    for (const [table, rows] of Object.entries(counted)) {
      database.exec(`DELETE FROM ${table}; INSERT INTO ${table} ${rows};`);
    }
  });
}
