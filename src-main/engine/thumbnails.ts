import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PolylensError, type Input, type Output } from '../contract/index.ts';
import type { WaitingFile } from './library/files.ts';
import type { Library } from './library/library.ts';
import { ThumbnailCache } from './media/thumbnail-cache.ts';
import type { Thumbnail, ThumbnailOutcome, ThumbnailSize } from './values.ts';

/** Makes one file's thumbnail. */
type Make = (path: Buffer, wanted: Wanted) => Promise<ThumbnailOutcome>;
/** `atMs`: of a video, when it is shown. */
type Wanted = { size: ThumbnailSize; atMs?: number };
type Answer = Promise<Output<'media.thumbnail'>>;

/** Thumbnails of a library's assets, kept beside it. The small ones are made with indexing, all others when asked for. */
export class Thumbnails {
  readonly #cache: ThumbnailCache;
  readonly #make: Make;
  readonly #asked = new Map<string, Answer>();

  constructor(libraryFolder: string, make: Make) {
    this.#cache = new ThumbnailCache(join(libraryFolder, 'thumbnails'));
    this.#make = make;
  }

  /** Keeps what indexing has made, if it can be written. */
  async keep(hash: Buffer, thumbnail: Thumbnail): Promise<void> {
    await this.#cache.put(hash, 256, thumbnail);
  }

  /** The file of an asset's thumbnail, made when it is not there; made once however often it is asked for meanwhile. */
  find(library: Library, { asset, size }: Input<'media.thumbnail'>): Answer {
    const key = `${asset} ${size}`;
    const answer = this.#asked.get(key) ?? this.#find(library, asset, size).finally(() => this.#asked.delete(key));
    this.#asked.set(key, answer);
    return answer;
  }

  async #find(library: Library, asset: number, size: ThumbnailSize): Answer {
    const known = library.contents.find(asset);
    if (!known) throw new PolylensError('asset.unknown', { asset });
    const { hash, video } = known;
    // That of a file which is offline now is as good as any.
    const kept = await this.#cache.find(hash, size);
    if (kept) return { path: kept };
    const files = library.files.holding(asset);
    let why = 'no file holds it any more';
    for (const file of files) {
      const made = await this.#makeFrom(file, video ? { size, atMs: video.posterMs } : { size });
      if (typeof made === 'string') {
        why = made;
        continue;
      }
      const path = await this.#cache.put(hash, size, made);
      if (path) return { path };
      why = 'thumbnails cannot be written';
    }
    throw new PolylensError('media.unavailable', { path: files[0]?.path.toString() ?? '', why });
  }

  /** The thumbnail, or why there is none. */
  async #makeFrom(file: WaitingFile, wanted: Wanted): Promise<Thumbnail | string> {
    if (!(await isAsIndexed(file))) return 'the file is gone or changed';
    const outcome = await this.#make(file.path, wanted);
    if (!outcome.ok) return `${outcome.reason}, ${outcome.detail}`;
    // What was put in its place meanwhile must not be shown as this asset.
    return (await isAsIndexed(file)) ? outcome.thumbnail : 'the file changed';
  }
}

async function isAsIndexed({ path, size, modifiedMs }: WaitingFile): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.size === size && found.mtimeMs === modifiedMs;
}
