import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PolylensError, type Input, type Output } from '../contract/index.ts';
import type { WaitingFile } from './library/files.ts';
import type { Library } from './library/library.ts';
import { ThumbnailCache, type Shown } from './media/thumbnail-cache.ts';
import type { Thumbnail, ThumbnailOutcome, ThumbnailSize } from './values.ts';

/** Makes one file's thumbnail. */
type Make = (path: Buffer, wanted: Wanted) => Promise<ThumbnailOutcome>;
/** `atMs`: of a video, when it is shown. */
type Wanted = { size: ThumbnailSize; atMs?: number | undefined };
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
    await this.#cache.put({ hash, size: 256 }, thumbnail);
  }

  /** The file of an asset's thumbnail, made when it is not there; made once however often it is asked for meanwhile. */
  find(library: Library, { asset, size, at }: Input<'media.thumbnail'>): Answer {
    // Only moments that the library knows have one: a window cannot fill the disk by asking for every millisecond.
    const atMs = at === undefined ? undefined : library.moments.nearestTo(asset, at);
    const key = `${asset} ${size} ${atMs}`;
    const answer =
      this.#asked.get(key) ?? this.#find(library, asset, { size, atMs }).finally(() => this.#asked.delete(key));
    this.#asked.set(key, answer);
    return answer;
  }

  async #find(library: Library, asset: number, wanted: Wanted): Answer {
    const known = library.contents.find(asset);
    if (!known) throw new PolylensError('asset.unknown', { asset });
    const shown = { hash: known.hash, ...wanted };
    const { size, atMs = known.video?.posterMs } = wanted;
    // That of a file which is offline now is as good as any.
    const kept = await this.#cache.find(shown);
    if (kept) return { path: kept };
    const files = library.files.holding(asset);
    const made = await this.#makeFromAny(files, shown, { size, atMs });
    if (typeof made !== 'string') return made;
    if (wanted.atMs !== undefined) return this.#find(library, asset, { size });
    throw new PolylensError('media.unavailable', { path: files[0]?.path.toString() ?? '', why: made });
  }

  /** Makes it from the first file that gives one, and keeps it; or why that cannot be. */
  async #makeFromAny(files: readonly WaitingFile[], shown: Shown, wanted: Wanted): Promise<{ path: string } | string> {
    let why = 'no file holds it any more';
    for (const file of files) {
      const made = await this.#makeFrom(file, wanted);
      const path = typeof made === 'string' ? undefined : await this.#cache.put(shown, made);
      if (path) return { path };
      why = typeof made === 'string' ? made : 'thumbnails cannot be written';
    }
    return why;
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
