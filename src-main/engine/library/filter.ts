import type { Filter } from '../values.ts';

/** The condition that a row of `details` is let through, and its values. */
export function conditionOf({ from, to, camera, rating }: Filter): { sql: string; values: (string | number)[] } {
  const conditions: [sql: string, value: string | number | undefined][] = [
    ['details.taken >= ?', from],
    ['details.taken < ?', to],
    [
      "details.camera LIKE ? ESCAPE '\\'",
      camera === undefined ? undefined : `%${camera.replaceAll(/[\\%_]/gu, '\\$&')}%`,
    ],
    ['details.rating >= ?', rating],
  ];
  const given = conditions.filter(([, value]) => value !== undefined);
  const sql = given.map(([condition]) => condition).join(' AND ');
  return { sql: sql === '' ? '1' : sql, values: given.flatMap(([, value]) => value ?? []) };
}
