/** Stretches of days that people name, by the clock on the wall. */

/** Both ends included, as `2019-08-03`. */
export type Days = { from: string; to: string };

export type Season = 'spring' | 'summer' | 'autumn' | 'winter';
export type Holiday = 'christmas' | 'newYear' | 'newYearsDay' | 'easter' | 'halloween';

/** What comes every year. Months from 1; `day`: only that one of it. */
export type Yearly =
  | { kind: 'season'; season: Season }
  | { kind: 'month'; month: number; day?: number }
  | { kind: 'holiday'; holiday: Holiday };

export type Unit = 'year' | 'month' | 'week';

/** `southern`: where summer is in December. */
export type Calendar = { today: string; southern: boolean };

/** A query's words that tell when, as days, and what is left of it. */
export type Dated = { words: string; days: Days; rest: string };

/** `language`: the query's (ISO 639-1), a guess will do; `mayBeAll`: may nothing be left of the query? */
export type DateOptions = { language: string; calendar: Calendar; mayBeAll: boolean };

/** Time zones in which summer is in December; near the equator it is a matter of speech. */
const southernZones = new RegExp(
  [
    '^(Australia|Antarctica)/',
    '^Africa/(Johannesburg|Windhoek|Maputo|Harare|Gaborone|Lusaka|Maseru|Mbabane|Luanda|Lubumbashi|Blantyre)',
    '^America/(Argentina|Buenos_Aires|Santiago|Punta_Arenas|Montevideo|Asuncion|La_Paz|Lima|Sao_Paulo|Bahia|Campo_Grande)',
    '^America/(Cuiaba|Fortaleza|Recife|Maceio|Araguaina|Belem|Manaus|Porto_Velho|Rio_Branco|Santarem|Noronha)',
    '^Pacific/(Auckland|Chatham|Fiji|Tongatapu|Apia|Noumea|Tahiti|Port_Moresby|Rarotonga)',
    '^Indian/(Antananarivo|Mauritius|Reunion)',
  ].join('|'),
);

/** Asked for once: it takes a millisecond, and Node would not notice another one either. */
let zoneHere: string | undefined;

/** By this machine's clock and time zone. */
export function calendarHere(
  now = new Date(),
  zone = (zoneHere ??= new Intl.DateTimeFormat().resolvedOptions().timeZone),
): Calendar {
  const today = dateOf(now.getFullYear(), now.getMonth() + 1, now.getDate());
  return { today, southern: southernZones.test(zone) };
}

const firstMonths: Record<Season, number> = { spring: 3, summer: 6, autumn: 9, winter: 12 };
const dayMs = 24 * 60 * 60 * 1000;

/** In the year in which it begins; New Year's Day in that which begins with it. */
export function daysOf(yearly: Yearly, year: number, { southern }: Calendar): Days {
  switch (yearly.kind) {
    case 'month':
      return daysOfDate(year, yearly.month, yearly.day) ?? months(year, yearly.month, 1);
    case 'season': {
      const north = firstMonths[yearly.season];
      return months(year, southern ? ((north + 5) % 12) + 1 : north, 3);
    }
    case 'holiday':
      return holidays[yearly.holiday](year);
  }
}

export function daysOfYear(year: number): Days {
  return months(year, 1, 12);
}

/** `last`: that which ended most recently; `this`: that which began most recently. */
export function latest(yearly: Yearly, which: 'last' | 'this', calendar: Calendar): Days {
  const year = yearOf(calendar.today);
  const counts = ({ from, to }: Days) => (which === 'last' ? to < calendar.today : from <= calendar.today);
  // Next year's New Year begins in this one.
  const years = [year + 1, year, year - 1, year - 2].map((each) => daysOf(yearly, each, calendar));
  return years.find(counts) ?? daysOf(yearly, year - 2, calendar);
}

/** This year, month or week (from Monday on), or the one before. */
export function daysOfUnit(unit: Unit, which: 'last' | 'this', { today }: Calendar): Days {
  const back = which === 'last' ? 1 : 0;
  if (unit === 'year') return daysOfYear(yearOf(today) - back);
  if (unit === 'month') return months(yearOf(today), Number(today.slice(5, 7)) - back, 1);
  const weekday = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  return { from: daysBefore(today, weekday + 7 * back), to: daysBefore(today, weekday + 7 * back - 6) };
}

export function dayBefore({ today }: Calendar, days: number): Days {
  const day = daysBefore(today, days);
  return { from: day, to: day };
}

/** From a year, month or day as written: `2019`, `2019-08`, `2019-08-03`; undefined where there is no such. */
export function daysOfDate(year: number, month?: number, day?: number): Days | undefined {
  if (month === undefined) return daysOfYear(year);
  if (day === undefined) return months(year, month, 1);
  const date = dateOf(year, month, day);
  return Number(date.slice(8)) === day ? { from: date, to: date } : undefined;
}

/** Feasts with the days around them of which people say that they were then. */
const holidays: Record<Holiday, (year: number) => Days> = {
  christmas: (year) => ({ from: dateOf(year, 12, 20), to: dateOf(year, 12, 31) }),
  newYear: (year) => ({ from: dateOf(year, 12, 30), to: dateOf(year + 1, 1, 2) }),
  // The same night, called by the year that it leads into.
  newYearsDay: (year) => ({ from: dateOf(year - 1, 12, 30), to: dateOf(year, 1, 2) }),
  halloween: (year) => ({ from: dateOf(year, 10, 29), to: dateOf(year, 11, 2) }),
  easter(year) {
    const sunday = easterSunday(year);
    return { from: daysBefore(sunday, 7), to: daysBefore(sunday, -1) };
  },
};

/** Of the western churches: the anonymous Gregorian computation (Nature, 1876). */
function easterSunday(year: number): string {
  const golden = year % 19;
  const [century, inCentury] = [Math.floor(year / 100), year % 100];
  const leaps = Math.floor(century / 4);
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const moon = (19 * golden + century - leaps - correction + 15) % 30;
  const sunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - moon - (inCentury % 4)) % 7;
  const shift = Math.floor((golden + 11 * moon + 22 * sunday) / 451);
  const days = moon + sunday - 7 * shift + 114;
  return dateOf(year, Math.floor(days / 31), (days % 31) + 1);
}

function months(year: number, first: number, count: number): Days {
  return { from: dateOf(year, first, 1), to: dateOf(year, first + count, 0) };
}

function daysBefore(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - days * dayMs).toISOString().slice(0, 10);
}

function dateOf(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
}

function yearOf(date: string): number {
  return Number(date.slice(0, 4));
}

/** From the first day of both to the last. */
export function spanOf(one: Days, other: Days): Days {
  return { from: one.from < other.from ? one.from : other.from, to: one.to > other.to ? one.to : other.to };
}
