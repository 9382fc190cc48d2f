import type { Input } from '../../src-main/contract/index.ts';
import { base64 } from '../shared/base64.ts';

const longestEdge = 96;

/** A picture of the page, small enough to go with the pointer. */
export function iconOf(image: HTMLImageElement): Input<'shell.drag'>['icon'] {
  const scale = Math.min(1, longestEdge / Math.max(1, image.naturalWidth, image.naturalHeight));
  const width = Math.max(1, Math.round(image.naturalWidth * scale));
  const height = Math.max(1, Math.round(image.naturalHeight * scale));
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) throw new Error('no canvas');
  // One that is still loading is a grey square.
  context.fillStyle = '#888';
  context.fillRect(0, 0, width, height);
  if (image.naturalWidth > 0) context.drawImage(image, 0, 0, width, height);
  return { width, height, pixels: base64(context.getImageData(0, 0, width, height).data) };
}
