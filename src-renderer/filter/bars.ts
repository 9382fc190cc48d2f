/** How many pictures a month or a year has; from and to are its first and last day. */
export type Bar = { from: string; to: string; isYear: boolean; count: number };

/** More bars than these are too thin to be hit. */
const most = 72;

/** A bar for each month from the first that has pictures to the last, or for each year where those are too many. */
export function barsOf(months: readonly { month: string; count: number }[]): Bar[] {
  const counts = new Map<number, number>();
  for (const { month, count } of months) counts.set(numberOf(month), count);
  const [first, last] = [Math.min(...counts.keys()), Math.max(...counts.keys())];
  if (counts.size === 0) return [];
  const step = last - first < most ? 1 : 12;
  const bars: Bar[] = [];
  for (let at = first - (first % step); at <= last; at += step) {
    const covered = Array.from({ length: step }, (_none, month) => counts.get(at + month) ?? 0);
    const count = covered.reduce((sum, each) => sum + each, 0);
    bars.push({ from: dayOf(at, 1), to: dayOf(at + step, 0), isYear: step === 12, count });
  }
  return bars;
}

/** Months since the year 0. */
function numberOf(month: string): number {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return year * 12 + number - 1;
}

function dayOf(month: number, day: number): string {
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(month / 12), month % 12, day);
  return date.toISOString().slice(0, 10);
}
