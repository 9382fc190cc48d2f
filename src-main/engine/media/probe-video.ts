import { once } from 'node:events';
import type { Details, FilePart } from '../values.ts';
import { start, type Ffmpeg } from './ffmpeg.ts';
import type { Nclx } from './heif.ts';
import { positionOf } from './position.ts';
import { parseTaken, takenAt } from './taken.ts';

/** What a video says of itself. Width and height are those of the upright picture with square pixels. */
export type VideoFacts = {
  /** Of its picture among the streams. */
  stream: number;
  width: number;
  height: number;
  /** When it begins by its container's clock. All other times count from there. */
  startMs: number;
  /** Undefined where nothing tells. */
  durationMs: number | undefined;
  /** Of its sounds among the streams, those of a kind that FFmpeg knows. */
  sounds: readonly number[];
  /** Is it stored lying, and turned when it is shown? */
  isTurned: boolean;
  /** Does a picture hold two moments, a line of one and a line of the other in turn? */
  isInterlaced: boolean;
  format: string;
  /** By FFmpeg's name. */
  codec: string;
  /** Its colours, where they are not sRGB's. */
  colours: Nclx | undefined;
  /** Are there subtitles or chapters inside? */
  hasWords: boolean;
  details: Details;
};

type Tags = Readonly<Record<string, string>>;
type Stream = {
  index: number;
  codec_name?: string;
  codec_type?: string;
  width?: number;
  height?: number;
  duration?: string;
  field_order?: string;
  sample_aspect_ratio?: string;
  color_transfer?: string;
  color_primaries?: string;
  disposition?: { attached_pic?: number };
  tags?: Tags;
  side_data_list?: readonly { rotation?: number }[];
};
type Probed = {
  streams?: readonly Stream[];
  chapters?: readonly unknown[];
  format?: { format_name?: string; start_time?: string; duration?: string; tags?: Tags };
};

const entries = [
  'format=format_name,start_time,duration:format_tags',
  'chapter=id:stream=index,codec_name,codec_type,width,height,duration,field_order,sample_aspect_ratio',
  'stream=color_transfer,color_primaries',
  'stream_disposition=attached_pic:stream_tags=rotate:stream_side_data=rotation',
].join(':');

const limitMs = 30_000;
/** A file with ten thousand streams says more. */
const mostBytes = 4 * 1024 ** 2;

type Probing = Ffmpeg & { part?: FilePart | undefined };

/** Reads a video's head; a string tells what is wrong with the file, undefined that it holds no moving picture. */
export async function probeVideo(path: Buffer, { ffprobe, part }: Probing): Promise<VideoFacts | string | undefined> {
  const options = ['-v', 'error', '-show_entries', entries, '-of', 'json=compact=1'];
  const child = start({ program: ffprobe, before: options, path, part, after: [] });
  let [out, said] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    if (out.length > mostBytes) child.kill('SIGKILL');
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-2000)));
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  await once(child, 'close');
  clearTimeout(timer);
  const probed = parse(out);
  if (child.exitCode !== 0 || !probed) return said.trim().split('\n', 1)[0] || 'cannot be read';
  return factsOf(probed);
}

function parse(text: string): Probed | undefined {
  try {
    return JSON.parse(text) as Probed;
  } catch {
    return undefined;
  }
}

/** A cover of an audio file is a stream, too, and so are subtitles that are pictures. */
function isMoving({ codec_type: type = 'video', width = 0, height = 0, disposition }: Stream): boolean {
  return type === 'video' && width > 0 && height > 0 && disposition?.attached_pic !== 1;
}

function hasWords({ streams = [], chapters = [] }: Probed): boolean {
  return chapters.length > 0 || streams.some(({ codec_type: type }) => type === 'subtitle');
}

function factsOf(probed: Probed): VideoFacts | undefined {
  const { streams = [], format = {} } = probed;
  const stream = streams.find(isMoving);
  if (!stream) return undefined;
  const { index, codec_name: codec = '' } = stream;
  return {
    stream: index,
    sounds: streams.filter(isKnownSound).map((sound) => sound.index),
    ...uprightSize(stream),
    ...timesOf(format, stream),
    isTurned: turnOf(stream) !== 0,
    isInterlaced: isInterlaced(stream),
    codec,
    format: formatName(format.format_name ?? '', { codec, brand: format.tags?.['major_brand'] ?? '' }),
    colours: coloursOf(stream),
    hasWords: hasWords(probed),
    details: detailsOf(lowerCased(format.tags ?? {})),
  };
}

