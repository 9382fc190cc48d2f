import { once } from 'node:events';
import { extname } from 'node:path';
import { start, type Ffmpeg } from './ffmpeg.ts';
import { probeVideo, type VideoFacts } from './probe-video.ts';
import { seekPoint } from './seek-point.ts';

/** From which moment on, and for how long, in milliseconds. */
export type Clip = { fromMs: number; lengthMs: number };

/** How a container is written, by the ending of a file's name. */
const containers: Readonly<Record<string, readonly string[]>> = {
  mp4: ['mp4', '-movflags', '+faststart'],
  m4v: ['mp4', '-movflags', '+faststart'],
  mov: ['mov', '-movflags', '+faststart'],
  '3gp': ['3gp'],
  mkv: ['matroska'],
  webm: ['webm'],
  avi: ['avi'],
  ts: ['mpegts'],
  mts: ['mpegts', '-mpegts_m2ts_mode', '1'],
  m2ts: ['mpegts', '-mpegts_m2ts_mode', '1'],
  mpg: ['vob'],
  mpeg: ['vob'],
  wmv: ['asf'],
  flv: ['flv'],
};

/** Endings of files that a clip can be written to. */
export const clipEndings = Object.keys(containers);

/** The ending of what holds all that is in other containers. */
const anything = 'mkv';
/** Enough to see whether it can be written. */
const shortMs = 100;

/** The system's own, for a disk that is full or fails: no other container would help. */
const diskWords = /no space left|input\/output error|quota exceeded|file too large/i;

/** It is read and written, not decoded: what takes longer hangs. */
const limitMs = 600_000;

/**
 * Writes a part of a video to a file that is there already, without encoding anew: from the keyframe before on, so that
 * its first picture is whole. Tells what went wrong; undefined when nothing did.
 */
export async function exportClip(
  path: Buffer,
  { fromMs, lengthMs, target, ending }: Clip & { target: string; ending: string },
  { ffmpeg, signal }: { ffmpeg: Ffmpeg; signal: AbortSignal },
): Promise<string | undefined> {
  const facts = await probeVideo(path, ffmpeg);
  if (facts === undefined) return 'there is no moving picture in it';
  if (typeof facts === 'string') return facts;
  const { durationMs = Infinity } = facts;
  if (fromMs >= durationMs) return `it ends after ${(durationMs / 1000).toFixed(1)} seconds`;
  const seekMs = await seekPoint(path, fromMs, { facts, ffmpeg });
  const seek = seekMs > 0 ? ['-ss', seconds(seekMs)] : [];
  const before = ['-nostdin', '-v', 'error', '-fflags', '+genpts', ...seek];
  const streams = [...mapsOf(facts, ending), '-sn', '-dn', '-map_chapters', '-1', '-c', 'copy'];
  const write: Write = (ms, output) => {
    const after = ['-t', seconds(ms + fromMs - seekMs), ...streams, '-avoid_negative_ts', 'make_zero', '-f', ...output];
    return run({ program: ffmpeg.ffmpeg, before, path, after }, signal);
  };
  const why = await write(lengthMs, [...(containers[ending] ?? []), '-y', `file:${target}`]);
  if (why === undefined || signal.aborted) return why;
  return (await fitsElsewhere(why, ending, write))
    ? `a .${ending} cannot hold what is in it; ${nameIt(path, ending)}`
    : why;
}

/** Of sound that FFmpeg does not know QuickTime's container alone takes a copy. */
function mapsOf({ stream, sounds }: VideoFacts, ending: string): string[] {
  return [stream, ...(ending === 'mov' ? ['a?'] : sounds)].flatMap((each) => ['-map', `0:${each}`]);
}

/** Writes so many milliseconds; what went wrong. */
type Write = (ms: number, output: readonly string[]) => Promise<string | undefined>;

/** Is the container at fault? FFmpeg's words for that differ by version, so the one that holds anything is tried. */
async function fitsElsewhere(why: string, ending: string, write: Write): Promise<boolean> {
  if (ending === anything || diskWords.test(why)) return false;
  return (await write(shortMs, [...(containers[anything] ?? []), 'pipe:1'])) === undefined;
}

function nameIt(path: Buffer, ending: string): string {
  const own = extname(path.toString()).slice(1).toLowerCase();
  const other = own !== ending && own !== anything && clipEndings.includes(own);
  return other ? `name it .${own} or .${anything}` : `name it .${anything}`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

async function run(command: Parameters<typeof start>[0], signal: AbortSignal): Promise<string | undefined> {
  const child = start(command);
  let said = '';
  child.stdout?.resume();
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  const end = () => void child.kill('SIGKILL');
  const timer = setTimeout(end, limitMs);
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  await once(child, 'close');
  clearTimeout(timer);
  signal.removeEventListener('abort', end);
  return child.exitCode === 0 ? undefined : lastLine(said) || 'it could not be read';
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').replace(/^\[[^\]]*\] */, '').slice(0, 200);
}
