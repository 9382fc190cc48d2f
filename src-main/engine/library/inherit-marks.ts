import { listed, type Database } from './database.ts';
import { embeddingIn } from './embedding-in.ts';

/** Two pictures at least so like each other are one and the same, edited: made brighter, cut or only described anew. */
const leastLike = 0.85;

type Row = { former: Uint8Array; present: Uint8Array; one: Uint8Array; other: Uint8Array };

/**
 * Files that changed and were read again keep the favourites, stars and collections of what they held before, where that shows the
 * same: programs write keywords and edits into the files themselves. What another picture took the name of gives nothing to it.
 */
export function inheritMarks(database: Database, stageKey: string, fileIds: readonly number[]): void {
  const ids = listed(fileIds);
  const rows = database
    .prepare(
      `SELECT former.hash AS former, present.hash AS present, was.embedding AS one, now.embedding AS other
       FROM file JOIN content AS former ON former.id = file.edited JOIN content AS present ON present.id = file.content_id
         JOIN vector AS was ON was.content_id = former.id AND was.stage_key = ?1 AND was.moment = 0
         JOIN vector AS now ON now.content_id = present.id AND now.stage_key = ?1 AND now.moment = 0
       WHERE file.edited IS NOT NULL AND file.edited <> file.content_id AND file.id IN (SELECT value FROM json_each(?2))`,
    )
    .all(stageKey, ids) as Row[];
  for (const { former, present } of rows.filter(({ one, other }) => likeness(one, other) >= leastLike)) {
    for (const copy of copies) database.prepare(copy).run(present, former);
  }
  database
    .prepare(
      `UPDATE file SET edited = NULL
       WHERE edited IS NOT NULL AND content_id IS NOT NULL AND id IN (SELECT value FROM json_each(?))`,
    )
    .run(ids);
}

const copies = [
  'INSERT OR IGNORE INTO favourite (hash, at) SELECT ?, at FROM favourite WHERE hash = ?',
  'INSERT OR IGNORE INTO rated (hash, rating, at) SELECT ?, rating, at FROM rated WHERE hash = ?',
  'INSERT OR IGNORE INTO collected (collection_id, hash, at) SELECT collection_id, ?, at FROM collected WHERE hash = ?',
];

/** The cosine, for vectors are of length one. */
function likeness(one: Uint8Array, other: Uint8Array): number {
  const [first, second] = [embeddingIn(one), embeddingIn(other)];
  return first.reduce((sum, value, at) => sum + value * (second[at] ?? 0), 0);
}
