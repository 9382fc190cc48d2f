/**
 * Files that belong to a picture beside them and are shown with it, not for themselves: the video of a Live Photo, the RAW
 * of a JPEG. This is derived from what lies where at the moment of asking, so that a move or removal of either needs
 * nothing done.
 */
import { listed, type Database, type Statement } from './database.ts';
import type { Paths } from './paths.ts';

export type Companion = { asset: number; kind: 'raw' | 'video'; path: Buffer };

/** Live Photos last three seconds, some copies of them a little longer. */
const longestMs = 6000;
/** Clocks of one moment differ by their zones at most; counters that began again meet the name after weeks. */
const furthestMs = 24 * 60 * 60 * 1000;

/** A path up to its last dot, as text. */
const stemOf = (file: string) => `rtrim(CAST(${file}.path AS TEXT), replace(CAST(${file}.path AS TEXT), '.', ''))`;
const afterStem = (file: string) => `substr(${file}.path, length(CAST(${stemOf(file)} AS BLOB)) + 1)`;
/** Is its last dot in its name, not in its folder's? */
const hasEnding = (file: string) =>
  ['/', '\\'].map((separator) => `instr(${afterStem(file)}, CAST('${separator}' AS BLOB)) = 0`).join(' AND ');
const inPlace = (file: string) => `${file}.gone < 2 AND ${file}.reason IS NULL`;

/** `other` has the path of `file` but for what follows its last dot. The range lets SQLite look it up. */
const isBeside = (other: string, file: string) => `
  ${other}.path >= CAST(${stemOf(file)} AS BLOB)
  AND ${other}.path < CAST(substr(${stemOf(file)}, 1, length(${stemOf(file)}) - 1) || '/' AS BLOB)
  AND ${stemOf(other)} = ${stemOf(file)}
  AND ${hasEnding(file)} AND ${hasEnding(other)}`;

/** A path without its ending and the dot before it. */
const withoutEnding = (file: string) => `CAST(substr(${stemOf(file)}, 1, length(${stemOf(file)}) - 1) AS BLOB)`;

/** The picture `near` has the whole name of the film `own` and an ending more: `a.MP.jpg` and `a.MP`, as Google hands them out. */
const isNamedAfter = `
  near.path >= CAST(own.path || '.' AS BLOB) AND near.path < CAST(own.path || '/' AS BLOB)
  AND ${withoutEnding('near')} = own.path AND ${hasEnding('near')}`;

/** Can the content `mine` belong to a picture at all? */
const mayBelong = `(mine.format = 'raw' OR mine.format IN ('mov', 'mp4') AND mine.duration_ms <= ${longestMs})`;

/** Does `mine` (details `told`) belong to the picture `picture` (details `shot`), which has its name in its folder? */
const belongs = `picture.duration_ms IS NULL AND picture.id <> mine.id AND CASE WHEN mine.format = 'raw'
  THEN picture.format <> 'raw' AND (abs(told.taken - shot.taken) <= ${furthestMs}
    OR told.taken IS NULL OR shot.taken IS NULL OR 'modified' IN (told.taken_from, shot.taken_from))
  ELSE told.live_id = shot.live_id
    OR (told.live_id IS NULL OR shot.live_id IS NULL) AND abs(told.taken - shot.taken) <= ${furthestMs} END`;

const withDetails = (content: string, details: string) => `content AS ${content}
  LEFT JOIN details AS ${details} ON ${details}.content_id = ${content}.id`;

/** There is no picture `near` that the file `own` of `mine` belongs to, of those of which this is true. */
function without(condition: string): string {
  return `NOT EXISTS (SELECT 1 FROM file AS near, ${withDetails('picture', 'shot')}
    WHERE ${condition} AND ${inPlace('near')} AND picture.id = near.content_id AND ${belongs})`;
}

/** A query of the ids of all contents, as `mine`, each file of which lies beside a picture that it belongs to. */
export const companions = `SELECT mine.id FROM ${withDetails('mine', 'told')}
  WHERE ${mayBelong} AND NOT EXISTS (
    SELECT 1 FROM file AS own WHERE own.content_id = mine.id AND ${inPlace('own')}
      AND ${without(isBeside('near', 'own'))} AND ${without(isNamedAfter)})`;

/** The same as a condition on one row of `content`. */
export const isCompanion = `EXISTS (${companions} AND mine.id = content.id)`;

type Row = { picture: number; asset: number; format: string; path: Uint8Array };

/** What belongs to the library's pictures. */
export class Companions {
  readonly #database: Database;
  readonly #paths: Paths;
  #of: Statement | undefined;

  constructor(database: Database, paths: Paths) {
    this.#database = database;
    this.#paths = paths;
  }

  /** By picture, what belongs to each of these, by path; those to which nothing does are not in it. */
  of(pictures: readonly number[]): Map<number, Companion[]> {
    const which = (
      condition: string,
    ) => `SELECT picture.id AS picture, mine.id AS asset, mine.format, min(own.path) AS path
       FROM (SELECT value FROM json_each(?1)) AS wanted CROSS JOIN file AS near CROSS JOIN file AS own,
         ${withDetails('mine', 'told')}, ${withDetails('picture', 'shot')}
       WHERE near.content_id = wanted.value AND ${inPlace('near')} AND picture.id = near.content_id
         AND ${condition} AND ${inPlace('own')} AND mine.id = own.content_id AND ${mayBelong} AND ${belongs}
       GROUP BY picture.id, mine.id`;
    this.#of ??= this.#database.prepare(
      `${which(isBeside('own', 'near'))}
       UNION ALL ${which(`own.path = ${withoutEnding('near')} AND ${hasEnding('near')}`)} ORDER BY path`,
    );
    const found = new Map<number, Companion[]>();
    for (const { picture, asset, format, path } of this.#of.all(listed(pictures)) as Row[]) {
      const kind = format === 'raw' ? 'raw' : 'video';
      const others = found.get(picture) ?? [];
      found.set(picture, [...others, { asset, kind, path: this.#paths.absolute(path) }]);
    }
    return found;
  }
}
