import type { Area, Filter } from '../values.ts';
import { givenRating } from './contents.ts';
import { among, type Paths } from './paths.ts';

type Value = string | number | Buffer;
type Condition = { sql: string; values: Value[] };
type Given = { [Name in keyof Filter]-?: NonNullable<Filter[Name]> };

const levels = ['country', 'region', 'city', 'town'] as const;
const kinds = { video: 'content.duration_ms IS NOT NULL', photo: 'content.duration_ms IS NULL' };

/** Of each filter, the condition that a row of `content` joined with `details` is let through. */
const conditions: { [Name in keyof Given]: (given: Given[Name], paths: Paths) => Condition } = {
  from: (time) => ({ sql: 'details.taken >= ?', values: [time] }),
  to: (time) => ({ sql: 'details.taken < ?', values: [time] }),
  camera: (name) => ({
    sql: "details.camera LIKE ? ESCAPE '\\'",
    values: [`%${name.replaceAll(/[\\%_]/gu, '\\$&')}%`],
  }),
  areas: (areas) => {
    const one = (area: Area) => levels.filter((level) => area[level] !== undefined);
    const sql = areas
      .map(
        (area) =>
          `(${one(area)
            .map((level) => `details.${level} = ?`)
            .join(' AND ')})`,
      )
      .join(' OR ');
    const values = areas.flatMap((area) => one(area).flatMap((level) => area[level] ?? []));
    return { sql: `(${sql === '' ? '0' : sql})`, values };
  },
  rating: (least) => ({ sql: `coalesce(${givenRating}, details.rating) >= ?`, values: [least] }),
  length: ({ least = 0, most = Number.MAX_SAFE_INTEGER }) => ({
    sql: 'content.duration_ms BETWEEN ? AND ?',
    values: [least, most],
  }),
  kind: (kind) => ({ sql: kinds[kind], values: [] }),
  folder: (folder, paths) => {
    const ranges = paths.below(folder);
    const sql = `EXISTS (SELECT 1 FROM file AS inside WHERE inside.content_id = content.id AND inside.gone < 2
      AND inside.reason IS NULL AND ${among('inside.path', ranges.length)})`;
    return { sql, values: ranges.flat() };
  },
  favourites: () => ({ sql: 'content.hash IN (SELECT hash FROM favourite)', values: [] }),
  collection: (id) => ({
    sql: 'content.hash IN (SELECT hash FROM collected WHERE collection_id = ?)',
    values: [id],
  }),
};

/** The condition that a row of `content` joined with `details` is let through by all that is given, and its values. */
export function conditionOf(filter: Filter, paths: Paths): Condition {
  const names = Object.keys(filter) as (keyof Filter)[];
  const given = names.flatMap((name) => conditionFor(filter, name, paths) ?? []);
  const sql = given.map((condition) => condition.sql).join(' AND ');
  return { sql: sql === '' ? '1' : sql, values: given.flatMap(({ values }) => values) };
}

function conditionFor<Name extends keyof Given>(filter: Filter, name: Name, paths: Paths): Condition | undefined {
  const value = filter[name] as Given[Name] | undefined;
  return value === undefined ? undefined : conditions[name](value, paths);
}
