import { listed, type Database } from './database.ts';
import { embeddingIn } from './embedding-in.ts';

/** Two pictures at least so like each other are one and the same, edited: made brighter, cut or only described anew. */
const leastLike = 0.85;

type Row = { former: Uint8Array; present: Uint8Array; one: Uint8Array; other: Uint8Array; ratedAlike: number };

/** Files that were settled; those of them whose content no file has had before. */
type Changed = { settled: readonly number[]; unseen: readonly number[] };

/**
 * Files that changed and were read again keep the favourites, stars and collections of what they held before, where that shows the
 * same: programs write keywords and edits into the files themselves. What another picture took the name of gives nothing to it,
 * nor to one that was there before under another name, as when files of a burst are numbered anew.
 */
export function inheritMarks(database: Database, stageKey: string, { settled, unseen }: Changed): void {
  const rows = database
    .prepare(
      `SELECT former.hash AS former, present.hash AS present, was.embedding AS one, now.embedding AS other,
         before.rating IS after.rating AS ratedAlike
       FROM file JOIN content AS former ON former.id = file.edited JOIN content AS present ON present.id = file.content_id
         JOIN vector AS was ON was.content_id = former.id AND was.stage_key = ?1 AND was.moment = 0
         JOIN vector AS now ON now.content_id = present.id AND now.stage_key = ?1 AND now.moment = 0
         LEFT JOIN details AS before ON before.content_id = former.id
         LEFT JOIN details AS after ON after.content_id = present.id
       WHERE file.edited IS NOT NULL AND file.edited <> file.content_id AND file.id IN (SELECT value FROM json_each(?2))`,
    )
    .all(stageKey, listed(unseen)) as Row[];
  for (const { former, present, ratedAlike } of rows.filter(({ one, other }) => likeness(one, other) >= leastLike)) {
    // Stars that another program has written since are the later ones.
    for (const copy of ratedAlike ? [...copies, copyOfStars] : copies) database.prepare(copy).run(present, former);
  }
  database
    .prepare(
      `UPDATE file SET edited = NULL
       WHERE edited IS NOT NULL AND content_id IS NOT NULL AND id IN (SELECT value FROM json_each(?))`,
    )
    .run(listed(settled));
}

const copies = [
  'INSERT OR IGNORE INTO favourite (hash, at) SELECT ?, at FROM favourite WHERE hash = ?',
  'INSERT OR IGNORE INTO collected (collection_id, hash, at) SELECT collection_id, ?, at FROM collected WHERE hash = ?',
];
const copyOfStars = 'INSERT OR IGNORE INTO rated (hash, rating, at) SELECT ?, rating, at FROM rated WHERE hash = ?';

/** The cosine, for vectors are of length one. */
function likeness(one: Uint8Array, other: Uint8Array): number {
  const [first, second] = [embeddingIn(one), embeddingIn(other)];
  return first.reduce((sum, value, at) => sum + value * (second[at] ?? 0), 0);
}
