import type { Filter } from '../values.ts';
import { prefixRange } from './path-range.ts';

type Value = string | number | Buffer;

const kinds = { video: 'content.duration_ms IS NOT NULL', photo: 'content.duration_ms IS NULL' };

/** The condition that a row of `content` joined with `details` is let through, and its values. */
export function conditionOf({ from, to, camera, rating, kind, folder }: Filter): { sql: string; values: Value[] } {
  const conditions: [sql: string, values: (Value | undefined)[]][] = [
    ['details.taken >= ?', [from]],
    ['details.taken < ?', [to]],
    [
      "details.camera LIKE ? ESCAPE '\\'",
      [camera === undefined ? undefined : `%${camera.replaceAll(/[\\%_]/gu, '\\$&')}%`],
    ],
    ['details.rating >= ?', [rating]],
    [
      `EXISTS (SELECT 1 FROM file AS inside WHERE inside.content_id = content.id AND inside.gone < 2
         AND inside.reason IS NULL AND inside.path >= ? AND inside.path < ?)`,
      folder ? prefixRange(folder) : [undefined],
    ],
  ];
  const given = conditions.filter(([, values]) => !values.includes(undefined));
  const sql = [...given.map(([condition]) => condition), ...(kind ? [kinds[kind]] : [])].join(' AND ');
  return { sql: sql === '' ? '1' : sql, values: given.flatMap(([, values]) => values.flatMap((value) => value ?? [])) };
}
