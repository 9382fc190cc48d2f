import type { Cue } from '../values.ts';

/** What a person reads at a time; more is none that somebody wrote by hand. */
const longestText = 500;
const mostCues = 20_000;

/** The words of a subtitle file, whichever of SRT, WebVTT or ASS it is; what is none of them has none. */
export function parseSubtitles(text: string): Cue[] {
  const cues = /^\[Script Info\]/im.test(text.slice(0, 4096)) ? parseAss(text) : parseArrows(text);
  return cues.filter(({ text: words, startMs, endMs }) => words !== '' && endMs > startMs).slice(0, mostCues);
}

const time = String.raw`(?:(\d+):)?(\d{1,2}):(\d{1,2})[.,](\d{1,3})`;
const arrow = new RegExp(String.raw`^\s*${time}\s*-->\s*${time}`);

/** SRT and WebVTT: a line with two times, then lines of text up to an empty one. */
function parseArrows(text: string): Cue[] {
  const cues: Cue[] = [];
  let lines: string[] | undefined;
  let span = { startMs: 0, endMs: 0 };
  const close = () => {
    if (lines) cues.push({ ...span, text: plain(lines.join(' ')) });
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
    const words = (found[9] ?? '').replaceAll(/\\[Nnh]/g, ' ');
    return [{ startMs: milliseconds(found.slice(1, 5)), endMs: milliseconds(found.slice(5, 9)), text: plain(words) }];
  });
}

function milliseconds([hours = '0', minutes, seconds, fraction = '']: (string | undefined)[]): number {
  return 1000 * (3600 * Number(hours) + 60 * Number(minutes) + Number(seconds)) + Number(fraction.padEnd(3, '0'));
}

/** Without marks of how it is to look. */
function plain(text: string): string {
  return text
    .replaceAll(/<[^<>]{0,200}>|\{\\[^{}]{0,500}\}/g, '')
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, longestText);
}
