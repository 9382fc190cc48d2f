import { PolylensError, type Input, type Output } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import { findFfmpeg } from './media/ffmpeg.ts';
import { streamCommand } from './media/stream-video.ts';

/**
 * How a shell reads a video, or the film inside a picture's file, that its window cannot play as it is.
 * @throws PolylensError asset.unknown, media.unavailable
 */
export async function streamMedia(
  library: Library,
  { asset, from }: Input<'media.stream'>,
): Promise<Output<'media.stream'>> {
  const known = library.assets.details(asset);
  const path = known?.paths[0];
  if (!known || !path) throw new PolylensError('asset.unknown', { asset });
  const ffmpeg = findFfmpeg();
  if (!ffmpeg) throw new PolylensError('media.unavailable', { path: path.toString(), why: 'there is no FFmpeg' });
  const command = await streamCommand({ path, part: known.details.film }, from, ffmpeg);
  if (!command) throw new PolylensError('media.unavailable', { path: path.toString(), why: 'its name is not UTF-8' });
  return { command, type: 'video/webm' };
}
