/** Turns a video file into what is wanted of it, by way of FFmpeg. Runs in decoder processes. */
import type { Frame, Target, VideoOutcome } from '../values.ts';
import { withWhatLiesBeside } from './beside.ts';
import { FrameChooser, frameOf, stepMs, type Candidate } from './choose-frames.ts';
import { convertToSrgb } from './colour.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { asPicture, failure, openVideo } from './open-video.ts';
import { preprocess } from './preprocess.ts';
import type { VideoFacts } from './probe-video.ts';
import { readWords } from './read-words.ts';
import { readLooks, type LooksEnd } from './read-looks.ts';
import { makeThumbnail } from './thumbnail.ts';

/** So many looks for each one that is kept: the sharpest is taken, and cuts are found to a fraction of a second. */
const looksPerStep = 4;
/** Keyframes further apart than this, or than two steps, are too few. */
const sparseMs = 2200;
/** A look's shorter side, at least: enough for the small thumbnail and for most packs. */
const leastShortSide = 288;

type Taken = { candidate: Candidate; pixels: Frame['pixels'] };
type Sampling = { taken: Taken[]; poster: Candidate | undefined; chooser: FrameChooser; lastMs: number; end: LooksEnd };

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
  const { width, height, format, hasWords } = facts;
  return {
    ok: true,
    width,
    height,
    format,
    details: await withWhatLiesBeside(facts.details, path, modifiedMs),
    video: { durationMs: endMs, posterMs: poster.look.timeMs },
    ...(await readWords(path, { ...ffmpeg, endMs, hasWords })),
    frames: taken.map(({ candidate, pixels }) => ({ pixels, ...frameOf(candidate, shots) })),
    ...(await makeThumbnail(asPicture(poster.look), 256)),
  };
}

type Reading = { facts: VideoFacts; ffmpeg: Ffmpeg; target: Target };

/**
 * Keyframes where they are near enough to each other and something is seen in them, else all there is; that, too, where
 * nothing tells how long it goes on after the last of them, as in what browsers record.
 */
async function sample(path: Buffer, reading: Reading): Promise<Sampling> {
  const few = reading.facts.durationMs === undefined ? undefined : await read(path, reading, true);
  return few ?? (await read(path, reading, false)) ?? nothing(reading);
}

function nothing({ facts }: Reading): Sampling {
  const chooser = new FrameChooser(facts.durationMs ?? 0);
  return { taken: [], poster: undefined, chooser, lastMs: 0, end: { ok: false, said: '' } };
}

/** Undefined when only keyframes were wanted and they are too few, or blank. */
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
  // A short clip may have no keyframe but the black that it fades in from.
  return isSparse(sampling.lastMs, duration) || (keyframesOnly && sampling.chooser.isBlank) ? undefined : sampling;
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
