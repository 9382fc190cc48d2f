import type { FilePart } from '../values.ts';
import { colourTable } from './colour-table.ts';
import { commandOf, type Ffmpeg } from './ffmpeg.ts';
import type { Nclx } from './heif.ts';
import { probeVideo } from './probe-video.ts';
import { seekPoint } from './seek-point.ts';

/** A window shows no more, and encoding more takes longer than it lasts. */
const mostHigh = 720;
const size = `scale=-2:'min(${mostHigh},trunc(ih/2)*2)'`;

/** VP8 and Opus as WebM: every Chromium plays it, also those without the codecs that cost a licence. */
const asWebm = [
  ['-map', '0:a:0?', '-sn', '-dn', '-pix_fmt', 'yuv420p'],
  ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-b:v', '3M', '-g', '60'],
  ['-c:a', 'libopus', '-ac', '2', '-b:a', '96k'],
  ['-f', 'webm', '-live', '1', 'pipe:1'],
].flat();

/** A video: a file, or a part of one. */
type Film = { path: Buffer; part: FilePart | undefined };

/**
 * The command that writes a video from a moment on to its standard output, as a window can play it; undefined when the
 * file's name cannot be an argument.
 */
export async function streamCommand(film: Film, fromMs: number, ffmpeg: Ffmpeg): Promise<string[] | undefined> {
  const probed = await probeVideo(film.path, { ...ffmpeg, part: film.part });
  const isKnown = typeof probed === 'object';
  // What is wrong with it the program says itself.
  const { stream, colours } = isKnown ? probed : { stream: 'v:0', colours: undefined };
  const seekMs = isKnown ? await seekPoint(film.path, fromMs, { facts: probed, ffmpeg }) : fromMs;
  const before = ['-nostdin', '-v', 'error', ...from(seekMs)];
  const picture = colours ? toSrgb(`0:${stream}`, colours) : ['-map', `0:${stream}`, '-vf', size];
  return commandOf({
    program: ffmpeg.ffmpeg,
    before,
    ...film,
    after: [...picture, ...from(fromMs - seekMs), ...asWebm],
  });
}

function from(ms: number): string[] {
  return ms > 0 ? ['-ss', (ms / 1000).toFixed(3)] : [];
}

/** Colours as the pictures have that are made of the film: by a table, a picture in which each stands for another. */
function toSrgb(stream: string, colours: Nclx): string[] {
  const table = `data:image/png;base64,${colourTable(colours).toString('base64')}`;
  // VP8 knows no other matrix, whatever else is said.
  const asVideo = 'scale=out_color_matrix=smpte170m:out_range=tv,format=yuv420p';
  return [
    ['-f', 'png_pipe', '-protocol_whitelist', 'data', '-i', table],
    ['-filter_complex', `[${stream}]${size},format=rgb24[film];[film][1:v]haldclut,${asVideo}[srgb]`, '-map', '[srgb]'],
    ['-colorspace', 'smpte170m', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
  ].flat();
}
