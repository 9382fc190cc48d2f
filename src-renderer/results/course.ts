import type { Row } from './rows.ts';

/**
 * A month among the rows: any moment of it, its first row and picture, and how many pictures it has. Where several share a row
 * they are one stop, from `time` back to `until`.
 */
type Stop = { time: number; until: number; row: number; at: number; count: number };

/** How rows that are headed by months lie below each other. `tops[n]`: of row n, in pixels; the last is the whole height. */
export type Course = { tops: Float64Array; stops: Stop[] };

/** A mark beside the course, at a share of its height; `year` where there is room for its name. */
export type Mark = { share: number; year: number | undefined };

/** Where the months of these rows lie. */
export function courseOf(rows: readonly Row[]): Course {
  const tops = new Float64Array(rows.length + 1);
  const stops: Stop[] = [];
  for (const [row, { height, ...rest }] of rows.entries()) {
    tops[row + 1] = (tops[row] ?? 0) + height;
    if (rest.kind === 'heading') stops.push({ ...spanOf(rest.titles), row, at: -1, count: 0 });
    else if (rest.kind === 'pictures') countIn(stops.at(-1), rest.boxes);
  }
  return { tops, stops };
}

function spanOf(titles: readonly { time: number }[]): Pick<Stop, 'time' | 'until'> {
  const { time = 0 } = titles[0] ?? {};
  return { time, until: titles.at(-1)?.time ?? time };
}

function countIn(stop: Stop | undefined, boxes: readonly { at: number }[]): void {
  if (!stop) return;
  if (stop.at < 0) stop.at = boxes[0]?.at ?? -1;
  stop.count += boxes.length;
}

/** The row at a share of the height: 0 is the first one, 1 the last. */
export function rowAt({ tops }: Course, share: number): number {
  const wanted = Math.min(1, Math.max(0, share)) * (tops.at(-1) ?? 0);
  return Math.min(
    tops.length - 2,
    lastUpTo(tops, (top) => top <= wanted),
  );
}

/** The month that a row belongs to, by its place among the stops. */
export function stopAt({ stops }: Course, row: number): number {
  return lastUpTo(stops, (stop) => stop.row <= row);
}

/** How far down a row begins, as a share of the height. */
export function shareOf({ tops }: Course, row: number): number {
  return (tops[row] ?? 0) / (tops.at(-1) || 1);
}

/** One mark a month and a name a year, where `height` pixels have room for them. */
export function marksOf(course: Course, height: number, room: { mark: number; name: number }): Mark[] {
  const marks: Mark[] = [];
  let [lastMark, lastName, lastYear] = [-Infinity, -Infinity, NaN];
  for (const { time, row } of course.stops) {
    const share = shareOf(course, row);
    const [place, year] = [share * height, new Date(time).getFullYear()];
    const isNamed = year !== lastYear && place - lastName >= room.name;
    if (!isNamed && place - lastMark < room.mark) continue;
    marks.push({ share, year: isNamed ? year : undefined });
    lastMark = place;
    if (isNamed) [lastName, lastYear] = [place, year];
  }
  return marks;
}

/** The place of the last item that holds; they hold up to some place and not after it. */
function lastUpTo<T>(items: ArrayLike<T>, holds: (item: T) => boolean): number {
  let [low, high] = [0, items.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle;
    else high = middle - 1;
  }
  return low;
}
