/** Films made of still pictures by FFmpeg: panned over, with noise, cut or dissolved; what is shown when is known. */
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { hdrFilter, hdrOutput, makesHdr } from '../../fixtures/hdr.ts';
import { runFfmpeg } from '../../fixtures/videos.ts';

/** What is shown of which picture, in milliseconds; two that are dissolved share the time of it. */
export type Shot = { picture: string; startMs: number; endMs: number };

export type FilmOptions = {
  /** Codec and so on; the file's ending tells the container. */
  output: readonly string[];
  joins: 'cut' | 'dissolve';
  /** What is done to all of it at the end; it gives the pixels that are encoded. */
  filter?: string;
  /** Pictures in a second. */
  rate?: number;
  /** Of the film, in pixels: 640 x 480 where nothing is said. */
  size?: Size;
  /** In seconds: the whole film, however many scenes it has. */
  length?: number;
  /** What becomes of the file when it is written. */
  spoil?: (path: string) => void;
  /** The first picture once more at the end, half as long as all before: what is cut off there is not missed. */
  tail?: boolean;
};

type Size = readonly [width: number, height: number];

/** The least that phones of the last fifteen years and messengers write; old cameras, messages and animations have less. */
const usualSize: Size = [640, 480];
const smallSize: Size = [320, 240];
const dissolve = 0.5;
/** So much larger is what is panned over. */
const room = 1.1;

export type Scene = { picture: string; seconds: number };

/** Writes a film of these scenes; tells when each is shown. */
export function makeFilm(path: string, wanted: readonly Scene[], options: FilmOptions): Shot[] {
  const { output, joins, filter = 'format=yuv420p', rate = 12, size = usualSize, spoil = () => undefined } = options;
  const scenes = options.tail ? withTail(wanted) : wanted;
  const inputs = scenes.flatMap(({ picture, seconds }) => {
    return ['-loop', '1', '-framerate', String(rate), '-t', String(seconds), '-i', picture];
  });
  const steady = `fps=${rate},settb=1/${rate}`;
  const filters = scenes.map((scene, at) => `[${at}:v]${moving(scene, at, size)},${steady},setpts=N[s${at}]`);
  const shots: Shot[] = [];
  let [joined, length] = ['s0', 0];
  scenes.forEach(({ picture, seconds }, at) => {
    const overlap = at > 0 && joins === 'dissolve' ? dissolve : 0;
    const startMs = 1000 * (length - overlap);
    shots.push({ picture, startMs, endMs: startMs + 1000 * seconds });
    const how =
      overlap > 0
        ? `xfade=transition=fade:duration=${overlap}:offset=${length - overlap}`
        : `concat=n=2:v=1:a=0,${steady}`;
    if (at > 0) filters.push(`[${joined}][s${at}]${how}[j${at}]`);
    if (at > 0) joined = `j${at}`;
    length += seconds - overlap;
  });
  const graph = [...filters, `[${joined}]${filter}[film]`].join(';');
  runFfmpeg([...inputs, '-filter_complex', graph, '-map', '[film]', ...output, `file:${path}`]);
  spoil(path);
  return shots;
}

function withTail(scenes: readonly Scene[]): Scene[] {
  const seconds = scenes.reduce((sum, scene) => sum + scene.seconds, 0) / 2;
  return [...scenes, ...scenes.slice(0, 1).map(({ picture }) => ({ picture, seconds }))];
}

/** As a copy that was broken off. */
function breakOff(path: string): void {
  truncateSync(path, Math.floor(0.85 * statSync(path).size));
}

/** As a phone writes what is held upright: the pictures lie, and the track's matrix (ISO/IEC 14496-12, tkhd) turns them. */
function turnTrack(path: string): void {
  const bytes = readFileSync(path);
  const matrix = bytes.indexOf('tkhd') + 44;
  [0, 1 << 16, 0, -1 << 16, 0, 0, usualSize[1] << 16, 0, 1 << 30].forEach((value, at) =>
    bytes.writeInt32BE(value, matrix + 4 * at),
  );
  writeFileSync(path, bytes);
}

