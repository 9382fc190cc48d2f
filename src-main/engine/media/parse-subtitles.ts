import type { Cue } from '../values.ts';

/** What a person reads at a time; more is none that somebody wrote by hand. */
const longestText = 500;
/** Of one file or track. */
const mostCues = 20_000;
/** No film is so long; greater numbers are none that a database keeps. */
const latestMs = 1000 * 3_600_000;

/** `timed`: is there anything that is to be shown at a time? `more`: there are words that were left out. */
type Parsed = { cues: Cue[]; timed: boolean; more: boolean };

/** The words of a subtitle file, whichever of SRT, WebVTT or ASS it is; what is none of them has none. */
export function parseSubtitles(text: string): Parsed {
  const isAss = /^\[(?:Script Info|V4\+? Styles|Events)\]/im.test(text.slice(0, 4096));
  const all = isAss ? parseAss(text) : parseArrows(text);
  const cues = all.filter(({ text: words, startMs, endMs }) => {
    return words !== '' && endMs > startMs && startMs < latestMs && !telemetry.test(words);
  });
  return { cues: cues.slice(0, mostCues), timed: all.length > 0, more: cues.length > mostCues };
}

/** What drones write of each picture. */
const telemetry = /\b(?:FrameCnt|SrtCnt|DiffTime)\s*:|\[iso\s*:/i;

const time = String.raw`(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})`;
const arrow = new RegExp(String.raw`^\s*${time}\s*-->\s*${time}`);

/** SRT and WebVTT: a line with two times, then lines of text up to an empty one. */
function parseArrows(text: string): Cue[] {
  const cues: Cue[] = [];
  let lines: string[] | undefined;
  let span = { startMs: 0, endMs: 0 };
  const close = () => {
    if (lines) cues.push({ ...span, text: plain(lines.join(' ').replaceAll(/\{\\[^{}]{0,500}\}/g, '')) });
    lines = undefined;
  };
  for (const line of text.split(/\r\n|\r|\n/)) {
    const times = arrow.exec(line);
    if (times) {
      close();
      span = { startMs: milliseconds(times.slice(1, 5)), endMs: milliseconds(times.slice(5, 9)) };
      lines = [];
    } else if (line.trim() === '') close();
    else lines?.push(line);
  }
  close();
  return cues;
}

const dialogue = new RegExp(String.raw`^Dialogue:[^,]*,\s*${time}\s*,\s*${time}\s*,(?:[^,]*,){6}(.*)$`);

/** ASS and SSA: a line each, the text after nine fields. */
function parseAss(text: string): Cue[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => {
    const found = dialogue.exec(line);
    if (!found) return [];
    const words = withoutDrawings(found[9] ?? '').replaceAll(/\\[Nnh]/g, ' ');
    return [{ startMs: milliseconds(found.slice(1, 5)), endMs: milliseconds(found.slice(5, 9)), text: plain(words) }];
  });
}

/** In braces it is told how what follows is to look, and notes are; from `\p1` to `\p0` are the lines of a drawing. */
function withoutDrawings(text: string): string {
  let draws = false;
  const parts = text.split(/\{([^{}]*)\}/).map((part, at) => {
    if (at % 2 === 0) return draws ? '' : part;
    const scale = [...part.matchAll(/\\p(\d+)/g)].at(-1)?.[1];
    if (scale !== undefined) draws = Number(scale) > 0;
    return '';
  });
  return parts.join('');
}

function milliseconds([hours = '0', minutes, seconds, fraction = '']: (string | undefined)[]): number {
  const whole =
    1000 * (3600 * Number(hours) + 60 * Number(minutes) + Number(seconds)) + Number(fraction.padEnd(3, '0'));
  return Math.min(whole, latestMs);
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  nbsp: ' ',
  lrm: '',
  rlm: '',
};

/** Without marks of how it is to look, without what a page would run, and what turns a terminal's lines about. */
function plain(text: string): string {
  return text
    .replaceAll(/<(script|style)\b[^<>]{0,200}>.*?(?:<\/\1>|$)/gis, ' ')
    .replaceAll(/<[^<>]{0,200}>/g, '')
    .replaceAll(/&([a-z]{2,4});/g, (whole, name: string) => entities[name] ?? whole)
    .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim()
    .slice(0, longestText);
}
