import { base64 } from '../shared/base64.ts';

/** Longer than what any model looks at. */
const longestEdge = 640;
const quality = 0.92;

/**
 * A picture as a small JPEG, in base64: what a search for pictures like it needs, and no more than that leaves the page.
 * Rejects when the browser cannot read it.
 */
export async function shrink(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, longestEdge / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(picture.width * scale)),
    Math.max(1, Math.round(picture.height * scale)),
  );
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  // JPEG has no transparency: what is seen through is white.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  return base64(new Uint8Array(await blob.arrayBuffer()));
}
