import { originalUrl, thumbnailUrl } from '../media.ts';
import type { Picture } from '../results/rows.ts';

/** Puts the picture at this address on the system's clipboard. */
export type Put = (address: string) => Promise<void>;

/** Copies pictures to the clipboard, in a form that other programs take. */
export class PictureCopier {
  #copied = $state.raw<{ asset: number; outcome: 'copied' | 'failed' }>();
  readonly #put: Put;

  constructor(put: Put = putPicture) {
    this.#put = put;
  }

  /** What came of it for this picture. */
  outcomeOf(asset: number | undefined): 'copied' | 'failed' | undefined {
    return this.#copied?.asset === asset ? this.#copied?.outcome : undefined;
  }

  async copy({ id, duration }: Picture): Promise<void> {
    this.#copied = undefined;
    const preview = thumbnailUrl(id, 1024);
    // The browser may not know the original's format, and of a video there is a picture only.
    const addresses = duration === undefined ? [originalUrl(id), preview] : [preview];
    const outcome = (await this.#putFirst(addresses)) ? 'copied' : 'failed';
    this.#copied = { asset: id, outcome };
  }

  async #putFirst(addresses: readonly string[]): Promise<boolean> {
    for (const address of addresses) {
      try {
        await this.#put(address);
        return true;
      } catch {
        // The next one may do.
      }
    }
    return false;
  }
}

async function putPicture(address: string): Promise<void> {
  // Before anything is waited for: some browsers forget then that a person asked for it.
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': pngOf(address) })]);
}

/** Browsers write no other kind. */
async function pngOf(address: string): Promise<Blob> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  const bitmap = await createImageBitmap(await answer.blob());
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  return canvas.convertToBlob({ type: 'image/png' });
}
