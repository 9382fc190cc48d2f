/** Films made of still pictures by FFmpeg: panned over, with noise, cut or dissolved; what is shown when is known. */
import { runFfmpeg } from '../../fixtures/videos.ts';

/** What is shown of which picture, in milliseconds; two that are dissolved share the time of it. */
export type Shot = { picture: string; startMs: number; endMs: number };

type FilmOptions = {
  /** Codec and so on; the file's ending tells the container. */
  output: readonly string[];
  joins: 'cut' | 'dissolve';
  /** What is done to all of it at the end. */
  filter?: string;
  /** Pictures in a second. */
  rate?: number;
};

const [width, height] = [320, 240];
const dissolve = 0.5;
/** So much larger is what is panned over. */
const room = 1.1;

export type Scene = { picture: string; seconds: number };

/** Writes a film of these scenes; tells when each is shown. */
export function makeFilm(path: string, scenes: readonly Scene[], options: FilmOptions): Shot[] {
  const { output, joins, filter = 'null', rate = 12 } = options;
  const inputs = scenes.flatMap(({ picture, seconds }) => {
    return ['-loop', '1', '-framerate', String(rate), '-t', String(seconds), '-i', picture];
  });
  const steady = `fps=${rate},settb=1/${rate}`;
  const filters = scenes.map((scene, at) => `[${at}:v]${moving(scene, at)},${steady},setpts=N[s${at}]`);
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
  const graph = [...filters, `[${joined}]${filter},format=yuv420p[film]`].join(';');
  runFfmpeg([...inputs, '-filter_complex', graph, '-map', '[film]', ...output, `file:${path}`]);
  return shots;
}

/** From one corner to another, with noise as of a small camera. */
function moving({ seconds }: Scene, at: number): string {
  const [wide, high] = [Math.round(width * room), Math.round(height * room)];
  const there = `t/${seconds}`;
  const [x, y] = [at % 2 === 0 ? there : `(1-${there})`, at % 4 < 2 ? there : `(1-${there})`];
  const fitted = `scale=${wide}:${high}:force_original_aspect_ratio=increase,crop=${wide}:${high}`;
  return `${fitted},crop=${width}:${height}:x='(iw-ow)*${x}':y='(ih-oh)*${y}',noise=alls=8:allf=t`;
}

/** What people's videos come as; names are endings of files. */
export const kinds: Readonly<Record<string, FilmOptions>> = {
  'h264.mp4': { output: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '24'], joins: 'cut' },
  'hevc.mov': {
    output: ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=error:keyint=24'],
    joins: 'dissolve',
  },
  'one-keyframe.mkv': {
    output: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '9999', '-sc_threshold', '0'],
    joins: 'cut',
  },
  'vp8.webm': { output: ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-g', '24'], joins: 'dissolve' },
  'vp9.webm': { output: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '24'], joins: 'cut' },
  'av1.mp4': { output: ['-c:v', 'libaom-av1', '-usage', 'realtime', '-cpu-used', '8', '-g', '24'], joins: 'dissolve' },
  'mpeg4.avi': { output: ['-c:v', 'mpeg4', '-g', '24', '-q:v', '5'], joins: 'cut' },
  'h264.m2ts': { output: ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '24'], joins: 'dissolve' },
  'h263.3gp': { output: ['-c:v', 'h263', '-s', '352x288', '-r', '12', '-q:v', '5'], joins: 'cut' },
  'mjpeg.avi': { output: ['-c:v', 'mjpeg', '-pix_fmt', 'yuvj420p', '-q:v', '5'], joins: 'dissolve' },
  'variable.mkv': {
    filter: "select='gt(random(0),0.4)'",
    output: ['-vsync', 'vfr', '-c:v', 'mpeg4', '-g', '12', '-q:v', '5'],
    joins: 'cut',
  },
  'wmv2.wmv': { output: ['-c:v', 'wmv2', '-g', '24', '-q:v', '5'], joins: 'dissolve' },
};
