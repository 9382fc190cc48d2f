import { PolylensError, type Announce } from '../contract/index.ts';
import type { VectorIndex } from './index/vector-index.ts';
import { suspect } from './library/damage.ts';
import { libraryFault } from './library/faults.ts';
import { openLibrary, openLibraryToWrite, type Library } from './library/library.ts';
import type { Pack } from './packs/open-pack.ts';
import { LibraryView, openSearchIndex, type OpenedIndex } from './search-index.ts';

type Options = {
  folder: string;
  pack: () => Promise<Pack>;
  announce: Announce;
  onOwned: (() => void) | undefined;
};

/** The engine's hold on its library: one to read, one to write once that was needed, and the search index over both. */
export class OpenLibrary {
  readonly #options: Options;
  #reader: Library | undefined;
  #writer: Library | undefined;
  #writers = 0;
  #isWriterDamaged = false;
  #index: Promise<OpenedIndex> | undefined;
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
    const view = await this.#currentView();
    await view.upToDate();
    return view;
  }

  /** Brings the index to what this process wrote, so that vectors of removed files leave the memory at once. */
  async refresh(): Promise<void> {
    await (await this.#currentView()).takeIn();
  }

  async #currentView(): Promise<LibraryView> {
    const library = this.reader();
    const { stageKey } = await this.#options.pack();
    const opened = await this.#openIndex(library);
    if (this.#view?.library !== library || this.#view.index !== opened.index) {
      this.#view = new LibraryView(library, opened, stageKey);
    }
    return this.#view;
  }

  async index(library: Library): Promise<VectorIndex> {
    return (await this.#openIndex(library)).index;
  }

  async #openIndex(library: Library): Promise<OpenedIndex> {
    const pack = await this.#options.pack();
    this.#index ??= openSearchIndex(library, pack, this.#options.announce).catch((thrown: unknown) => {
      this.#index = undefined;
      throw thrown;
    });
    return this.#index;
  }

  /**
   * Does `work` as the library's one writer, which this process stays until it closes: other shells join it meanwhile.
   * All who write at a time share it; it is opened anew when it is damaged or another file has taken its place.
   * @throws PolylensError library.*
   */
  write<T>(work: (library: Library) => Promise<T>): Promise<T> {
    return this.guarded(async () => {
      if (this.#writers === 0 && this.#writer?.isReplaced()) this.#closeWriter();
      const library = (this.#writer ??= this.#openToWrite());
      this.#writers += 1;
      try {
        return await work(library);
      } catch (thrown) {
        if (isDamage(libraryFault(thrown, this.#options.folder) ?? thrown)) this.#isWriterDamaged = true;
        throw thrown;
      } finally {
        this.#writers -= 1;
        if (this.#writers === 0 && this.#isWriterDamaged) this.#closeWriter();
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
    this.#closeWriter();
  }

  #closeWriter(): void {
    this.#isWriterDamaged = false;
    this.#writer?.close();
    this.#writer = undefined;
  }

  #openToWrite(): Library {
    const library = openLibraryToWrite(this.#options.folder);
    if (library.replaced) {
      this.#forget();
      const { aside, folders } = library.replaced;
      this.#options.announce('library.replaced', { aside, folders: folders.map(String) });
    }
    this.#options.onOwned?.();
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
