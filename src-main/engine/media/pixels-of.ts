import { PolylensError } from '../../contract/errors.ts';
import type { Pixels } from '../values.ts';
import type { Decoder } from './decoder.ts';
import { isVideo } from './is-video.ts';

/**
 * What is shown by a file that need not be in the library: its picture; of a video, the one that stands for it.
 * @throws PolylensError media.unavailable
 */
export async function pixelsOf(path: string, decoder: Decoder, signal: AbortSignal): Promise<Pixels> {
  if (await isVideo(Buffer.from(path)).catch(() => false)) return posterOf(path, decoder, signal);
  const picture = await decoder.decode(path);
  if (picture.ok) return picture.pixels;
  throw new PolylensError('media.unavailable', { path, why: picture.detail, reason: picture.reason });
}

async function posterOf(path: string, decoder: Decoder, signal: AbortSignal): Promise<Pixels> {
  const outcome = await decoder.decodeVideo(path, signal);
  if (!outcome) throw new PolylensError('request.cancelled');
  const fault = outcome.ok ? { why: 'nothing is shown' } : { why: outcome.detail, reason: outcome.reason };
  const poster = outcome.ok && outcome.frames.find(({ timeMs }) => timeMs === outcome.video.posterMs);
  if (!poster) throw new PolylensError('media.unavailable', { path, ...fault });
  return poster.pixels;
}
