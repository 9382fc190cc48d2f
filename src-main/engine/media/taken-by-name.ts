import type { Taken } from '../values.ts';
import { takenAt, wallClock } from './taken.ts';

const year = '(?<year>(?:19|20)\\d\\d)';
const month = '(?<month>0[1-9]|1[0-2])';
const day = '(?<day>0[1-9]|[12]\\d|3[01])';
/** `14.05.09` and `2.05.09 PM`, where the parts are apart; else `140509`, perhaps with milliseconds. */
const time =
  '(?<hour>[01]\\d|2[0-3]|\\d(?=[-_.]))(?<between>[-_.]?)(?<minute>[0-5]\\d)\\k<between>(?<second>[0-5]\\d)(?:\\d{3})?' +
  '(?:[ \\u202F]?(?<half>[AP])M)?';
/** A few letters stand between date and time in the names of screenshots: `at`, `um`, `a las`, `à`. */
const beforeTime = '(?:[ T_.-]+(?:\\p{L}{1,3} ){0,2}|(?<=\\d{8}))';

/** Dates as phones, programs and people write them. */
const patterns = [
  // 20190803_140509, 20190803140509, 2019-08-03 14.05.09, 2019-08-03 at 2.05.09 PM
  `(?<!\\d)${year}(?<apart>[-_.]?)${month}\\k<apart>${day}(?:${beforeTime}${time})?(?!\\d)`,
  // 2019年8月3日
  '(?<!\\d)(?<year>(?:19|20)\\d\\d) ?[年년] ?(?<month>0?[1-9]|1[0-2]) ?[月월] ?(?<day>0?[1-9]|[12]\\d|3[01]) ?[日일]',
  // Points stand between parts where the day comes first: 3.8.2019
  `(?<![\\d.])(?<day>0?[1-9]|[12]\\d|3[01])\\.(?<month>0?[1-9]|1[0-2])\\.${year}(?!\\d)`,
  // Telegram's exports: photo_1@03-08-2019_14-05-09
  `@${day}-${month}-${year}_${time}`,
].map((pattern) => new RegExp(pattern, 'u'));

/** Milliseconds since 1970, by Facebook and WeChat. */
const sinceEpoch = /^(?:FB_IMG_|mmexport|wx_camera_)(1\d{12})(?!\d)/;

/** By a file's name, as phones and programs write it: `IMG_20190803_140509.jpg`, `2019-08-03 14.05.09.png`. */
export function takenByName(name: string): Taken | undefined {
  const ms = sinceEpoch.exec(name)?.[1];
  if (ms !== undefined) return takenAt(Number(ms), 'name');
  for (const pattern of patterns) {
    const wall = wallOf(pattern.exec(name)?.groups);
    if (wall !== undefined) return { wall, from: 'name' };
  }
  return undefined;
}

function wallOf(found: Record<string, string | undefined> | undefined): number | undefined {
  if (!found) return undefined;
  const { half } = found;
  const part = (name: string) => Number(found[name] ?? 0);
  const hour = half === undefined ? part('hour') : (part('hour') % 12) + (half === 'P' ? 12 : 0);
  return wallClock([part('year'), part('month'), part('day'), hour, part('minute'), part('second')]);
}
