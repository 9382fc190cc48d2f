import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { SubtitleTrouble, Words } from '../values.ts';
import { decodeText } from './decode-text.ts';
import { parseSubtitles } from './parse-subtitles.ts';
import { subtitlesOf } from './subtitle-names.ts';

const mostFiles = 8;
/** Of a file or track. What somebody wrote by hand for a film takes a tenth of it. */
export const mostBytes = 4 * 1024 ** 2;

/** `film.srt`, `film.de.vtt` and so on, beside `film.mp4`. A name that is not UTF-8 has none. */
export async function wordsBeside(path: Buffer): Promise<Words> {
  const text = path.toString();
  const folder = dirname(text);
  const video = basename(text);
  const names = subtitlesOf(await readdir(folder).catch(() => []), video).get(video) ?? [];
  const found: Words = { cues: [], troubles: [] };
  if (names.length > mostFiles)
    found.troubles.push({ reason: 'subtitles.too-many', detail: `${names.length} files, ${mostFiles} read` });
  // One after the other, so that no more than one lies in memory.
  for (const name of names.slice(0, mostFiles)) {
    const { cues, troubles } = wordsOf(await readStart(join(folder, name)), name);
    found.cues.push(...cues);
    found.troubles.push(...troubles);
  }
  return found;
}

type Start = { bytes: Uint8Array; whole: boolean };

/** The words in a file's or track's bytes; `name` is what a person knows it by. */
export function wordsOf(start: Start | string, name: string): Words {
  if (typeof start === 'string')
    return { cues: [], troubles: [{ reason: 'subtitles.unreadable', detail: `${name}: ${start}` }] };
  const troubles: SubtitleTrouble[] = [];
  const text = decodeText(start.bytes);
  const { cues, timed, more } = parseSubtitles(text ?? '');
  if (text === undefined || (!timed && text.trim() !== '')) troubles.push({ reason: 'subtitles.none', detail: name });
  else if (!start.whole) troubles.push({ reason: 'subtitles.too-large', detail: name });
  else if (more) troubles.push({ reason: 'subtitles.too-many', detail: name });
  return { cues, troubles };
}

/** A string tells why it cannot be read. */
async function readStart(path: string): Promise<Start | string> {
  try {
    // Not waiting for a writer, should it be a named pipe.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = await file.stat();
      if (!stat.isFile()) return 'not a regular file';
      const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(mostBytes, stat.size)), 0, null, 0);
      return { bytes: buffer.subarray(0, bytesRead), whole: stat.size <= mostBytes };
    } finally {
      await file.close();
    }
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
  }
}
