/** Dates where words are not divided by spaces: Chinese and Japanese, and Korean, which is written much alike here. */
import {
  dayBefore,
  daysOf,
  daysOfDate,
  daysOfUnit,
  latest,
  type Calendar,
  type Dated,
  type DateOptions,
  type Days,
  type Holiday,
  type Season,
} from './calendar.ts';

const seasons: Readonly<Record<string, Season>> = {
  春: 'spring',
  夏: 'summer',
  秋: 'autumn',
  冬: 'winter',
  봄: 'spring',
  여름: 'summer',
  가을: 'autumn',
  겨울: 'winter',
};
const feasts: readonly (readonly [RegExp, Holiday])[] = [
  [/^[のの的\s]*(?:圣诞|聖誕|クリスマス|크리스마스|성탄)/u, 'christmas'],
  [/^[のの的\s]*(?:大晦日|跨年|元旦|正月)/u, 'newYear'],
];

const whichYear = '(?:(?<year>(?:19|20)\\d\\d)\\s*[年년]|(?<lastYear>去年|昨年|작년|지난해)|(?<thisYear>今年|올해))';
const whichMonth = '(?<month>1[0-2]|0?[1-9])\\s*[月월]份?(?:\\s*(?<day>3[01]|[12]\\d|0?[1-9])\\s*[日号號일])?';
const whichSeason = `(?<season>${Object.keys(seasons).join('|')})[天季]?`;
/** "Of", which goes with the time. */
const of = '(?:的|の|에|의)?';

const patterns: readonly [RegExp, (groups: Groups, calendar: Calendar) => Days | undefined][] = [
  [new RegExp(`${whichYear}(?:\\s*[の的]?\\s*(?:${whichMonth}|${whichSeason}))?${of}`, 'u'), daysOfYearly],
  [new RegExp(`(?:(?<last>지난\\s*)|この|这个|這個)${whichSeason}${of}`, 'u'), daysOfSeason],
  [new RegExp(`(?:上个月|上個月|先月|지난달)${of}`, 'u'), (_, calendar) => daysOfUnit('month', 'last', calendar)],
  [new RegExp(`(?:上周|上週|上星期|先週|지난주)${of}`, 'u'), (_, calendar) => daysOfUnit('week', 'last', calendar)],
  [new RegExp(`(?:昨天|昨日|어제)${of}`, 'u'), (_, calendar) => dayBefore(calendar, 1)],
  [new RegExp(`(?:今天|今日|오늘)${of}`, 'u'), (_, calendar) => dayBefore(calendar, 0)],
];

type Groups = Readonly<Record<string, string | undefined>>;

/** `unquoted`: the query with other signs where it is quoted, as long as it is. */
export function readUnspacedDate(query: string, unquoted: string, { calendar }: DateOptions): Dated | undefined {
  for (const [pattern, read] of patterns) {
    const match = pattern.exec(unquoted);
    if (!match) continue;
    const end = match.index + match[0].length;
    const groups = match.groups ?? {};
    const feast = feasts.find(([names]) => names.test(unquoted.slice(end)))?.[1];
    const isFeast = feast && groups['month'] === undefined && groups['season'] === undefined;
    const days = isFeast
      ? daysOf({ kind: 'holiday', holiday: feast }, yearOf(groups, calendar), calendar)
      : read(groups, calendar);
    if (!days) continue;
    const words = query
      .slice(match.index, end)
      .replace(/(?:的|の|에|의)$/u, '')
      .trim();
    return { words, days, rest: `${query.slice(0, match.index)} ${query.slice(end)}` };
  }
  return undefined;
}

function daysOfYearly(groups: Groups, calendar: Calendar): Days | undefined {
  const season = seasons[groups['season'] ?? ''];
  const year = yearOf(groups, calendar);
  if (season) return daysOf({ kind: 'season', season }, year, calendar);
  return daysOfDate(year, numberOf(groups['month']), numberOf(groups['day']));
}

function daysOfSeason(groups: Groups, calendar: Calendar): Days | undefined {
  const season = seasons[groups['season'] ?? ''];
  return season && latest({ kind: 'season', season }, groups['last'] === undefined ? 'this' : 'last', calendar);
}

function yearOf({ year, lastYear }: Groups, { today }: Calendar): number {
  return year === undefined ? Number(today.slice(0, 4)) - (lastYear === undefined ? 0 : 1) : Number(year);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}
