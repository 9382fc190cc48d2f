import type { FilePart } from '../values.ts';
import { colourTable } from './colour-table.ts';
import { commandOf, type Ffmpeg } from './ffmpeg.ts';
import type { Nclx } from './heif.ts';
import { probeVideo, type VideoFacts } from './probe-video.ts';
import { wholePictures } from './read-looks.ts';
import { seekPoint } from './seek-point.ts';

/** A window shows no more, and encoding more takes longer than it lasts. */
const mostHigh = 720;
/** The same of pictures in a second: of 60 every other one is left out, of the 240 of slow motion seven of eight. */
const leastApart = 0.025;
const fewer = `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${leastApart})'`;
const size = `scale=-2:'min(${mostHigh},trunc(ih/2)*2)'`;

/** VP8 and Opus as WebM: every Chromium plays it, also those without the codecs that cost a licence. */
const asWebm = [
  ['-sn', '-dn', '-pix_fmt', 'yuv420p'],
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
  const facts = isKnown ? probed : unknown;
  const seekMs = isKnown ? await seekPoint(film.path, fromMs, { facts: probed, ffmpeg }) : fromMs;
  const before = ['-nostdin', '-v', 'error', ...from(seekMs)];
  const sound = facts.sounds.slice(0, 1).flatMap((stream) => ['-map', `0:${stream}`]);
  const after = [...pictureOf(facts), ...sound, ...from(fromMs - seekMs), ...asWebm];
  return commandOf({ program: ffmpeg.ffmpeg, before, ...film, after });
}

type Facts = Pick<VideoFacts, 'colours' | 'isInterlaced'> & {
  stream: number | string;
  sounds: readonly (number | string)[];
};

/** What is wrong with such a video the program says itself. */
const unknown: Facts = { stream: 'v:0', sounds: ['a:0?'], colours: undefined, isInterlaced: false };

function pictureOf({ stream, colours, isInterlaced }: Facts): string[] {
  const filters = [...(isInterlaced ? [wholePictures] : []), fewer, size].join(',');
  return colours ? toSrgb(`0:${stream}`, { colours, filters }) : ['-map', `0:${stream}`, '-vf', filters];
}

function from(ms: number): string[] {
  return ms > 0 ? ['-ss', (ms / 1000).toFixed(3)] : [];
}

/** Colours as the pictures have that are made of the film: by a table, a picture in which each stands for another. */
function toSrgb(stream: string, { colours, filters }: { colours: Nclx; filters: string }): string[] {
  const table = `data:image/png;base64,${colourTable(colours).toString('base64')}`;
  // VP8 knows no other matrix, whatever else is said.
  const asVideo = 'scale=out_color_matrix=smpte170m:out_range=tv,format=yuv420p';
  return [
    ['-f', 'png_pipe', '-protocol_whitelist', 'data', '-i', table],
    [
      '-filter_complex',
      `[${stream}]${filters},format=rgb24[film];[film][1:v]haldclut,${asVideo}[srgb]`,
      '-map',
      '[srgb]',
    ],
    ['-colorspace', 'smpte170m', '-color_primaries', 'bt709', '-color_trc', 'bt709', '-color_range', 'tv'],
  ].flat();
}
