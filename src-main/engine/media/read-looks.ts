import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { start, type Ffmpeg } from './ffmpeg.ts';
import type { VideoFacts } from './probe-video.ts';

/** A glance at a video: RGB, row by row, upright, and when it is shown. */
export type Look = { timeMs: number; data: Uint8Array; width: number; height: number };

/** `isWhole`: nothing was wrong with what was decoded until then. */
type ReadLook = Look & { isWhole: boolean };

export type LookOptions = {
  facts: VideoFacts;
  ffmpeg: Ffmpeg;
  /** Only pictures that are stored whole, which costs a fraction of decoding all. */
  keyframesOnly: boolean;
  /** No two looks are nearer to each other. */
  apartMs: number;
  /** Where to begin, for one look at one moment. */
  fromMs?: number;
  /** So much before that is decoded, too, and not shown. */
  leadMs?: number;
  /** Of the shorter side; a smaller picture stays as it is. */
  shortSide: number;
};

/** Without a look or an end for so long, something is wrong: a stuck disk or a file that makes the decoder spin. */
const silenceMs = 60_000;
/** Of processor time: a film of hours takes minutes. */
const cpuSeconds = '1800';
const threads = '2';
const alike = ['-nostdin', '-nostats', '-timelimit', cpuSeconds, '-threads', threads];

/** Makes of two moments in one picture the first; leaves pictures that say they are one moment as they are. */
export const wholePictures = 'yadif=deint=interlaced';

/** How a reading ended: what was read before is good all the same. */
export type LooksEnd = { ok: boolean; said: string };

/**
 * Reads looks in the order in which they are shown; how it ended is the generator's result. Leaving it early ends the
 * program behind it.
 */
export async function* readLooks(path: Buffer, options: LookOptions): AsyncGenerator<ReadLook, LooksEnd> {
  const { facts, ffmpeg, keyframesOnly, fromMs = 0, leadMs = 0 } = options;
  const seekMs = Math.max(0, fromMs - leadMs);
  const size = lookSize(facts, options.shortSide);
  const keyframes = keyframesOnly ? onlyKeyframes(facts) : [];
  const seek = seekMs > 0 ? ['-ss', (seekMs / 1000).toFixed(3)] : [];
  const child = start({
    program: ffmpeg.ffmpeg,
    before: [...alike, ...steady(facts, size), ...keyframes, ...seek],
    path,
    after: outputOptions(facts, size, { apart: options.apartMs / 1000, hidden: (fromMs - seekMs) / 1000 }),
  });
  const said = listen(child.stderr);
  const stop = () => void child.kill('SIGKILL');
  let timer = setTimeout(stop, silenceMs);
  const ended = once(child, 'close');
  try {
    let count = 0;
    for await (const data of chunksOf(child.stdout, size.width * size.height * 3)) {
      clearTimeout(timer);
      const timeMs = Math.round(seekMs + 1000 * (await said.timeOf(count)));
      yield { timeMs, data, ...size, isWhole: said.lastWords() === '' };
      count += 1;
      timer = setTimeout(stop, silenceMs);
    }
    await ended;
    return { ok: child.exitCode === 0, said: said.lastWords() };
  } finally {
    clearTimeout(timer);
    stop();
    await ended;
  }
}

/**
 * Where pictures become larger or smaller on the way, as in recordings of broadcasts and of calls, the filters are not begun
 * anew: they would count from the beginning, and pictures be dropped. Filters before the scaling one rely on one size.
 */
function steady(facts: VideoFacts, size: Size): string[] {
  return facts.isTurned || hasCombs(facts, size) ? [] : ['-reinit_filter', '0'];
}

/** Made half as large, two moments in the lines of a picture become one by themselves. */
function hasCombs({ isInterlaced, height }: VideoFacts, size: Size): boolean {
  return isInterlaced && 2 * size.height > height;
}

/** Their decoders pass `skip_frame` over. */
const deafCodecs = ['vp9', 'av1'];

/** The container's reader can leave the others out, too, but where pictures are not stored in their order times go wrong. */
function onlyKeyframes({ codec }: VideoFacts): string[] {
  return deafCodecs.includes(codec) ? ['-discard', 'nokey'] : ['-skip_frame', 'nokey'];
}

type Size = { width: number; height: number };

function lookSize({ width, height }: VideoFacts, shortSide: number): Size {
  const scale = Math.min(1, shortSide / Math.min(width, height));
  // A strip of film a thousand times as wide as high is not to fill the memory.
  const longest = 4 * shortSide;
  const of = (side: number) => Math.max(1, Math.min(longest, Math.round(side * scale)));
  return { width: of(width), height: of(height) };
}

/** In seconds: how far pictures are apart at least, and how much at the beginning is left out. */
type Times = { apart: number; hidden: number };

function outputOptions(facts: VideoFacts, size: Size, times: Times): string[] {
  const { apart, hidden } = times;
  const filters = [
    ...(hasCombs(facts, size) ? [wholePictures] : []),
    ...(hidden > 0 ? [`select='gte(t,${hidden.toFixed(3)})'`] : []),
    // The hundredth: times are rounded to the container's clock.
    `select='isnan(prev_selected_t)+gte(t-prev_selected_t,${(apart - 0.01).toFixed(3)})'`,
    `scale=${size.width}:${size.height}:flags=area`,
    'format=rgb24',
    // Writes the time of each picture to standard error.
    'showinfo',
    // Even times from here on, so that the output neither drops nor doubles any.
    'setpts=N/(25*TB)',
  ];
  return [
    '-map',
    `0:${facts.stream}`,
    '-an',
    '-sn',
    '-dn',
    '-vf',
    filters.join(','),
    '-r',
    '25',
    '-f',
    'rawvideo',
    'pipe:1',
  ];
}

/** Lines that tell which files there are and what they say of themselves, which may be any words. */
const aboutFiles = /^(?: |Input #|Output #)/;

/** What the program writes to standard error: times of pictures, and words about what is wrong. */
function listen(stream: Readable | null) {
  const times: number[] = [];
  let [begun, last, ended] = ['', '', stream === null];
  let wake = () => {};
  stream?.setEncoding('utf8').on('data', (text: string) => {
    const lines = (begun + text).split(/[\r\n]+/);
    // A line without an end is none of ours.
    begun = (lines.pop() ?? '').slice(-10_000);
    for (const line of lines) {
      const [, time] = /showinfo.* n: *\d+ .*pts_time:(-?[\d.]+)/.exec(line) ?? [];
      if (time !== undefined) times.push(Number(time));
      else if (!aboutFiles.test(line) && /error|invalid|corrupt|unsupported|could not|missing|no keyframe/i.test(line))
        last = line;
    }
    wake();
  });
  stream?.once('close', () => {
    ended = true;
    wake();
  });
  return {
    /** The time of a picture that has come already; its line may be on the way. */
    async timeOf(at: number): Promise<number> {
      while (times.length <= at && !ended) await new Promise<void>((resolve) => (wake = resolve));
      return Math.max(0, times[at] ?? times.at(-1) ?? 0);
    },
    lastWords: () => last.replace(/^\[[^\]]*\] */, '').slice(0, 200),
  };
}

/** Pieces of `size` bytes; what is left at the end is no whole one. */
async function* chunksOf(stream: Readable | null, size: number): AsyncGenerator<Uint8Array> {
  let [chunk, filled] = [new Uint8Array(size), 0];
  for await (const piece of stream ?? []) {
    const bytes = piece as Uint8Array;
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + size - filled);
      chunk.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < size) continue;
      yield chunk;
      [chunk, filled] = [new Uint8Array(size), 0];
    }
  }
}
