/** Words that a video carries with their times: subtitles beside it or inside, and titles of its chapters. */
import { once } from 'node:events';
import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import type { Cue } from '../values.ts';
import { start, type Ffmpeg } from './ffmpeg.ts';
import { parseSubtitles } from './parse-subtitles.ts';

const endings = ['.srt', '.vtt', '.ass', '.ssa'];
const mostFiles = 8;
const mostTracks = 4;
const mostBytes = 4 * 1024 ** 2;
/** A track lies in all of the file, which is read whole for it. */
const limitMs = 600_000;
/** By FFmpeg's names; all others are pictures of words. */
const textCodecs = ['subrip', 'srt', 'ass', 'ssa', 'webvtt', 'mov_text', 'text'];

/** In the order of the video; what cannot be read has none. */
export async function readWords(path: Buffer, ffmpeg: Ffmpeg): Promise<Cue[]> {
  const inside = await tracksOf(path, ffmpeg);
  const cues = [...(await besideIt(path)), ...inside.chapters];
  for (const stream of inside.streams) cues.push(...(await readTrack(path, stream, ffmpeg)));
  return cues.toSorted((one, other) => one.startMs - other.startMs);
}

/** `film.srt`, `film.de.vtt` and so on, beside `film.mp4`. A name that is not UTF-8 has none. */
async function besideIt(path: Buffer): Promise<Cue[]> {
  const text = path.toString();
  const [folder, stem] = [dirname(text), basename(text, extname(text))];
  const names = await readdir(folder).catch(() => []);
  const subtitles = names
    .filter((name) => name.startsWith(`${stem}.`) && endings.includes(extname(name).toLowerCase()))
    .toSorted()
    .slice(0, mostFiles);
  const read = await Promise.all(subtitles.map((name) => readText(join(folder, name))));
  return read.flatMap(parseSubtitles);
}

async function readText(path: string): Promise<string> {
  // Not waiting for a writer, should it be a named pipe.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => undefined);
  if (!file) return '';
  try {
    if (!(await file.stat()).isFile()) return '';
    const { bytesRead, buffer } = await file.read(Buffer.alloc(mostBytes), 0, mostBytes, 0);
    return decodeText(buffer.subarray(0, bytesRead));
  } catch {
    return '';
  } finally {
    await file.close();
  }
}

/** UTF-8 or UTF-16 where the bytes say so, else what most programs wrote before. */
function decodeText(bytes: Buffer): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  try {
    return new TextDecoder(isWide ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

type Chapter = { start_time?: string; end_time?: string; tags?: { title?: string } };
type Probed = { streams?: { index: number; codec_name?: string }[]; chapters?: Chapter[] };

async function tracksOf(path: Buffer, { ffprobe }: Ffmpeg): Promise<{ streams: number[]; chapters: Cue[] }> {
  const options = ['-v', 'error', '-select_streams', 's', '-show_entries', 'stream=index,codec_name', '-show_chapters'];
  const out = await outputOf({ program: ffprobe, before: [...options, '-of', 'json'], path, after: [] }, 30_000);
  const { streams = [], chapters = [] } = parsed(out);
  return {
    streams: streams
      .filter(({ codec_name: codec = '' }) => textCodecs.includes(codec))
      .map(({ index }) => index)
      .slice(0, mostTracks),
    chapters: chapters.flatMap(({ start_time: from, end_time: to, tags }) => {
      const [startMs, endMs] = [Math.round(1000 * Number(from)), Math.round(1000 * Number(to))];
      const text = tags?.title?.trim().slice(0, 500) ?? '';
      return text !== '' && endMs > startMs && startMs >= 0 ? [{ startMs, endMs, text }] : [];
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

async function readTrack(path: Buffer, stream: number, { ffmpeg }: Ffmpeg): Promise<Cue[]> {
  const before = ['-nostdin', '-v', 'error'];
  const after = ['-map', `0:${stream}`, '-vn', '-an', '-dn', '-f', 'webvtt', 'pipe:1'];
  return parseSubtitles(await outputOf({ program: ffmpeg, before, path, after }, limitMs));
}

async function outputOf(command: Parameters<typeof start>[0], mostMs: number): Promise<string> {
  const child = start(command);
  let out = '';
  child.stderr?.resume();
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    if (out.length > mostBytes) child.kill('SIGKILL');
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), mostMs);
  await once(child, 'close');
  clearTimeout(timer);
  return out;
}
