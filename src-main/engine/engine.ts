import {
  contractVersion,
  PolylensError,
  type Announce,
  type Call,
  type Handlers,
  type Input,
  type Output,
} from '../contract/index.ts';
import { indexFolders } from './index-folders.ts';
import type { VectorIndex } from './index/vector-index.ts';
import { suspect } from './library/damage.ts';
import { libraryFault } from './library/faults.ts';
import { openLibrary, openLibraryToWrite, type Library } from './library/library.ts';
import { startDecoder } from './media/decoder.ts';
import { startImageEncoder } from './packs/image-encoder.ts';
import { openPack } from './packs/open-pack.ts';
import { startTextEncoder } from './packs/text-encoder.ts';
import { verifyGolden } from './packs/verify-golden.ts';
import { LibraryView, openSearchIndex } from './search-index.ts';
import { searchPictures } from './search-pictures.ts';
import { Thumbnails } from './thumbnails.ts';
import type { Pixels, Thumbnail } from './values.ts';

export type EngineOptions = {
  /** The library's folder. */
  library: string;
  /** The model pack's folder. */
  pack: string;
  version: string;
  announce: Announce;
};

/** The engine over one library and one pack: composes the parts and answers the contract. Parts start at first need. */
export class Engine {
  readonly handlers: Handlers;
  readonly #options: EngineOptions;
  readonly #open: (() => Promise<void> | void)[] = [];
  readonly #pack = once(() => openPack(this.#options.pack));
  readonly #textEncoder = once(async () => this.#closing(await startTextEncoder(await this.#pack())));
  readonly #imageEncoder = once(async () => this.#closing(await startImageEncoder(await this.#pack())));
  readonly #decoder = once(async () => this.#closing(startDecoder((await this.#pack()).image)));
  readonly #thumbnails: Thumbnails;
  #reader: Library | undefined;
  #index: Promise<VectorIndex> | undefined;
  #view: LibraryView | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#thumbnails = new Thumbnails(options.library, async (path, size) =>
      (await this.#decoder()).thumbnail(path, size),
    );
    this.handlers = {
      'engine.hello': (input) => this.#hello(input),
      'library.index': (input, call) => this.#indexFolders(input, call),
      'search.run': (input, call) => this.#withLibrary(() => this.#search(input, call)),
      'media.thumbnail': (input) => this.#withLibrary(() => this.#thumbnails.find(this.#library(), input)),
      'library.status': () => this.#withLibrary(() => this.#status()),
      'pack.check': () => this.#checkPack(),
    };
  }

  /** Ends every process and closes every file the engine opened, newest first. */
  async close(): Promise<void> {
    this.#reader?.close();
    for (let close = this.#open.pop(); close; close = this.#open.pop()) await close();
  }

  #closing<T extends { close(): Promise<void> | void }>(part: T): T {
    this.#open.push(() => part.close());
    return part;
  }

  /** The library to read, opened at the first need and again when another file has taken its place. */
  #library(): Library {
    if (this.#reader?.isReplaced()) this.#forgetLibrary();
    this.#reader ??= openLibrary(this.#options.library);
    return this.#reader;
  }

  /** What a query sees, with what other processes wrote meanwhile. */
  async #libraryView(): Promise<LibraryView> {
    const library = this.#library();
    const { stageKey } = await this.#pack();
    const index = await this.#searchIndex(library);
    if (this.#view?.library !== library || this.#view.index !== index) {
      this.#view = new LibraryView(library, index, stageKey);
    }
    await this.#view.upToDate();
    return this.#view;
  }

  /** Not closed, for a query may be at it: it closes itself when nothing holds it any more. */
  #forgetLibrary(): void {
    this.#reader = undefined;
    this.#index = undefined;
    this.#view = undefined;
  }

  /** Gives what SQLite and the disk say of the library its code; a damaged one is checked by its next writer. */
  async #withLibrary<T>(work: () => Promise<T>): Promise<T> {
    const { library } = this.#options;
    try {
      return await work();
    } catch (thrown) {
      const fault = libraryFault(thrown, library) ?? thrown;
      if (isDamage(fault)) suspect(library);
      throw fault;
    }
  }

  async #searchIndex(library: Library): Promise<VectorIndex> {
    const pack = await this.#pack();
    this.#index ??= openSearchIndex(library, pack, this.#options.announce).catch((thrown: unknown) => {
      this.#index = undefined;
      throw thrown;
    });
    return this.#index;
  }

  #hello({ contract }: Input<'engine.hello'>): Promise<Output<'engine.hello'>> {
    if (contract === contractVersion) return Promise.resolve({ contract, version: this.#options.version });
    return Promise.reject(new PolylensError('engine.mismatch', { shell: contract, engine: contractVersion }));
  }

  async #indexFolders(input: Input<'library.index'>, call: Call<'library.index'>): Promise<Output<'library.index'>> {
    const attempt = () => this.#withLibrary(() => this.#indexOnce(input, call));
    return attempt().catch((thrown: unknown) => {
      // Opening it again replaces what is damaged; a second time is one too many.
      if (isDamage(thrown)) return attempt();
      throw thrown;
    });
  }

  async #indexOnce(input: Input<'library.index'>, call: Call<'library.index'>): Promise<Output<'library.index'>> {
    const { stageKey } = await this.#pack();
    const library = openLibraryToWrite(this.#options.library);
    try {
      if (library.replaced) {
        this.#forgetLibrary();
        const { aside, folders } = library.replaced;
        this.#options.announce('library.replaced', { aside, folders: folders.map(String) });
      }
      const index = await this.#searchIndex(library);
      const parts = {
        library,
        stageKey,
        index,
        // Not started before a file needs them.
        decode: async (path: Buffer) => (await this.#decoder()).decode(path),
        keepThumbnail: (hash: Buffer, thumbnail: Thumbnail) => this.#thumbnails.keep(hash, thumbnail),
        embed: async (batch: Pixels[]) => (await this.#imageEncoder()).embed(batch),
      };
      return await indexFolders(parts, input, call);
    } finally {
      library.close();
    }
  }

  async #search(input: Input<'search.run'>, call: Call<'search.run'>): Promise<Output<'search.run'>> {
    const { stageKey, languages } = await this.#pack();
    const view = await this.#libraryView();
    if (view.index.size === 0 && view.library.vectors.hasOtherThan(stageKey)) {
      throw new PolylensError('library.other-pack', { library: view.library.folder, pack: stageKey });
    }
    const encoder = await this.#textEncoder();
    const embedText = (text: string) => encoder.embed(text);
    return searchPictures({ view, languages: Object.keys(languages), embedText }, input, call.signal);
  }

  async #status(): Promise<Output<'library.status'>> {
    const { files, folder } = this.#library();
    const { stageKey } = await this.#pack();
    return {
      library: folder,
      pack: stageKey,
      counts: files.counts(stageKey),
      missing: files.countMissing(),
      folders: files.folders().map((path) => path.toString()),
      reasons: files.reasons(),
    };
  }

  async #checkPack(): Promise<Output<'pack.check'>> {
    const pack = await this.#pack();
    const [textEncoder, imageEncoder, decoder] = await Promise.all([
      this.#textEncoder(),
      this.#imageEncoder(),
      this.#decoder(),
    ]);
    const golden = await verifyGolden({ pack, textEncoder, imageEncoder, decoder });
    return { ...golden, pack: pack.stageKey, languages: Object.keys(pack.languages) };
  }
}

function isDamage(thrown: unknown): boolean {
  return thrown instanceof PolylensError && thrown.code === 'library.damaged';
}

/** Does `start` at the first call and gives its result to all; a failure is not kept, the next call tries again. */
function once<T>(start: () => Promise<T>): () => Promise<T> {
  let started: Promise<T> | undefined;
  return () => {
    started ??= start().catch((thrown: unknown) => {
      started = undefined;
      throw thrown;
    });
    return started;
  };
}
