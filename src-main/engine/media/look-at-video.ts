/** Single moments of a video file, by way of FFmpeg. Runs in decoder processes. */
import sharp, { type Sharp } from 'sharp';
import type { DecodeFailure, FrameEnding, FrameOutcome, ThumbnailOutcome, ThumbnailSize } from '../values.ts';
import { convertToSrgb } from './colour.ts';
import { asPicture, failure, openVideo, type OpenVideo } from './open-video.ts';
import { readLooks, type Look } from './read-looks.ts';
import { seekPoint } from './seek-point.ts';
import { makeThumbnail } from './thumbnail.ts';

/** Pictures are seldom shown for longer: what is seen at a moment mostly began no earlier. */
const longestShownMs = 200;

/** A thumbnail of a video: what is shown at `atMs`. */
export async function thumbnailOfVideo(path: Buffer, size: ThumbnailSize, atMs: number): Promise<ThumbnailOutcome> {
  // A millisecond before, for times are rounded: else the last picture would be passed.
  const look = await lookAt(path, { fromMs: atMs - 1, toMs: 0, shortSide: size });
  return 'ok' in look ? look : { ok: true, thumbnail: (await makeThumbnail(asPicture(look), size)).thumbnail };
}

/** The picture that a video shows at `atMs`, whole, as a file of the kind that `ending` says. */
export async function frameOfVideo(
  path: Buffer,
  { atMs, ending }: { atMs: number; ending: FrameEnding },
): Promise<FrameOutcome> {
  // A millisecond more, for times are rounded.
  const toMs = atMs + 1;
  const near = await lookAt(path, { fromMs: atMs - longestShownMs, toMs, shortSide: Infinity });
  const look = 'ok' in near || near.timeMs > toMs ? await lookBefore(path, atMs, near) : near;
  if ('ok' in look) return look;
  const { data, width, height } = look;
  const picture = sharp(data, { raw: { width, height, channels: 3 } });
  return { ok: true, bytes: await encoders[ending](picture).toBuffer() };
}

/** Where pictures stay for long, as in a recording of a screen; after the end there is no more than `near`. */
async function lookBefore(path: Buffer, atMs: number, near: Look | DecodeFailure): Promise<Look | DecodeFailure> {
  const opened = await openVideo(path);
  if ('ok' in opened || atMs > (opened.facts.durationMs ?? Infinity)) return near;
  return lookAt(path, { fromMs: atMs - safeLeadMs, toMs: atMs + 1, shortSide: Infinity });
}

const jpeg = (picture: Sharp) => picture.jpeg({ quality: 92, chromaSubsampling: '4:4:4' });
const encoders: Record<FrameEnding, (picture: Sharp) => Sharp> = {
  jpg: jpeg,
  jpeg,
  png: (picture) => picture.png(),
  webp: (picture) => picture.webp({ quality: 92 }),
};

type Span = { fromMs: number; toMs: number; shortSide: number };

/** Some files name as a keyframe what is none: what is decoded from there on is a mess, from so much earlier it is not. */
const safeLeadMs = 30_000;

/** The last look of those from `fromMs` to `toMs`, in sRGB; where there is none between, the first after. */
async function lookAt(path: Buffer, span: Span): Promise<Look | DecodeFailure> {
  const opened = await openVideo(path);
  if ('ok' in opened) return opened;
  const leadMs = Math.max(0, span.fromMs - (await seekPoint(path, span.fromMs, opened)));
  const found =
    (await read(path, opened, { ...span, leadMs })) ?? (await read(path, opened, { ...span, leadMs: safeLeadMs }));
  if (!found) return failure('image.corrupt', 'no picture can be read there');
  if (opened.facts.colours) convertToSrgb({ ...found, channels: 3 }, opened.facts.colours);
  return found;
}

/** With a lead whatever there is; without one undefined where it is not whole. */
async function read(path: Buffer, video: OpenVideo, span: Span & { leadMs: number }): Promise<Look | undefined> {
  const { toMs, leadMs } = span;
  const options = { ...video, ...span, keyframesOnly: false, apartMs: 0, fromMs: Math.max(0, span.fromMs) };
  let found: Look | undefined;
  for await (const look of readLooks(path, options)) {
    if (found && look.timeMs > toMs) break;
    if (!look.isWhole && leadMs === 0 && options.fromMs > 0) return undefined;
    found = look;
    if (look.timeMs >= toMs) break;
  }
  return found;
}
