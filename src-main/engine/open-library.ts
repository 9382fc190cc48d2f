import { PolylensError, type Announce } from '../contract/index.ts';
import type { VectorIndex } from './index/vector-index.ts';
import { suspect } from './library/damage.ts';
import { libraryFault } from './library/faults.ts';
import { openLibrary, openLibraryToWrite, type Library } from './library/library.ts';
import type { Pack } from './packs/open-pack.ts';
import { LibraryView, openSearchIndex } from './search-index.ts';

type Options = { folder: string; pack: () => Promise<Pack>; announce: Announce };

/** The engine's hold on its library: one to read, one to write while it is needed, and the search index over both. */
export class OpenLibrary {
  readonly #options: Options;
  #reader: Library | undefined;
  #writer: Library | undefined;
  #writers = 0;
  #index: Promise<VectorIndex> | undefined;
  #view: LibraryView | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** The library to read, opened at the first need and again when another file has taken its place. */
  reader(): Library {
    if (this.#reader?.isReplaced()) this.#forget();
    this.#reader ??= openLibrary(this.#options.folder);
    return this.#reader;
  }

  /** What a query sees, with what was written since the last one. */
  async view(): Promise<LibraryView> {
    const library = this.reader();
    const { stageKey } = await this.#options.pack();
    const index = await this.index(library);
    if (this.#view?.library !== library || this.#view.index !== index) {
      this.#view = new LibraryView(library, index, stageKey);
    }
    await this.#view.upToDate();
    return this.#view;
  }

  async index(library: Library): Promise<VectorIndex> {
    const pack = await this.#options.pack();
    this.#index ??= openSearchIndex(library, pack, this.#options.announce).catch((thrown: unknown) => {
      this.#index = undefined;
      throw thrown;
    });
    return this.#index;
  }

  /**
   * Does `work` as the library's one writer. All who write at a time in this process share it.
   * @throws PolylensError library.*
   */
  write<T>(work: (library: Library) => Promise<T>): Promise<T> {
    return this.guarded(async () => {
      const library = (this.#writer ??= this.#openToWrite());
      this.#writers += 1;
      try {
        return await work(library);
      } finally {
        this.#writers -= 1;
        if (this.#writers === 0) {
          this.#writer = undefined;
          library.close();
        }
      }
    });
  }

  /** Gives what SQLite and the disk say of the library its code; a damaged one is checked by its next writer. */
  async guarded<T>(work: () => Promise<T>): Promise<T> {
    const { folder } = this.#options;
    try {
      return await work();
    } catch (thrown) {
      const fault = libraryFault(thrown, folder) ?? thrown;
      if (isDamage(fault)) suspect(folder);
      throw fault;
    }
  }

  close(): void {
    this.#reader?.close();
  }

  #openToWrite(): Library {
    const library = openLibraryToWrite(this.#options.folder);
    if (library.replaced) {
      this.#forget();
      const { aside, folders } = library.replaced;
      this.#options.announce('library.replaced', { aside, folders: folders.map(String) });
    }
    return library;
  }

  /** Not closed, for a query may be at it: it closes itself when nothing holds it any more. */
  #forget(): void {
    this.#reader = undefined;
    this.#index = undefined;
    this.#view = undefined;
  }
}

export function isDamage(thrown: unknown): boolean {
  return thrown instanceof PolylensError && thrown.code === 'library.damaged';
}
