/** Dates where words are not divided by spaces: Chinese and Japanese, and Korean, which is written much alike here. */
import {
  dayBefore,
  daysOf,
  daysOfDate,
  daysOfUnit,
  daysOfYear,
  latest,
  spanOf,
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
  [/^[の的\s]*(?:圣诞|聖誕|クリスマス|크리스마스|성탄)/u, 'christmas'],
  [/^[の的\s]*(?:大晦日|跨年)/u, 'newYear'],
  // The first month by the moon is called like the new year: a day of it lies in February.
  [/^[の的\s]*(?:元旦|正月(?![初十廿]))/u, 'newYearsDay'],
];

const whichYear = '(?:(?<year>(?:19|20)\\d\\d)\\s*[年년]|(?<lastYear>去年|昨年|작년|지난해)|(?<thisYear>今年|올해))';
const whichMonth = '(?<month>1[0-2]|0?[1-9])\\s*[月월]份?(?:\\s*(?<day>3[01]|[12]\\d|0?[1-9])\\s*[日号號일])?';
// Alone it may begin another word: 夏威夷 is Hawaii, 春节 a feast, 冬奥会 and 冬季奥运会 the Olympic Games.
const whichSeason = `(?<season>${Object.keys(seasons).join('|')})(?:天|季(?![奥奧])|(?=[\\s的のにへ에의、,，]|$))`;
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

/** Between the ends of a stretch of time; before its first year, which then has no sign of its own; and around it. */
const link = /^\s*(?:到|至|和|与|與|から|と|부터|[-–—~〜～])\s*/u;
const yearBefore = /(?:[从從自]\s*)?(?<!\d)(?<year>(?:19|20)\d\d)\s*(?:到|至|から|부터|[-–—~〜～])\s*$/u;
const opener = /[从從自]\s*$/u;
const closer = /^\s*(?:之间|之間|为止|為止|まで|の?間|까지)(?:的|の|에|의)?/u;
/** "Since", "before" and the like: what is meant lies outside. */
const openEnd = /^\s*(?:以前|以来|以來|以后|以後|以降|之前|之后|之後|から|まで|이전|이후|부터|까지)/u;

type Groups = Readonly<Record<string, string | undefined>>;
type Found = { start: number; end: number; days: Days };

/** `unquoted`: the query with other signs where it is quoted, as long as it is. */
export function readUnspacedDate(query: string, unquoted: string, { calendar }: DateOptions): Dated | undefined {
  const first = firstDate(unquoted, calendar);
  if (!first) return undefined;
  const { start, end, days } = stretchFrom(unquoted, first, calendar);
  if (openEnd.test(unquoted.slice(end))) return undefined;
  const words = query
    .slice(start, end)
    .replace(/(?:的|の|에|의)$/u, '')
    .trim();
  return { words, days, rest: `${query.slice(0, start)} ${query.slice(end)}` };
}

function firstDate(text: string, calendar: Calendar): Found | undefined {
  for (const [pattern, read] of patterns) {
    const match = pattern.exec(text);
    if (!match) continue;
    const end = match.index + match[0].length;
    const groups = match.groups ?? {};
    const feast = feasts.find(([names]) => names.test(text.slice(end)))?.[1];
    const isFeast = feast && groups['month'] === undefined && groups['season'] === undefined;
    const days = isFeast
      ? daysOf({ kind: 'holiday', holiday: feast }, yearOf(groups, calendar), calendar)
      : read(groups, calendar);
    if (days) return { start: match.index, end, days };
  }
  return undefined;
}

/** "2017年到2019年", "2017-2019年": to the last day of the last. */
function stretchFrom(text: string, first: Found, calendar: Calendar): Found {
  // Long enough for a year with its link.
  const before = text.slice(Math.max(0, first.start - 12), first.start);
  const year = yearBefore.exec(before);
  if (year) {
    const days = spanOf(daysOfYear(Number(year.groups?.['year'])), first.days);
    return { start: first.start - year[0].length, end: pastCloser(text, first.end), days };
  }
  const linked = first.end + (link.exec(text.slice(first.end))?.[0].length ?? 0);
  const last = linked > first.end ? firstDate(text.slice(linked), calendar) : undefined;
  if (last?.start !== 0) return first;
  const end = linked + last.end;
  return {
    start: first.start - (opener.exec(before)?.[0].length ?? 0),
    end: pastCloser(text, end),
    days: spanOf(first.days, last.days),
  };
}

function pastCloser(text: string, end: number): number {
  return end + (closer.exec(text.slice(end))?.[0].length ?? 0);
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
