import type { Box, Pixels, Target } from '../values.ts';
import { pictureOfPixels, readPixels, type Picture } from './picture.ts';
import { preprocess } from './preprocess.ts';

/** Pixels of parts of a picture, each as those of a whole one. A part is one pixel at least, whatever its box says. */
export async function windowsOf(picture: Picture, boxes: readonly Box[], target: Target): Promise<Pixels[]> {
  const whole = pictureOfPixels(await readPixels(picture));
  const windows: Pixels[] = [];
  for (const box of boxes) {
    const { left, top, width, height } = within(box, whole);
    const open = () => whole.open().extract({ left, top, width, height });
    windows.push(await preprocess({ ...whole, width, height, open }, target));
  }
  return windows;
}

function within({ left, top, width, height }: Box, whole: { width: number; height: number }) {
  const [from, over] = along(left, width, whole.width);
  const [above, tall] = along(top, height, whole.height);
  return { left: from, top: above, width: over, height: tall };
}

function along(start: number, length: number, side: number): [from: number, count: number] {
  const from = Math.min(side - 1, Math.round(start * side));
  return [from, Math.max(1, Math.min(side - from, Math.round(length * side)))];
}
