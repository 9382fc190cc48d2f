import { PolylensError, type Client } from '../../contract/index.ts';

/** A file to hand out, and what to call it. */
export type MediaFile = { path: string | Buffer; type: string };

/** Which picture a window asks for; `size`: a small one of about so many pixels, else the original. */
export type MediaAddress = { asset: number; size: number | undefined };

const types: Record<string, string> = {
  mp4: 'video/mp4',
  mov: 'video/mp4',
  '3gp': 'video/3gpp',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  tiff: 'image/tiff',
  avif: 'image/avif',
  bmp: 'image/bmp',
  heic: 'image/heic',
};

/** `/media/<asset>/stream/<ms>`: a video from that moment on, as any window can play it. */
export function readStreamPath(path: string): { asset: number; from: number } | undefined {
  const [, asset, from] = /^\/media\/([1-9]\d{0,14})\/stream\/(\d{1,12})$/.exec(path) ?? [];
  return asset === undefined ? undefined : { asset: Number(asset), from: Number(from) };
}

/** `/media/<asset>`, or `/media/<asset>/<size>` for a small picture. */
export function readMediaPath(path: string): MediaAddress | undefined {
  const [, asset, size] = /^\/media\/([1-9]\d{0,14})(?:\/([1-9]\d{0,3}))?$/.exec(path) ?? [];
  if (asset === undefined) return undefined;
  return { asset: Number(asset), size: size === undefined ? undefined : Number(size) };
}

/** The file of a picture; undefined when there is none. */
export function mediaFile(engine: Client, { asset, size }: MediaAddress): Promise<MediaFile | undefined> {
  return size === undefined ? originalFile(engine, asset) : thumbnailFile(engine, asset, size);
}

async function thumbnailFile(engine: Client, asset: number, size: number): Promise<MediaFile | undefined> {
  const wanted = size <= 256 ? 256 : 1024;
  const found = await engine.call('media.thumbnail', { asset, size: wanted }).catch(noneWhenUnavailable);
  return found && { path: found.path, type: 'image/webp' };
}

async function originalFile(engine: Client, asset: number): Promise<MediaFile | undefined> {
  const details = await engine.call('asset.details', { asset }).catch(noneWhenUnavailable);
  const [first] = details?.places ?? [];
  if (!details || !first) return undefined;
  const path = first.pathBytes === undefined ? first.path : Buffer.from(first.pathBytes, 'base64');
  return { path, type: types[details.format] ?? 'application/octet-stream' };
}

function noneWhenUnavailable(thrown: unknown): undefined {
  const codes = ['asset.unknown', 'media.unavailable'];
  if (!(thrown instanceof PolylensError) || !codes.includes(thrown.code)) throw thrown;
}