/** By the order of its fields; tapes are, and do not say so. */
function isInterlaced({ codec_name: codec, field_order: order = '' }: Stream): boolean {
  return ['tt', 'bb', 'tb', 'bt'].includes(order) || codec === 'dvvideo';
}

/** Of some kinds of sound, as of what phones record all around, FFmpeg has no more than the name. */
function isKnownSound({ codec_type: type, codec_name: codec = 'unknown' }: Stream): boolean {
  return type === 'audio' && codec !== 'unknown' && codec !== 'none';
}

/** Their length is told from the beginning of their clock. */
const absolute = /^(?:mov|matroska),/;

function timesOf(format: NonNullable<Probed['format']>, stream: Stream): Pick<VideoFacts, 'startMs' | 'durationMs'> {
  const startMs = Math.round(1000 * (Number(format.start_time) || 0));
  const seconds = [format.duration, stream.duration].map(Number).find((value) => value > 0);
  if (seconds === undefined) return { startMs, durationMs: undefined };
  const told = Math.round(1000 * seconds);
  const isLater = absolute.test(format.format_name ?? '') && startMs > 0 && startMs < told;
  return { startMs, durationMs: isLater ? told - startMs : told };
}

function uprightSize(stream: Stream): { width: number; height: number } {
  const { width = 0, height = 0 } = stream;
  const wide = Math.max(1, Math.round(width * pixelRatio(stream)));
  return Math.abs(turnOf(stream)) % 180 === 90 ? { width: height, height: wide } : { width: wide, height };
}

/** How much wider than high a pixel is. */
function pixelRatio({ sample_aspect_ratio: ratio = '' }: Stream): number {
  const [across = 0, down = 0] = ratio.split(':').map(Number);
  return across > 0 && down > 0 ? across / down : 1;
}

/** In degrees; newer programs write it beside the stream, older ones as a tag. */
function turnOf({ side_data_list: beside = [], tags = {} }: Stream): number {
  const turn = beside.find(({ rotation }) => rotation !== undefined)?.rotation;
  return turn ?? Number(tags['rotate'] ?? 0);
}

const webCodecs = ['vp8', 'vp9', 'av1'];
const names: Readonly<Record<string, string>> = { asf: 'wmv', mpegts: 'ts', mpeg: 'mpg' };

/** What people call a file like this. */
function formatName(demuxer: string, { codec, brand }: { codec: string; brand: string }): string {
  const [first = ''] = demuxer.split(',');
  if (first === 'matroska') return webCodecs.includes(codec) ? 'webm' : 'mkv';
  if (first === 'mov') return brand.startsWith('qt') ? 'mov' : brand.startsWith('3g') ? '3gp' : 'mp4';
  return names[first] ?? first;
}

/** Numbers of ITU-T H.273 for the names that matter here. */
const primaries: Readonly<Record<string, number>> = { bt2020: 9, smpte432: 12 };
const transfers: Readonly<Record<string, number>> = { smpte2084: 16, 'arib-std-b67': 18 };

function coloursOf({ color_primaries: gamut = '', color_transfer: curve = '' }: Stream): Nclx | undefined {
  const found = { primaries: primaries[gamut], transfer: transfers[curve] };
  if (found.primaries === undefined && found.transfer === undefined) return undefined;
  return { primaries: found.primaries ?? 1, transfer: found.transfer ?? 1 };
}

function lowerCased(tags: Tags): Tags {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [name.toLowerCase(), value]));
}

const apple = 'com.apple.quicktime.';

function detailsOf(tags: Tags): Details {
  const of = (name: string) => tags[apple + name] ?? tags[name];
  const [, latitude, longitude] =
    /^([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)/.exec(of('location.iso6709') ?? of('location') ?? '') ?? [];
  const camera = [of('make'), of('model')]
    .filter((part) => part !== undefined)
    .join(' ')
    .trim();
  const liveId = of('content.identifier');
  const taken = parseTaken(of('creationdate'), 'video') ?? byWorldsClock(of('creation_time'));
  return {
    ...(taken ? { taken } : {}),
    ...(camera === '' ? {} : { camera }),
    ...(liveId === undefined ? {} : { liveId }),
    ...positionOf(Number(latitude), Number(longitude)),
  };
}

/** The world's clock; programs that do not know write the first day of it, or of 1904. */
function byWorldsClock(text: string | undefined): Details['taken'] {
  const ms = Date.parse(text ?? '');
  return ms > 0 ? takenAt(ms, 'video') : undefined;
}
