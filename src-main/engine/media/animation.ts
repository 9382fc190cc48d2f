/** GIF and WebP files that move: short films without sound, which need no FFmpeg. */
import sharp from 'sharp';
import type { Content, Frame, Target } from '../values.ts';
import { FrameChooser, frameOf, stepMs, type Candidate } from './choose-frames.ts';
import { timesOf, type Delays } from './delays.ts';
import { asPicture } from './open-video.ts';
import { maxPixels } from './picture.ts';
import { preprocess } from './preprocess.ts';
import type { Look } from './read-looks.ts';

/** One that is over sooner is a picture that twinkles. */
const shortestMs = 1000;
const looksPerStep = 4;
const shortSide = 288;
/** All pictures lie in memory at a time. */
const mostBytes = 128 * 1024 ** 2;

export type Animated = { frames: Frame[]; video: NonNullable<Content['video']> };

/** Frames of an animation, as of a video; undefined where it hardly moves or is too large to be taken for one. */
export async function framesOfAnimation(
  bytes: Buffer,
  { width, height, delays = [] }: { width: number; height: number; delays?: Delays | undefined },
  target: Target,
): Promise<Animated | undefined> {
  const { starts, durationMs } = timesOf(delays);
  if (starts.length < 2 || durationMs < shortestMs || width * height * starts.length > maxPixels) return undefined;
  const chooser = new FrameChooser(durationMs);
  const kept: { candidate: Candidate; pixels: Frame['pixels'] }[] = [];
  const keep = async (candidate: Candidate) =>
    kept.push({ candidate, pixels: await preprocess(asPicture(candidate.look), target) });
  // One that is damaged further on is as good a picture as before.
  const looks = await readLooks(bytes, { width, height, starts, durationMs }).catch(() => []);
  for (const look of looks) {
    const candidate = chooser.add(look);
    if (candidate) await keep(candidate);
  }
  const { candidates, shots } = chooser.finish(durationMs);
  for (const candidate of candidates) await keep(candidate);
  const frames = kept.map(({ candidate, pixels }) => ({ pixels, ...frameOf(candidate, shots) }));
  return frames.length === 0 ? undefined : { frames, video: { durationMs, posterMs: 0 } };
}

type Reading = { width: number; height: number; starts: readonly number[]; durationMs: number };

async function readLooks(bytes: Buffer, { width, height, starts, durationMs }: Reading): Promise<Look[]> {
  const wanted = Math.min(1, shortSide / Math.min(width, height));
  const scale = Math.min(wanted, Math.sqrt(mostBytes / (3 * width * height * starts.length)));
  const size = { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
  const all = await sharp(bytes, { animated: true, limitInputPixels: maxPixels })
    .flatten({ background: '#ffffff' })
    .resize(size.width, size.height, { fit: 'fill' })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer();
  const length = size.width * size.height * 3;
  const apartMs = stepMs(durationMs) / looksPerStep;
  const looks: Look[] = [];
  for (const [at, timeMs] of starts.entries()) {
    if (timeMs - (looks.at(-1)?.timeMs ?? -Infinity) < apartMs) continue;
    looks.push({ timeMs, data: all.subarray(at * length, (at + 1) * length), ...size });
  }
  return looks;
}