/** From one corner to another, with noise as of a small camera. */
function moving({ seconds }: Scene, at: number, [width, height]: Size): string {
  const [wide, high] = [Math.round(width * room), Math.round(height * room)];
  const there = `t/${seconds}`;
  const [x, y] = [at % 2 === 0 ? there : `(1-${there})`, at % 4 < 2 ? there : `(1-${there})`];
  const fitted = `scale=${wide}:${high}:force_original_aspect_ratio=increase,crop=${wide}:${high}`;
  return `${fitted},crop=${width}:${height}:x='(iw-ow)*${x}':y='(ih-oh)*${y}',noise=alls=8:allf=t`;
}

/** As phones write them, and as HDR10 is sold. */
const highRange: Readonly<Record<string, FilmOptions>> = {
  'hlg.mov': { filter: hdrFilter('hlg'), output: hdrOutput('hlg'), joins: 'cut' },
  'pq.mp4': { filter: hdrFilter('pq'), output: hdrOutput('pq'), joins: 'dissolve' },
};

/** What people's videos come as; names are endings of files. */
export const kinds: Readonly<Record<string, FilmOptions>> = {
  'h264.mp4': { output: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '24'], joins: 'cut' },
  'hevc.mov': {
    output: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:keyint=24'],
    joins: 'dissolve',
  },
  // Two pictures in a second make it affordable.
  'twenty-minutes.mp4': {
    output: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '4'],
    joins: 'cut',
    rate: 2,
    length: 1200,
  },
  'one-keyframe.mkv': {
    output: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '9999', '-sc_threshold', '0'],
    joins: 'cut',
  },
  'vp8.webm': {
    output: ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-g', '24', '-b:v', '1M'],
    joins: 'dissolve',
  },
  'vp9.webm': {
    output: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '24', '-b:v', '1M'],
    joins: 'cut',
  },
  'av1.mp4': {
    output: ['-c:v', 'libaom-av1', '-usage', 'realtime', '-cpu-used', '8', '-g', '24'],
    joins: 'dissolve',
  },
  'av1.webm': {
    output: ['-c:v', 'libaom-av1', '-usage', 'realtime', '-cpu-used', '8', '-g', '24'],
    joins: 'cut',
  },
  'mpeg4.avi': { size: smallSize, output: ['-c:v', 'mpeg4', '-g', '24', '-q:v', '5'], joins: 'cut' },
  'h264.m2ts': { output: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '24'], joins: 'dissolve' },
  'h263.3gp': { size: smallSize, output: ['-c:v', 'h263', '-s', '352x288', '-r', '12', '-q:v', '5'], joins: 'cut' },
  'mjpeg.avi': { size: smallSize, output: ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '5'], joins: 'dissolve' },
  'variable.mkv': {
    filter: "select='gt(random(0),0.4)',format=yuv420p",
    output: ['-vsync', 'vfr', '-c:v', 'mpeg4', '-g', '12', '-q:v', '5'],
    joins: 'cut',
  },
  'h264.ts': { output: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '24'], joins: 'cut' },
  'rotated.mov': {
    filter: 'transpose=cclock,format=yuv420p',
    output: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '24'],
    joins: 'dissolve',
    spoil: turnTrack,
  },
  'truncated.mkv': {
    output: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '24'],
    joins: 'cut',
    spoil: breakOff,
    tail: true,
  },
  'animated.gif': { size: smallSize, output: ['-loop', '0'], joins: 'cut', rate: 4 },
  'animated.webp': {
    size: smallSize,
    output: ['-c:v', 'libwebp_anim', '-quality', '60', '-loop', '0'],
    joins: 'cut',
    rate: 4,
  },
  'wmv2.wmv': { size: smallSize, output: ['-c:v', 'wmv2', '-g', '24', '-q:v', '5'], joins: 'dissolve' },
  ...(makesHdr() ? highRange : {}),
};
