import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { commonHeaders } from './headers.ts';
import { readRange } from './byte-range.ts';

/** A file to hand out, and what to call it. */
export type MediaFile = { path: string | Buffer; type: string };

/** An asset's content never changes, so what was fetched once is good for as long as the browser keeps it. */
const keep = 'private, max-age=31536000, immutable';

/** Answers with a file's bytes, or the part that was asked for. */
export async function serveFile(request: IncomingMessage, response: ServerResponse, media: MediaFile): Promise<void> {
  const file = await openRegular(media.path);
  if (!file) {
    response.writeHead(404, commonHeaders).end();
    return;
  }
  try {
    await send(file, { request, response, type: media.type });
  } finally {
    await file.close();
  }
}

type Exchange = { request: IncomingMessage; response: ServerResponse; type: string };

async function send(file: FileHandle, { request, response, type }: Exchange): Promise<void> {
  const { size } = await file.stat();
  const range = readRange(request.headers.range, size);
  const headers = { ...commonHeaders, 'Content-Type': type, 'Cache-Control': keep, 'Accept-Ranges': 'bytes' };
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...headers, 'Content-Range': `bytes */${size}` }).end();
    return;
  }
  const { start, end } = range === 'whole' ? { start: 0, end: size - 1 } : range;
  const length = { 'Content-Length': end - start + 1 };
  if (range === 'whole') response.writeHead(200, { ...headers, ...length });
  else response.writeHead(206, { ...headers, ...length, 'Content-Range': `bytes ${start}-${end}/${size}` });
  if (request.method === 'HEAD' || size === 0) response.end();
  else await pipeline(file.createReadStream({ start, end, autoClose: false }), response);
}

/** Read-only, and not waiting for a writer where the path is a named pipe by now. */
async function openRegular(path: string | Buffer): Promise<FileHandle | undefined> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(() => undefined);
  if (file && (await file.stat()).isFile()) return file;
  await file?.close();
  return undefined;
}
