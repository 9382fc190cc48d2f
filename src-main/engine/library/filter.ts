import type { Filter } from '../values.ts';

/** The condition that a row of `content` joined with `details` is let through, and its values. */
export function conditionOf({ from, to, camera, rating, kind }: Filter): { sql: string; values: (string | number)[] } {
  const conditions: [sql: string, value: string | number | undefined][] = [
    ['details.taken >= ?', from],
    ['details.taken < ?', to],
    [
      "details.camera LIKE ? ESCAPE '\\'",
      camera === undefined ? undefined : `%${camera.replaceAll(/[\\%_]/gu, '\\$&')}%`,
    ],
    ['details.rating >= ?', rating],
  ];
  const kinds = { video: 'content.duration_ms IS NOT NULL', photo: 'content.duration_ms IS NULL' };
  const given = conditions.filter(([, value]) => value !== undefined);
  const sql = [...given.map(([condition]) => condition), ...(kind ? [kinds[kind]] : [])].join(' AND ');
  return { sql: sql === '' ? '1' : sql, values: given.flatMap(([, value]) => value ?? []) };
}
