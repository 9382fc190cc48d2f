import { PolylensError, type Announce } from '../contract/index.ts';
import { onceLetGo } from './held-files.ts';
import type { VectorIndex } from './index/vector-index.ts';
import { suspect } from './library/damage.ts';
import { libraryFault } from './library/faults.ts';
import { openLibrary, openLibraryToWrite, type Library, type Replacing } from './library/library.ts';
import type { Pack } from './packs/open-pack.ts';
import { LibraryView, openSearchIndex, type OpenedIndex } from './search-index.ts';

type Options = {
  folder: string;
  announce: Announce;
  onOwned: (() => void) | undefined;
};

/** Vectors of one pack in memory, and what a query sees of them. */
type Searched = { opened: Promise<OpenedIndex>; view?: LibraryView };

/** The engine's hold on its library: one to read, one to write once that was needed, and a search index for each pack. */
export class OpenLibrary {
  readonly #options: Options;
  #reader: Library | undefined;
  #writer: Library | undefined;
  #writers = 0;
  #isWriterDamaged = false;
  /** By stage key. */
  #searched = new Map<string, Searched>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** The library to read, opened at the first need and again when another file has taken its place. */
  reader(): Library {
    if (this.#reader?.isReplaced()) this.#forget();
    this.#reader ??= openLibrary(this.#options.folder);
    return this.#reader;
  }

  /** What a query sees of the vectors of a pack, with what was written since the last one. */
  async view(pack: Pack): Promise<LibraryView> {
    const view = await this.#currentView(pack.stageKey, this.#open(this.reader(), pack));
    await view.upToDate();
    return view;
  }

  /** The search index of a pack. */
  async index(library: Library, pack: Pack): Promise<VectorIndex> {
    return (await this.#open(library, pack).opened).index;
  }

  /** Brings what is in memory to what this process wrote, so that vectors of removed files leave it at once. */
  async refresh(): Promise<void> {
    for (const [stageKey, searched] of this.#searched) await (await this.#currentView(stageKey, searched)).takeIn();
  }

  /** Forgets the search indexes of all other packs. */
  keepOnly(stageKeys: readonly (string | undefined)[]): void {
    for (const stageKey of this.#searched.keys()) if (!stageKeys.includes(stageKey)) this.#searched.delete(stageKey);
  }

  async #currentView(stageKey: string, searched: Searched): Promise<LibraryView> {
    const library = this.reader();
    const opened = await searched.opened;
    if (searched.view?.library !== library) searched.view = new LibraryView(library, opened, stageKey);
    return searched.view;
  }

  #open(library: Library, pack: Pack): Searched {
    const known = this.#searched.get(pack.stageKey);
    if (known) return known;
    const searched: Searched = { opened: openSearchIndex(library, pack, this.#options.announce) };
    this.#searched.set(pack.stageKey, searched);
    searched.opened.catch(() => this.#searched.get(pack.stageKey) === searched && this.#searched.delete(pack.stageKey));
    return searched;
  }

  /**
   * Does `work` as the library's one writer, which this process stays until it closes: other shells join it meanwhile.
   * All who write at a time share it; it is opened anew when it is damaged or another file has taken its place.
   * @throws PolylensError library.*
   */
  write<T>(work: (library: Library) => Promise<T>): Promise<T> {
    return this.guarded(async () => {
      if (this.#writers === 0 && this.#writer?.isReplaced()) this.#closeWriter();
      this.#writers += 1;
      try {
        const replacing = { closeOthers: () => this.#closeReader() };
        return await work(await onceLetGo(() => (this.#writer ??= this.#openToWrite(replacing))));
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

  #openToWrite(replacing: Replacing): Library {
    const library = openLibraryToWrite(this.#options.folder, replacing);
    if (library.replaced) {
      const { aside, folders } = library.replaced;
      this.#options.announce('library.replaced', { aside, folders: folders.map(String) });
    }
    this.#options.onOwned?.();
    return library;
  }

  /** Of a damaged library, whose answers are worth nothing. */
  #closeReader(): void {
    this.#reader?.close();
    this.#forget();
  }

  /** Not closed, for a query may be at it: it closes itself when nothing holds it any more. */
  #forget(): void {
    this.#reader = undefined;
    this.#searched = new Map();
  }
}

export function isDamage(thrown: unknown): boolean {
  return thrown instanceof PolylensError && thrown.code === 'library.damaged';
}
