import {
  contractVersion,
  PolylensError,
  type Announce,
  type Call,
  type Handlers,
  type Input,
  type Output,
} from '../contract/index.ts';
import { Activity } from './activity.ts';
import { indexFolders } from './index-folders.ts';
import type { Library } from './library/library.ts';
import { startDecoder } from './media/decoder.ts';
import { isDamage, OpenLibrary } from './open-library.ts';
import { startImageEncoder } from './packs/image-encoder.ts';
import { openPack } from './packs/open-pack.ts';
import { startTextEncoder } from './packs/text-encoder.ts';
import { verifyGolden } from './packs/verify-golden.ts';
import { searchPictures } from './search-pictures.ts';
import { describeAsset, listSetAside } from './show-library.ts';
import { addRoot, answerHeld, listRoots, removeRoot } from './tend-roots.ts';
import { Thumbnails } from './thumbnails.ts';
import type { Embedding, Pixels, Thumbnail } from './values.ts';

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
  readonly #library: OpenLibrary;
  readonly #activity: Activity;
  /** The pass that runs, or the last one: passes take turns. */
  #pass: Promise<unknown> = Promise.resolve();
  #pause = new AbortController();

  constructor(options: EngineOptions) {
    this.#options = options;
    const { library: folder, announce } = options;
    this.#thumbnails = new Thumbnails(folder, async (path, size) => (await this.#decoder()).thumbnail(path, size));
    this.#library = this.#closing(new OpenLibrary({ folder, announce, pack: this.#pack }));
    this.#activity = this.#closing(
      new Activity({
        read: () => this.#counts(),
        announce: (changed) => announce('library.changed', changed),
      }),
    );
    this.handlers = {
      'engine.hello': (input) => this.#hello(input),
      'library.index': (input, call) => this.#takeTurn(() => this.#indexFolders(input, call)),
      'library.pause': () => this.#setPaused(true),
      'library.resume': () => this.#setPaused(false),
      'library.status': () => this.#library.guarded(() => this.#status()),
      'roots.list': () => this.#library.guarded(() => this.#roots()),
      'roots.add': (input) => this.#write(async (library, key) => ({ root: await addRoot(library, input, key) })),
      'roots.remove': (input) => this.#write((library) => this.#removeRoot(library, input)),
      'roots.answer': (input) => this.#write(async (library) => ({ files: await answerHeld(library, input) })),
      'media.thumbnail': (input) => this.#library.guarded(() => this.#thumbnails.find(this.#library.reader(), input)),
      'search.run': (input, call) => this.#library.guarded(() => this.#search(input, call)),
      'library.set-aside': (input) => this.#show((library) => listSetAside(library, input)),
      'asset.list': () => this.#show((library) => library.assets.list()),
      'asset.details': (input) => this.#show((library) => describeAsset(library, input)),
      'pack.info': () => this.#packInfo(),
      'pack.check': () => this.#checkPack(),
    };
  }

  /** Ends every process and closes every file the engine opened, newest first. */
  async close(): Promise<void> {
    for (let close = this.#open.pop(); close; close = this.#open.pop()) await close();
  }

  #closing<T extends { close(): Promise<void> | void }>(part: T): T {
    this.#open.push(() => part.close());
    return part;
  }

  #hello({ contract }: Input<'engine.hello'>): Promise<Output<'engine.hello'>> {
    if (contract === contractVersion) return Promise.resolve({ contract, version: this.#options.version });
    return Promise.reject(new PolylensError('engine.mismatch', { shell: contract, engine: contractVersion }));
  }

  /** After the passes before it, whatever became of them. */
  #takeTurn<T>(pass: () => Promise<T>): Promise<T> {
    const mine = this.#pass.then(pass, pass);
    this.#pass = mine.catch(() => undefined);
    return mine;
  }

  async #indexFolders(input: Input<'library.index'>, call: Call<'library.index'>): Promise<Output<'library.index'>> {
    const attempt = () => this.#library.write((library) => this.#indexOnce(library, input, call));
    try {
      return await attempt().catch((thrown: unknown) => {
        // Opening it again replaces what is damaged; a second time is one too many.
        if (isDamage(thrown)) return attempt();
        throw thrown;
      });
    } finally {
      this.#activity.set('resting');
      await this.#rootsChanged();
    }
  }

  async #indexOnce(
    library: Library,
    input: Input<'library.index'>,
    call: Call<'library.index'>,
  ): Promise<Output<'library.index'>> {
    if (isPaused(library)) this.#pause.abort();
    const parts = {
      library,
      stageKey: (await this.#pack()).stageKey,
      index: await this.#library.index(library),
      // Not started before a file needs them.
      decode: async (path: Buffer) => (await this.#decoder()).decode(path),
      keepThumbnail: (hash: Buffer, thumbnail: Thumbnail) => this.#thumbnails.keep(hash, thumbnail),
      embed: async (batch: Pixels[]) => (await this.#imageEncoder()).embed(batch),
      paused: this.#pause.signal,
      activity: this.#activity,
    };
    return indexFolders(parts, input, call);
  }

  async #setPaused(paused: boolean): Promise<Record<string, never>> {
    await this.#library.write(async ({ settings }) => settings.set('paused', paused ? 'yes' : 'no'));
    if (paused) this.#pause.abort();
    else this.#pause = new AbortController();
    this.#activity.changed();
    return {};
  }

  async #search(input: Input<'search.run'>, call: Call<'search.run'>): Promise<Output<'search.run'>> {
    const { stageKey, languages } = await this.#pack();
    const view = await this.#library.view();
    if (view.index.size === 0 && view.library.vectors.hasOtherThan(stageKey)) {
      throw new PolylensError('library.other-pack', { library: view.library.folder, pack: stageKey });
    }
    const encoder = await this.#textEncoder();
    const embedText = (text: string) => encoder.embed(text);
    const embedFile = (path: string) => this.#embedFile(path);
    const parts = { view, stageKey, languages: Object.keys(languages), embedText, embedFile };
    return searchPictures(parts, input, call.signal);
  }

  async #embedFile(path: string): Promise<Embedding> {
    const decoded = await (await this.#decoder()).decode(path);
    if (!decoded.ok) throw new PolylensError('media.unavailable', { path, why: decoded.detail });
    const [embedding] = await (await this.#imageEncoder()).embed([decoded.pixels]);
    if (!embedding) throw new PolylensError('media.unavailable', { path, why: 'the model gave nothing' });
    return embedding;
  }

  async #counts() {
    const { files } = this.#library.reader();
    return { counts: files.counts((await this.#pack()).stageKey), missing: files.countMissing() };
  }

  async #status(): Promise<Output<'library.status'>> {
    const library = this.#library.reader();
    const { stageKey } = await this.#pack();
    const work = this.#activity.work;
    const state = work.state === 'resting' && isPaused(library) ? 'paused' : work.state;
    return {
      ...(await this.#counts()),
      ...(await this.#roots()),
      library: library.folder,
      pack: stageKey,
      work: { ...work, state },
      reasons: library.files.reasons(),
    };
  }

  async #roots(): Promise<Output<'roots.list'>> {
    return { roots: listRoots(this.#library.reader(), (await this.#pack()).stageKey) };
  }

  /** Changes what the library looks after, and says so. */
  async #write<T>(work: (library: Library, stageKey: string) => Promise<T>): Promise<T> {
    const { stageKey } = await this.#pack();
    const result = await this.#library.write((library) => work(library, stageKey));
    this.#activity.changed();
    await this.#rootsChanged();
    return result;
  }

  async #removeRoot(library: Library, input: Input<'roots.remove'>): Promise<Output<'roots.remove'>> {
    const files = await removeRoot(library, input);
    const index = await this.#library.index(library);
    for (const label of library.vectors.dropUnused()) index.remove(label);
    return { files };
  }

  async #rootsChanged(): Promise<void> {
    // Nobody waits for it: a library that cannot be read is told to whoever asks.
    await this.#roots().then(
      (roots) => this.#options.announce('roots.changed', roots),
      () => undefined,
    );
  }

  #show<T>(read: (library: Library) => T): Promise<T> {
    return this.#library.guarded(() => Promise.resolve(read(this.#library.reader())));
  }

  async #packInfo(): Promise<Output<'pack.info'>> {
    const { stageKey, languages } = await this.#pack();
    const measured = Object.entries(languages).map(([language, { recall10 }]) => ({ language, recall: recall10 }));
    return { pack: stageKey, languages: measured };
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

function isPaused({ settings }: Library): boolean {
  return settings.get('paused') === 'yes';
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
