import type { FilePart } from '../values.ts';
import { commandOf, type Ffmpeg } from './ffmpeg.ts';

/** A window shows no more, and encoding more takes longer than it lasts. */
const mostHigh = 720;

/** VP8 and Opus as WebM: every Chromium plays it, also those without the codecs that cost a licence. */
const asWebm = [
  ['-map', '0:v:0', '-map', '0:a:0?', '-sn', '-dn'],
  ['-vf', `scale=-2:'min(${mostHigh},trunc(ih/2)*2)'`, '-pix_fmt', 'yuv420p'],
  ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '3M', '-g', '60'],
  ['-c:a', 'libopus', '-ac', '2', '-b:a', '96k'],
  ['-f', 'webm', '-live', '1', 'pipe:1'],
].flat();

/** A video: a file, or a part of one. */
type Film = { path: Buffer; part: FilePart | undefined };

/** The command that writes a video from a moment on to its standard output, as a window can play it. */
export function streamCommand(film: Film, fromMs: number, { ffmpeg }: Ffmpeg): string[] | undefined {
  const before = ['-nostdin', '-v', 'error', '-ss', (fromMs / 1000).toFixed(3)];
  return commandOf({ program: ffmpeg, before, ...film, after: asWebm });
}
