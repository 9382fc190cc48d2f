/** Words that a video carries with their times: subtitles beside it or inside, and titles of its chapters. */
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import type { Cue, Words } from '../values.ts';
import { findFfmpeg, start, type Ffmpeg } from './ffmpeg.ts';
import { mostBytes, wordsBeside, wordsOf } from './sidecar-words.ts';

const mostTracks = 4;
/** Of one video, all that tells of it taken together. */
const mostCues = 50_000;
/** A track lies in all of the file, which is read whole for it: so long for all of them. */
const usualLimitMs = 600_000;
const headLimitMs = 30_000;

/** By FFmpeg's names, how each is written; as it is where that can be, all others are pictures of words. */
const outputs: Readonly<Record<string, readonly string[]>> = {
  subrip: ['-c', 'copy', '-f', 'srt'],
  srt: ['-c', 'copy', '-f', 'srt'],
  text: ['-c', 'copy', '-f', 'srt'],
  ass: ['-c', 'copy', '-f', 'ass'],
  ssa: ['-c', 'copy', '-f', 'ass'],
  webvtt: ['-c', 'copy', '-f', 'webvtt'],
  mov_text: ['-f', 'webvtt'],
};

type Reading = Ffmpeg & {
  /** Of the video: nothing is said later. */
  endMs: number;
  limitMs?: number;
  /** Other files of the same content: what lies beside them counts, too. */
  others?: readonly Buffer[];
  /** Is there anything inside? Whoever looked already spares a program. */
  hasWords?: boolean;
};

/** In the order of the video. What cannot be read is told, and costs nothing else. */
export async function readWords(path: Buffer, reading: Reading): Promise<Words> {
  const troubles: Words['troubles'] = [];
  let cues: Cue[] = [];
  const take = (words: Words) => {
    troubles.push(...words.troubles);
    cues = joined([...cues, ...words.cues], reading.endMs);
  };
  // One after the other, so that of many copies no more is kept than what differs.
  for (const each of [path, ...(reading.others ?? [])]) take(await wordsBeside(each));
  if (reading.hasWords !== false) take(await wordsInside(path, reading));
  if (cues.length > mostCues)
    troubles.push({ reason: 'subtitles.too-many', detail: `${cues.length} times, ${mostCues} kept` });
  return { cues: cues.slice(0, mostCues), troubles };
}

/**
 * In their order, up to the video's end. The same words while they are said already are no other: of a song each syllable
 * that changes its colour is a line, and what is beside a video often is inside of it, too.
 */
function joined(cues: readonly Cue[], endMs: number): Cue[] {
  const last = new Map<string, Cue>();
  const kept: Cue[] = [];
  for (const cue of cues.toSorted((one, other) => one.startMs - other.startMs)) {
    if (endMs > 0 && cue.startMs >= endMs) break;
    const until = endMs > 0 ? Math.min(cue.endMs, endMs) : cue.endMs;
    const before = last.get(cue.text);
    if (before && cue.startMs <= before.endMs) {
      before.endMs = Math.max(before.endMs, until);
      continue;
    }
    const own = { ...cue, endMs: until };
    last.set(cue.text, own);
    kept.push(own);
  }
  return kept;
}

async function wordsInside(path: Buffer, reading: Reading): Promise<Words> {
  const { streams, chapters: cues, troubles } = await tracksOf(path, reading);
  if (streams.length > mostTracks)
    troubles.push({ reason: 'subtitles.too-many', detail: `${streams.length} tracks, ${mostTracks} read` });
  const deadline = Date.now() + (reading.limitMs ?? usualLimitMs);
  for (const stream of streams.slice(0, mostTracks)) {
    const words = await readTrack(path, stream, { ...reading, limitMs: deadline - Date.now() });
    cues.push(...words.cues);
    troubles.push(...words.troubles);
  }
  return { cues, troubles };
}

/** The words of a video that was read before; undefined when it cannot be read now. */
export async function readWordsAgain([path, ...others]: readonly Buffer[], endMs: number): Promise<Words | undefined> {
  const ffmpeg = findFfmpeg();
  const isThere = path !== undefined && (await stat(path).catch(() => undefined))?.isFile() === true;
  return isThere && ffmpeg ? readWords(path, { ...ffmpeg, endMs, others }) : undefined;
}

type Stream = { index: number; codec_name?: string };
type Chapter = { start_time?: string; end_time?: string; tags?: { title?: string } };
type Probed = { streams?: Stream[]; chapters?: Chapter[] };

type Tracks = { streams: Stream[]; chapters: Cue[]; troubles: Words['troubles'] };

async function tracksOf(path: Buffer, { ffprobe }: Ffmpeg): Promise<Tracks> {
  const options = ['-v', 'error', '-select_streams', 's', '-show_entries', 'stream=index,codec_name', '-show_chapters'];
  const command = { program: ffprobe, before: [...options, '-of', 'json'], path, after: [] };
  const { bytes, whole, inTime } = await outputOf(command, headLimitMs);
  const { streams = [], chapters = [] } = parsed(bytes.toString());
  const reason = inTime ? 'subtitles.too-large' : 'subtitles.timeout';
  return {
    troubles: whole && inTime ? [] : [{ reason, detail: 'list of tracks' }],
    streams: streams.filter(({ codec_name: codec = '' }) => Object.hasOwn(outputs, codec)),
    chapters: chapters.flatMap(({ start_time: from, end_time: to, tags }) => {
      const [startMs, endMs] = [Math.round(1000 * Number(from)), Math.round(1000 * Number(to))];
      const text = tags?.title?.trim().slice(0, 500) ?? '';
      const isTime = startMs >= 0 && endMs > startMs && Number.isSafeInteger(endMs);
      return text !== '' && isTime ? [{ startMs, endMs, text }] : [];
    }),
  };
}

function parsed(text: string): Probed {
  try {
    return JSON.parse(text) as Probed;
  } catch {
    return {};
  }
}

async function readTrack(path: Buffer, stream: Stream, reading: Ffmpeg & { limitMs: number }): Promise<Words> {
  const { index, codec_name: codec = '' } = stream;
  const name = `track ${index}`;
  const after = ['-map', `0:${index}`, '-vn', '-an', '-dn', ...(outputs[codec] ?? []), 'pipe:1'];
  const command = { program: reading.ffmpeg, before: ['-nostdin', '-v', 'error'], path, after };
  const output = await outputOf(command, reading.limitMs);
  const words = wordsOf(output, name);
  return output.inTime ? words : { ...words, troubles: [{ reason: 'subtitles.timeout', detail: name }] };
}

type Output = { bytes: Buffer; whole: boolean; inTime: boolean };

/** What a program writes, as far as it may and in the time that it has. */
async function outputOf(command: Parameters<typeof start>[0], mostMs: number): Promise<Output> {
  const child = start(command);
  const chunks: Buffer[] = [];
  let [size, inTime] = [0, true];
  child.stderr?.resume();
  child.stdout?.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > mostBytes) child.kill('SIGKILL');
  });
  const stop = () => {
    inTime = false;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(stop, Math.max(0, mostMs));
  await once(child, 'close');
  clearTimeout(timer);
  return { bytes: Buffer.concat(chunks), whole: size <= mostBytes, inTime };
}
