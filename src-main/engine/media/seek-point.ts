import { once } from 'node:events';
import { start, type Ffmpeg } from './ffmpeg.ts';
import type { VideoFacts } from './probe-video.ts';

/**
 * Containers without an index: where FFmpeg is sent to a moment, it comes out anywhere before, and all up to the keyframe
 * after is lost.
 */
const unindexed = ['ts', 'mpg'];
/** Keyframes of broadcasts, cameras and most else are nearer to each other than this. */
const furthestMs = 12_000;
/** Sent so near to the beginning, FFmpeg aims before it, and comes out elsewhere in some AVI files. */
const nearStartMs = 500;
/** A disk that hangs is to cost no more. */
const limitMs = 20_000;
/** Times are told in milliseconds, and those of packets are finer. */
const roundingMs = 1;

type Video = { facts: VideoFacts; ffmpeg: Ffmpeg };

/** Where to send FFmpeg so that all that is shown from `atMs` on is whole: no later than that, in milliseconds. */
export async function seekPoint(path: Buffer, atMs: number, video: Video): Promise<number> {
  if (atMs < nearStartMs) return 0;
  return unindexed.includes(video.facts.format) ? ((await keyframeBefore(path, atMs, video)) ?? atMs) : atMs;
}

/** When the last picture begins that is stored whole and no later than `atMs`; undefined where there is none near. */
async function keyframeBefore(path: Buffer, atMs: number, { facts, ffmpeg }: Video): Promise<number | undefined> {
  const seconds = (ms: number) => ((facts.startMs + ms) / 1000).toFixed(3);
  const span = `${seconds(Math.max(0, atMs - furthestMs))}%${seconds(atMs + roundingMs)}`;
  const what = ['-select_streams', String(facts.stream), '-show_entries', 'packet=pts_time,flags'];
  const before = ['-v', 'quiet', ...what, '-of', 'csv=p=0', '-read_intervals', span];
  const times = (await linesOf({ program: ffmpeg.ffprobe, before, path, after: [] })).flatMap((line) => {
    const [, time] = /^(-?[\d.]+),K/.exec(line) ?? [];
    return time === undefined ? [] : [1000 * Number(time) - facts.startMs];
  });
  const last = Math.max(...times.filter((ms) => ms <= atMs + roundingMs));
  return Number.isFinite(last) ? Math.max(0, Math.min(atMs, Math.floor(last))) : undefined;
}

async function linesOf(command: Parameters<typeof start>[0]): Promise<string[]> {
  const child = start(command);
  let text = '';
  child.stderr?.resume();
  child.stdout?.setEncoding('utf8').on('data', (more: string) => (text += more));
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  await once(child, 'close');
  clearTimeout(timer);
  return text.split('\n');
}
