/**
 * When a picture was taken, as the clock on the wall showed it: that is what people mean by "in August" or "at night",
 * wherever they are now. In milliseconds since 1970 of a clock that knows no zones.
 */
import type { Taken } from '../values.ts';
import { numbersOf, textOf, type Tiff } from './tiff.ts';

const tags = {
  date: { original: 0x9003, digitized: 0x9004, offsetOriginal: 0x9011, offsetDigitized: 0x9012, offset: 0x9010 },
  gps: { time: 7, date: 0x1d },
};

const minuteMs = 60_000;
/** Of the oldest photograph. */
const firstYear = 1826;
/** Zones differ by quarters of an hour, and by no more than 14 hours from Greenwich. */
const quarterHour = 15;
const farthest = 14 * 60;
/** How far a clock may be wrong that is compared with the satellites'. */
const tolerance = 3;
/** Of another zone, or a little wrong, is a clock that shows so much more than this one's; it is not set where it shows more. */
const farthestAheadMs = 24 * 60 * minuteMs;

/** From `2019:08:03 14:05:09` or `2019-08-03T14:05:09.5+02:00`; undefined where a camera did not know. */
export function parseTaken(text: string | undefined, from: Taken['from'], offset?: string): Taken | undefined {
  const match =
    /^(\d{4})[:/.-](\d\d)[:/.-](\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d*)?)?\s*(Z|[+-]\d\d:?\d\d)?/.exec(
      text?.trim() ?? '',
    );
  if (!match) return undefined;
  const wall = wallClock(numbers(match, [1, 2, 3, 4, 5, 6]));
  const zone = offsetOf(match[7]) ?? offsetOf(offset);
  return wall === undefined ? undefined : { wall, from, ...(zone === undefined ? {} : { offset: zone }) };
}

/** Undefined for what is no date, and for what no camera took. */
export function wallClock(parts: [year: number, month: number, ...rest: number[]]): number | undefined {
  const [year, month, ...rest] = parts;
  const wall = Date.UTC(year, month - 1, ...rest);
  const date = new Date(wall);
  const day = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const found = [...day, date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()];
  // The 30th of February has become the 2nd of March.
  const exists = found.every((part, at) => part === parts[at]);
  return exists && isBelieved(wall) ? wall : undefined;
}

/** A date of the future is that of a wrong clock: the next that tells is taken, at last the file's own time. */
function isBelieved(ms: number): boolean {
  return new Date(ms).getUTCFullYear() >= firstYear && ms <= Date.now() + farthestAheadMs;
}

/** These groups of a match; one that is not there is 0. */
function numbers(match: RegExpExecArray, groups: readonly number[]): [number, number, ...number[]] {
  const [year = 0, month = 0, ...rest] = groups.map((group) => Number(match[group] ?? 0));
  return [year, month, ...rest];
}

function offsetOf(text: string | undefined): number | undefined {
  if (text === 'Z') return 0;
  const [, sign, hours = '', minutes = ''] = /^([+-])(\d\d):?(\d\d)/.exec(text ?? '') ?? [];
  const offset = Number(hours) * 60 + Number(minutes);
  return sign === undefined || offset > farthest ? undefined : sign === '-' ? -offset : offset;
}

/** By the EXIF block: when it was taken, else when it was digitized. */
export function takenByExif({ exif, gps }: Tiff): Taken | undefined {
  const { original, digitized, offsetOriginal, offsetDigitized, offset } = tags.date;
  const text = (tag: number) => textOf(exif?.get(tag));
  const taken =
    parseTaken(text(original), 'exif', text(offsetOriginal) ?? text(offset)) ??
    parseTaken(text(digitized), 'exif', text(offsetDigitized) ?? text(offset));
  if (!taken || taken.offset !== undefined) return taken;
  const bySatellite = offsetBySatellite(taken.wall, gps);
  return bySatellite === undefined ? taken : { ...taken, offset: bySatellite };
}

/** The satellites' clock shows UTC: what the camera's differs by is the zone, if it is anywhere near one. */
function offsetBySatellite(wall: number, gps: Tiff['gps']): number | undefined {
  const date = textOf(gps?.get(tags.gps.date));
  const time = numbersOf(gps?.get(tags.gps.time));
  const utc = parseTaken(date, 'exif');
  if (!utc || time.length < 3 || !time.every(Number.isFinite)) return undefined;
  const minutes = time.reduce((sum, part, at) => sum + part * 60 ** (1 - at), 0);
  const difference = (wall - utc.wall) / minuteMs - minutes;
  const offset = Math.round(difference / quarterHour) * quarterHour;
  return Math.abs(difference - offset) <= tolerance && Math.abs(offset) <= farthest ? offset : undefined;
}

/** By a moment of the world's clock, in milliseconds since 1970; undefined for none, and for what no camera took. */
export function takenAt(ms: number, from: Taken['from']): Taken | undefined {
  return isBelieved(ms) ? onThisWall(ms, from) : undefined;
}

/** A moment of the world's clock on this machine's wall. */
export function onThisWall(ms: number, from: Taken['from']): Taken {
  const offset = 0 - new Date(ms).getTimezoneOffset();
  return { wall: Math.floor(ms) + offset * minuteMs, offset, from };
}
