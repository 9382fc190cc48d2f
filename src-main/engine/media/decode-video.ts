/** Turns a video file into what is wanted of it, by way of FFmpeg. Runs in decoder processes. */
import type {
  DecodeFailure,
  FailureReason,
  Frame,
  Target,
  ThumbnailOutcome,
  ThumbnailSize,
  VideoOutcome,
} from '../values.ts';
import { stat } from 'node:fs/promises';
import { withWhatLiesBeside } from './beside.ts';
import { FrameChooser, stepMs, type Candidate } from './choose-frames.ts';
import { convertToSrgb } from './colour.ts';
import { findFfmpeg, type Ffmpeg } from './ffmpeg.ts';
import { maxPixels, pictureOfPixels, type Picture } from './picture.ts';
import { preprocess } from './preprocess.ts';
import { probeVideo, type VideoFacts } from './probe-video.ts';
import { readLooks, type Look, type LooksEnd } from './read-looks.ts';
import { makeThumbnail } from './thumbnail.ts';

/** So many looks for each one that is kept: the sharpest is taken, and cuts are found to a fraction of a second. */
const looksPerStep = 4;
/** Keyframes further apart than this, or than two steps, are too few. */
const sparseMs = 2200;
/** A look's shorter side, at least: enough for the small thumbnail and for most packs. */
const leastShortSide = 288;

type Taken = { candidate: Candidate; pixels: Frame['pixels'] };
type Sampling = { taken: Taken[]; poster: Candidate | undefined; chooser: FrameChooser; lastMs: number; end: LooksEnd };

const failure = (reason: FailureReason, detail: string, retryable = false): DecodeFailure => {
  return { ok: false, reason, detail, retryable };
};

/** Frames of the video at `path`, and what stands for it. Opens it read-only; never rejects for a file's sake. */
export async function decodeVideo(path: Buffer, target: Target): Promise<VideoOutcome> {
  const opened = await openVideo(path);
  if ('ok' in opened) return opened;
  const { facts, ffmpeg, modifiedMs } = opened;
  const sampling = await sample(path, { facts, ffmpeg, target });
  const endMs = Math.max(facts.durationMs ?? 0, sampling.lastMs);
  const { candidates, shots } = sampling.chooser.finish(endMs);
  for (const candidate of candidates) await take(candidate, sampling, { facts, target });
  const { poster, taken, end } = sampling;
  if (!poster) return failure('image.corrupt', end.said || 'no picture can be read');
  const { width, height, format } = facts;
  return {
    ok: true,
    width,
    height,
    format,
    details: await withWhatLiesBeside(facts.details, path, modifiedMs),
    video: { durationMs: endMs, posterMs: poster.look.timeMs },
    frames: taken.map(({ candidate, pixels }) => {
      const { look, shot, opens } = candidate;
      return { pixels, opens, timeMs: look.timeMs, ...(shots[shot] ?? { startMs: look.timeMs, endMs }) };
    }),
    ...(await makeThumbnail(asPicture(poster.look), 256)),
  };
}

/** A thumbnail of a video: what is shown at `atMs`. */
export async function thumbnailOfVideo(path: Buffer, size: ThumbnailSize, atMs: number): Promise<ThumbnailOutcome> {
  const opened = await openVideo(path);
  if ('ok' in opened) return opened;
  const { facts } = opened;
  // A millisecond before, for times are rounded: else the last picture would be passed.
  const options = { ...opened, keyframesOnly: false, apartMs: 0, fromMs: Math.max(0, atMs - 1), shortSide: size };
  for await (const look of readLooks(path, options)) {
    if (facts.colours) convertToSrgb({ ...look, channels: 3 }, facts.colours);
    return { ok: true, thumbnail: (await makeThumbnail(asPicture(look), size)).thumbnail };
  }
  return failure('image.corrupt', 'no picture can be read there');
}

type Opened = { facts: VideoFacts; ffmpeg: Ffmpeg; modifiedMs: number };

async function openVideo(path: Buffer): Promise<Opened | DecodeFailure> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error.code ?? 'unknown');
  if (typeof found === 'string') return failure(found === 'ENOENT' ? 'file.missing' : 'file.unreadable', found, true);
  if (!found.isFile()) return failure('file.unreadable', 'not a regular file', true);
  if (found.size === 0) return failure('file.empty', 'no bytes');
  const ffmpeg = findFfmpeg();
  if (!ffmpeg) return failure('video.no-decoder', '', true);
  const facts = await probeVideo(path, ffmpeg);
  if (facts === undefined) return failure('image.none', 'no moving picture');
  if (typeof facts === 'string') return failure('image.corrupt', facts.slice(0, 200));
  if (facts.width * facts.height > maxPixels)
    return failure('image.too-large', `${facts.width} x ${facts.height} pixels`);
  return { facts, ffmpeg, modifiedMs: found.mtimeMs };
}

type Reading = { facts: VideoFacts; ffmpeg: Ffmpeg; target: Target };

/** Keyframes where they are near enough to each other, else all there is. */
async function sample(path: Buffer, reading: Reading): Promise<Sampling> {
  return (await read(path, reading, true)) ?? (await read(path, reading, false)) ?? nothing(reading);
}

function nothing({ facts }: Reading): Sampling {
  const chooser = new FrameChooser(facts.durationMs ?? 0);
  return { taken: [], poster: undefined, chooser, lastMs: 0, end: { ok: false, said: '' } };
}

/** Undefined when only keyframes were wanted and they are too few. */
async function read(path: Buffer, reading: Reading, keyframesOnly: boolean): Promise<Sampling | undefined> {
  const { facts } = reading;
  const duration = facts.durationMs ?? 0;
  const step = stepMs(duration);
  const shortSide = Math.max(leastShortSide, reading.target.size);
  const sampling = { ...nothing(reading), taken: [] };
  const looks = readLooks(path, { ...reading, keyframesOnly, apartMs: step / looksPerStep, shortSide });
  const isSparse = (fromMs: number, toMs: number) => keyframesOnly && toMs - fromMs > Math.max(sparseMs, 2 * step);
  try {
    for (let next = await looks.next(); ; next = await looks.next()) {
      if (next.done) {
        sampling.end = next.value;
        break;
      }
      const { timeMs } = next.value;
      if (isSparse(sampling.lastMs, timeMs)) return undefined;
      sampling.lastMs = Math.max(sampling.lastMs, timeMs);
      const candidate = sampling.chooser.add(next.value);
      if (candidate) await take(candidate, sampling, reading);
    }
  } finally {
    await looks.return({ ok: true, said: '' });
  }
  return isSparse(sampling.lastMs, duration) ? undefined : sampling;
}

/** Turns a candidate into what the encoder wants; the picture itself is not kept. */
async function take(
  candidate: Candidate,
  sampling: Sampling,
  { facts, target }: Omit<Reading, 'ffmpeg'>,
): Promise<void> {
  const { look } = candidate;
  if (facts.colours) convertToSrgb({ ...look, channels: 3 }, facts.colours);
  const pixels = await preprocess(asPicture(look), target);
  if (candidate.appeal >= (sampling.poster?.appeal ?? 0)) sampling.poster = candidate;
  sampling.taken.push({ candidate: { ...candidate, look: { ...look, data: new Uint8Array() } }, pixels });
}

function asPicture({ data, width, height }: Look): Picture {
  return pictureOfPixels({ data, width, height, channels: 3 });
}
