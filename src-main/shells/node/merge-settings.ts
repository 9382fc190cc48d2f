import { mostRecent, mostSaved, searchKey, type Settings } from '../../contract/index.ts';

/** What one window changed, on what it knew before. */
export type ChangedSettings = { before: Settings; now: Settings };

/** What is kept, of which only what was changed becomes another: a second window may have kept something meanwhile. */
export function mergeSettings(kept: Settings, { before, now }: ChangedSettings): Settings {
  const savedIn = { kept: kept.saved ?? [], before: before.saved ?? [], now: now.saved ?? [] };
  const saved = mergeLists(savedIn, searchKey).slice(0, mostSaved);
  const language = now.language === before.language ? kept.language : now.language;
  const tray = now.tray === before.tray ? kept.tray : now.tray;
  return {
    theme: now.theme === before.theme ? kept.theme : now.theme,
    recent: mergeLists({ kept: kept.recent, before: before.recent, now: now.recent }, String).slice(0, mostRecent),
    ...(language === undefined ? {} : { language }),
    ...(tray === undefined ? {} : { tray }),
    ...(saved.length > 0 ? { saved } : {}),
  };
}

/** In the order of `now`; what only another window has comes behind, and what it has given up is gone. */
function mergeLists<T>(
  { kept, before, now }: Record<'kept' | 'before' | 'now', readonly T[]>,
  keyOf: (item: T) => string,
): T[] {
  const keys = (list: readonly T[]) => list.map(keyOf);
  if (keys(now).join('\n') === keys(before).join('\n')) return [...kept];
  const [had, has, there] = [new Set(keys(before)), new Set(keys(now)), new Set(keys(kept))];
  const own = now.filter((item) => !had.has(keyOf(item)) || there.has(keyOf(item)));
  return [...own, ...kept.filter((item) => !had.has(keyOf(item)) && !has.has(keyOf(item)))];
}
