import { open, rm, stat, writeFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { PolylensError, type Input, type Output } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import { clipEndings, exportClip } from './media/export-clip.ts';
import { findFfmpeg } from './media/ffmpeg.ts';
import { frameEndings, type FrameEnding, type FrameOutcome } from './values.ts';

type Export = Input<'media.export'>;
type Parts = {
  library: () => Library;
  /** What a video shows at a moment, as a picture's file. */
  frame: (path: Buffer, wanted: { atMs: number; ending: FrameEnding }) => Promise<FrameOutcome>;
};

/**
 * Writes a moment of a video to a new file, as a clip or as a picture. A file that is there is never written over, and
 * none is left behind when it fails.
 * @throws PolylensError asset.unknown, media.unavailable, export.ending, export.exists, export.failed
 */
export async function exportMoment(parts: Parts, input: Export, signal: AbortSignal): Promise<Output<'media.export'>> {
  const { target, at, length } = input;
  const ending = endingOf(input);
  const path = sourceOf(input, parts);
  const why = await intoNew(target, async () => {
    if (length === undefined) return writeFrame(parts, path, { target, atMs: at, ending: ending as FrameEnding });
    const ffmpeg = findFfmpeg();
    if (!ffmpeg) return 'there is no FFmpeg';
    return exportClip(path, { fromMs: at, lengthMs: length, target, ending }, { ffmpeg, signal });
  });
  signal.throwIfAborted();
  if (why !== undefined) throw new PolylensError('export.failed', { target, path: path.toString(), why });
  return {};
}

function endingOf({ target, length }: Export): string {
  const known: readonly string[] = length === undefined ? frameEndings : clipEndings;
  const ending = extname(target).slice(1).toLowerCase();
  if (!known.includes(ending)) throw new PolylensError('export.ending', { target, known });
  return ending;
}

function sourceOf({ source }: Export, { library }: Parts): Buffer {
  if ('path' in source) return Buffer.from(source.path);
  const [path] = library().assets.details(source.asset)?.paths ?? [];
  if (!path) throw new PolylensError('asset.unknown', source);
  return path;
}

/** Takes the name first, so that nobody else's file can come to lie there meanwhile. `write` tells what went wrong. */
async function intoNew(target: string, write: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    await (await open(target, 'wx')).close();
  } catch (thrown) {
    const code = codeOf(thrown);
    if (code === 'EEXIST') throw new PolylensError('export.exists', { target });
    return code;
  }
  let why: string | undefined = 'stopped';
  try {
    why = await write().catch(codeOf);
    // Where nothing was found to write FFmpeg is content with an empty file.
    if (why === undefined && (await stat(target)).size === 0) why = 'there is nothing at that moment';
    return why;
  } finally {
    if (why !== undefined) await rm(target, { force: true });
  }
}

async function writeFrame(
  { frame }: Parts,
  path: Buffer,
  { target, ...wanted }: { target: string; atMs: number; ending: FrameEnding },
): Promise<string | undefined> {
  const outcome = await frame(path, wanted);
  if (!outcome.ok) return `${outcome.reason}, ${outcome.detail}`;
  await writeFile(target, outcome.bytes);
  return undefined;
}

function codeOf(thrown: unknown): string {
  if (thrown instanceof PolylensError) throw thrown;
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
}
