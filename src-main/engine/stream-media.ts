import { PolylensError, type Input, type Output } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import { findFfmpeg } from './media/ffmpeg.ts';
import { streamCommand } from './media/stream-video.ts';

/**
 * How a shell reads a video that its window cannot play as it is.
 * @throws PolylensError asset.unknown, media.unavailable
 */
export function streamMedia(library: Library, { asset, from }: Input<'media.stream'>): Output<'media.stream'> {
  const [path] = library.assets.details(asset)?.paths ?? [];
  if (!path) throw new PolylensError('asset.unknown', { asset });
  const ffmpeg = findFfmpeg();
  if (!ffmpeg) throw new PolylensError('media.unavailable', { path: path.toString(), why: 'there is no FFmpeg' });
  const command = streamCommand(path, from, ffmpeg);
  if (!command) throw new PolylensError('media.unavailable', { path: path.toString(), why: 'its name is not UTF-8' });
  return { command, type: 'video/webm' };
}
