import { PolylensError, type Client, type Input } from '../../contract/index.ts';

/** A file to hand out, or the film that is those bytes of it, and what to call it. */
export type MediaFile = { path: string | Buffer; type: string; film?: FilePart | undefined };

export type FilePart = { offset: number; length: number };

/**
 * Which picture a window asks for; `size`: a small one of about so many pixels, else the original; `at`: of a video, what
 * is seen at this millisecond; `film`: the short film that belongs to the picture.
 */
export type MediaAddress = { asset: number; size?: number; at?: number; film?: true };

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

/**
 * `/media/<asset>`, `/media/<asset>/<size>` for a small picture, `/media/<asset>/<size>/<ms>` for that of a moment,
 * `/media/<asset>/film` for the film of a picture.
 */
export function readMediaPath(path: string): MediaAddress | undefined {
  const [, ofFilm] = /^\/media\/([1-9]\d{0,14})\/film$/.exec(path) ?? [];
  if (ofFilm !== undefined) return { asset: Number(ofFilm), film: true };
  const [, asset, size, at] = /^\/media\/([1-9]\d{0,14})(?:\/([1-9]\d{0,3})(?:\/(\d{1,12}))?)?$/.exec(path) ?? [];
  if (asset === undefined) return undefined;
  const small = size === undefined ? {} : { size: Number(size) };
  return { asset: Number(asset), ...small, ...(at === undefined ? {} : { at: Number(at) }) };
}

/** The file of a picture; undefined when there is none. */
export function mediaFile(engine: Client, { asset, size, at, film }: MediaAddress): Promise<MediaFile | undefined> {
  if (film) return filmFile(engine, asset);
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
  return { path: pathOf(first), type: types[details.format] ?? 'application/octet-stream' };
}

/** The film inside the picture's file, or the video of a Live Photo beside it. */
async function filmFile(engine: Client, asset: number): Promise<MediaFile | undefined> {
  const details = await engine.call('asset.details', { asset }).catch(noneWhenUnavailable);
  const film = details?.companions?.find(({ kind }) => kind === 'video');
  if (!film?.inside) return film && originalFile(engine, film.asset);
  return { path: pathOf(film), type: 'video/mp4', film: film.inside };
}

function pathOf({ path, pathBytes }: { path: string; pathBytes?: string | undefined }): string | Buffer {
  return pathBytes === undefined ? path : Buffer.from(pathBytes, 'base64');
}

function noneWhenUnavailable(thrown: unknown): undefined {
  const codes = ['asset.unknown', 'media.unavailable'];
  if (!(thrown instanceof PolylensError) || !codes.includes(thrown.code)) throw thrown;
}
