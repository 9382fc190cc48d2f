import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { PolylensError, type Client, type ErrorCode } from '../../contract/index.ts';
import { readRange } from './byte-range.ts';
import { commonHeaders } from './headers.ts';
import { mediaFile, readMediaPath, readStreamPath, type FilePart, type MediaFile } from './media-files.ts';
import { readMomentPath, withMomentFile, type Moment } from './moment-files.ts';
import type { PageFile } from './page-files.ts';
import { openStream, type MediaStream } from './stream-files.ts';

/** Headers of a request that matter to what is answered. */
export type Wanted = { range: string | undefined; ifNoneMatch: string | undefined };

/** What to send, by whatever way the window asked. A stream is the caller's to read or to destroy. */
export type Answer = { status: number; headers: Record<string, string>; body?: Buffer | Readable };

type Parts = {
  page: ReadonlyMap<string, PageFile>;
  /** Does something with the engine, if need be with the next one. */
  ask: <T>(work: (engine: Client) => Promise<T>) => Promise<T>;
  /** Where the library lies. */
  library: string;
};

const whole: Wanted = { range: undefined, ifNoneMatch: undefined };

/** Nothing can be sent, however often one asks. */
const impossible: readonly ErrorCode[] = ['asset.unknown', 'media.unavailable', 'export.failed'];

const refusals = {
  403: 'This address opens Polylens once, in one browser. Start Polylens again, or press Enter in its terminal, for a new one.',
  404: 'There is nothing here.',
  503: 'Polylens is not ready. Try again in a moment.',
};

/**
 * Ids of assets begin at 1 in every library, so what was fetched before may be another's picture by now. It is kept, and
 * used again once it has been seen to be the same.
 */
const keepAndAsk = 'private, no-cache';
/** Names of built files change with their content. */
const keepForEver = 'private, max-age=31536000, immutable';

/** All that a window loads by address: its page, and pictures by id, never by a path. */
export class WindowFiles {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Answers what is asked for at `path`. Never rejects. */
  async answer(path: string, wanted: Wanted): Promise<Answer> {
    const file = this.#parts.page.get(path === '/' ? '/index.html' : path);
    if (file) return pageAnswer(path, file);
    const [address, stream, moment] = [readMediaPath(path), readStreamPath(path), readMomentPath(path)];
    try {
      if (moment) return await this.#parts.ask((engine) => this.#download(engine, moment));
      if (stream) return streamAnswer(await this.#parts.ask((engine) => openStream(engine, stream)));
      if (!address) return refusal(404);
      const media = await this.#parts.ask((engine) => mediaFile(engine, address));
      return media ? await mediaAnswer(media, wanted) : refusal(404);
    } catch (thrown) {
      if (thrown instanceof PolylensError && impossible.includes(thrown.code)) return refusal(404);
      // There is no engine, or it cannot read its library.
      return refusal(503);
    }
  }

  #download(engine: Client, moment: Moment): Promise<Answer> {
    const send = async ({ path, name }: { path: string; name: string }) => {
      const answer = await mediaAnswer({ path, type: 'application/octet-stream' }, whole);
      const headers = { 'Cache-Control': 'no-store', 'Content-Disposition': attachment(name) };
      return { ...answer, headers: { ...answer.headers, ...headers } };
    };
    return withMomentFile({ engine, folder: this.#parts.library }, moment, send);
  }
}

function attachment(name: string): string {
  const plain = name.replaceAll(/[^\w .-]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll("'", '%27')}`;
}

/** One line for whoever reads it. */
export function refusal(status: keyof typeof refusals): Answer {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };
  return { status, headers: { ...commonHeaders, ...headers }, body: Buffer.from(`${refusals[status]}\n`) };
}

function streamAnswer({ body, type }: MediaStream): Answer {
  const headers = { ...commonHeaders, 'Content-Type': type, 'Cache-Control': 'no-store' };
  return { status: 200, headers, body };
}

function pageAnswer(path: string, { type, bytes }: PageFile): Answer {
  const cache = path.startsWith('/assets/') ? keepForEver : 'no-store';
  const headers = { 'Content-Type': type, 'Content-Length': String(bytes.length), 'Cache-Control': cache };
  return { status: 200, headers: { ...commonHeaders, ...headers }, body: bytes };
}

/** A file's bytes, the part that was asked for, or the word that they are the same as before. */
async function mediaAnswer(media: MediaFile, wanted: Wanted): Promise<Answer> {
  const file = await openRegular(media.path);
  if (!file) return refusal(404);
  try {
    if (media.film && !(await isFilm(file, media.film))) return await closed(file, refusal(404));
    const answer = await answerFrom(file, media, wanted);
    return answer.body ? answer : await closed(file, answer);
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}

async function closed(file: FileHandle, answer: Answer): Promise<Answer> {
  await file.close();
  return answer;
}

/** Does the file still hold a film there? It may be another since it was read. */
async function isFilm(file: FileHandle, { offset, length }: FilePart): Promise<boolean> {
  const { size } = await file.stat();
  if (length === 0 || offset + length > size) return false;
  const { buffer } = await file.read(Buffer.alloc(8), 0, 8, offset);
  return buffer.toString('latin1', 4) === 'ftyp';
}

async function answerFrom(file: FileHandle, { path, type, film }: MediaFile, wanted: Wanted): Promise<Answer> {
  const { size: all, mtimeMs } = await file.stat();
  const { offset, length: size } = film ?? { offset: 0, length: all };
  const facts = ` ${all} ${mtimeMs} ${offset}`;
  const tag = `"${createHash('sha256').update(path).update(facts).digest('base64url').slice(0, 22)}"`;
  const headers = {
    ...commonHeaders,
    'Content-Type': type,
    'Cache-Control': keepAndAsk,
    ETag: tag,
    'Accept-Ranges': 'bytes',
  };
  if (wanted.ifNoneMatch === tag) return { status: 304, headers };
  const range = readRange(wanted.range, size);
  if (range === 'unsatisfiable') return { status: 416, headers: { ...headers, 'Content-Range': `bytes */${size}` } };
  const { start, end } = range === 'whole' ? { start: 0, end: size - 1 } : range;
  const length = { 'Content-Length': String(end - start + 1) };
  // The stream closes the file.
  const body = size === 0 ? {} : { body: file.createReadStream({ start: offset + start, end: offset + end }) };
  if (range === 'whole') return { status: 200, headers: { ...headers, ...length }, ...body };
  return { status: 206, headers: { ...headers, ...length, 'Content-Range': `bytes ${start}-${end}/${size}` }, ...body };
}

/** Read-only, and not waiting for a writer where the path is a named pipe by now. */
async function openRegular(path: string | Buffer): Promise<FileHandle | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => undefined);
  if (file && (await file.stat()).isFile()) return file;
  await file?.close();
  return undefined;
}
