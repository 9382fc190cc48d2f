import { PolylensError, type Client, type Input } from '../../contract/index.ts';

/** A file to hand out, and what to call it. */
export type MediaFile = { path: string | Buffer; type: string };

/**
 * Which picture a window asks for; `size`: a small one of about so many pixels, else the original; `at`: of a video, what
 * is seen at this millisecond.
 */
export type MediaAddress = { asset: number; size?: number; at?: number };

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

/** `/media/<asset>`, `/media/<asset>/<size>` for a small picture, `/media/<asset>/<size>/<ms>` for that of a moment. */
export function readMediaPath(path: string): MediaAddress | undefined {
  const [, asset, size, at] = /^\/media\/([1-9]\d{0,14})(?:\/([1-9]\d{0,3})(?:\/(\d{1,12}))?)?$/.exec(path) ?? [];
  if (asset === undefined) return undefined;
  const small = size === undefined ? {} : { size: Number(size) };
  return { asset: Number(asset), ...small, ...(at === undefined ? {} : { at: Number(at) }) };
}

/** The file of a picture; undefined when there is none. */
export function mediaFile(engine: Client, { asset, size, at }: MediaAddress): Promise<MediaFile | undefined> {
  if (size === undefined) return originalFile(engine, asset);
  return thumbnailFile(engine, { asset, size: size <= 256 ? 256 : 1024, ...(at === undefined ? {} : { at }) });
}

async function thumbnailFile(engine: Client, wanted: Input<'media.thumbnail'>): Promise<MediaFile | undefined> {
  const found = await engine.call('media.thumbnail', wanted).catch(noneWhenUnavailable);
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
