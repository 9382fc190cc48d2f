import {
  contractVersion,
  modes,
  PolylensError,
  type Announce,
  type Call,
  type Handlers,
  type Input,
  type Mode,
  type Output,
} from '../contract/index.ts';
import { Activity } from './activity.ts';
import { checkLibrary } from './check-library.ts';
import { effortOf, type Effort } from './effort.ts';
import { Indexing, isPaused } from './indexing.ts';
import { usualTimes, type KeepTimes } from './keep-library.ts';
import type { Library } from './library/library.ts';
import { startDecoder } from './media/decoder.ts';
import { findFfmpeg } from './media/ffmpeg.ts';
import { pixelsOf } from './media/pixels-of.ts';
import { once } from './once.ts';
import { OpenLibrary } from './open-library.ts';
import { startImageEncoder } from './packs/image-encoder.ts';
import { openPack } from './packs/open-pack.ts';
import { startTextEncoder } from './packs/text-encoder.ts';
import { verifyGolden } from './packs/verify-golden.ts';
import { withFile } from './picture-file.ts';
import { searchPictures } from './search-pictures.ts';
import { describeAsset, listAssets, listChoices, listSetAside } from './show-library.ts';
import { addRoot, answerHeld, listRoots, removeRoot } from './tend-roots.ts';
import { streamMedia } from './stream-media.ts';
import { Thumbnails } from './thumbnails.ts';
import type { Embedding, FailureReason, Pixels, Thumbnail } from './values.ts';

export type EngineOptions = {
  /** The library's folder. */
  library: string;
  /** The model pack's folder. */
  pack: string;
  version: string;
  announce: Announce;
  /** The engine has become the one that writes the library, and stays it. */
  onOwned?: () => void;
  /** The shell that started the engine goes: do others stay? */
  onLeave?: () => boolean;
  keepTimes?: KeepTimes;
};

/** The engine over one library and one pack: composes the parts and answers the contract. Parts start at first need. */
export class Engine {
  readonly handlers: Handlers;
  readonly #options: EngineOptions;
  readonly #open: (() => Promise<void> | void)[] = [];
  /** Parts that run and take more or less of the machine. */
  readonly #adjust: ((effort: Effort) => void)[] = [];
  readonly #pack = once(() => openPack(this.#options.pack));
  readonly #textEncoder = once(
    async () => this.#closing(await startTextEncoder(await this.#pack())),
    (encoder) => encoder.hasEnded,
  );
  readonly #imageEncoder = once(async () => {
    const encoder = this.#closing(await startImageEncoder(await this.#pack(), this.#effort()));
    this.#adjust.push((effort) => encoder.adjust(effort));
    return encoder;
  });
  readonly #decoder = once(async () => {
    const { decoders: processes, niceness } = this.#effort();
    const decoder = this.#closing(startDecoder((await this.#pack()).image, { processes, niceness }));
    this.#adjust.push(({ decoders, niceness: nice }) => decoder.adjust({ processes: decoders, niceness: nice }));
    return decoder;
  });
  readonly #thumbnails: Thumbnails;
  readonly #library: OpenLibrary;
  readonly #activity: Activity;
  readonly #indexing: Indexing;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { library: folder, announce } = options;
    this.#thumbnails = new Thumbnails(folder, async (path, wanted) => (await this.#decoder()).thumbnail(path, wanted));
    this.#library = this.#closing(new OpenLibrary({ folder, announce, pack: this.#pack, onOwned: options.onOwned }));
    this.#activity = this.#closing(
      new Activity({
        read: () => this.#counts(),
        announce: (changed) => announce('library.changed', changed),
        announceRoots: async () => announce('roots.changed', await this.#roots()),
      }),
    );
    this.#indexing = new Indexing({
      library: this.#library,
      activity: this.#activity,
      parts: (library) => this.#indexParts(library),
      times: options.keepTimes ?? usualTimes,
    });
    this.handlers = this.#answers();
  }

  #answers(): Handlers {
    return {
      'engine.hello': (input) => this.#hello(input),
      'engine.leave': () => Promise.resolve({ stays: this.#options.onLeave?.() ?? false }),
      'library.index': (input, call) => this.#indexing.index(input, call),
      'library.keep': async (_, { signal }) => empty(this.#indexing.keep(signal)),
      'library.pause': () => empty(this.#indexing.setPaused(true)),
      'library.resume': () => empty(this.#indexing.setPaused(false)),
      'library.set-mode': ({ mode }) => this.#write((library) => this.#setMode(library, mode)),
      'library.status': () => this.#library.guarded(() => this.#status()),
      'library.check': () => this.#library.guarded(() => this.#checkLibrary()),
      'roots.list': () => this.#library.guarded(() => this.#roots()),
      'roots.add': (input) => this.#write((library) => this.#addRoot(library, input)),
      'roots.remove': (input) => this.#write((library) => this.#removeRoot(library, input)),
      'roots.answer': (input) => this.#write(async (library) => ({ files: await answerHeld(library, input) })),
      'media.thumbnail': (input) => this.#library.guarded(() => this.#thumbnails.find(this.#library.reader(), input)),
      'media.stream': (input) => this.#show((library) => streamMedia(library, input)),
      'search.run': (input, call) => this.#library.guarded(() => this.#search(input, call)),
      'library.retry': ({ reason }) => this.#write((library) => this.#retry(library, reason)),
      'library.set-aside': (input) => this.#show((library) => listSetAside(library, input)),
      'asset.list': (input) => this.#show((library) => listAssets(library, input)),
      'asset.choices': () => this.#show(listChoices),
      'asset.details': (input) => this.#show((library) => describeAsset(library, input)),
      'pack.info': () => this.#packInfo(),
      'pack.check': () => this.#checkPack(),
    };
  }

  /** Vectors that the search holds in memory. */
  async indexSize(): Promise<number> {
    return (await this.#library.index(this.#library.reader())).size;
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
    const { version, library, pack } = this.#options;
    if (contract === contractVersion) return Promise.resolve({ contract, version, library, pack });
    return Promise.reject(new PolylensError('engine.mismatch', { shell: contract, engine: contractVersion }));
  }

  async #indexParts(library: Library) {
    return {
      stageKey: (await this.#pack()).stageKey,
      index: await this.#library.index(library),
      // Not started before a file needs them.
      decode: async (path: Buffer) => (await this.#decoder()).decode(path),
      readsVideos: () => findFfmpeg() !== undefined,
      decodeVideo: async (path: Buffer, signal: AbortSignal) => (await this.#decoder()).decodeVideo(path, signal),
      keepThumbnail: (hash: Buffer, thumbnail: Thumbnail) => this.#thumbnails.keep(hash, thumbnail),
      embed: async (batch: Pixels[]) => (await this.#imageEncoder()).embed(batch),
    };
  }

  async #search(input: Input<'search.run'>, call: Call<'search.run'>): Promise<Output<'search.run'>> {
    const { stageKey, languages } = await this.#pack();
    const view = await this.#library.view();
    if (view.index.size === 0 && view.library.vectors.hasOtherThan(stageKey)) {
      throw new PolylensError('library.other-pack', { library: view.library.folder, pack: stageKey });
    }
    const encoder = await this.#textEncoder();
    const embedText = (text: string) => encoder.embed(text);
    const embedFile = (path: string) => this.#embedFile(path, call.signal);
    const embedPicture = (bytes: Buffer) => withFile(this.#options.library, bytes, embedFile);
    const parts = { view, stageKey, languages: Object.keys(languages), embedText, embedFile, embedPicture };
    return searchPictures(parts, input, call.signal);
  }

  async #embedFile(path: string, signal: AbortSignal): Promise<Embedding> {
    const pixels = await pixelsOf(path, await this.#decoder(), signal);
    const [embedding] = await (await this.#imageEncoder()).embed([pixels]);
    if (!embedding) throw new PolylensError('media.unavailable', { path, why: 'the model gave nothing' });
    return embedding;
  }

  #effort(): Effort {
    try {
      return effortOf(modeOf(this.#library.reader()));
    } catch {
      // No library yet, or one that cannot be read: whoever asks it for something is told.
      return effortOf('balanced');
    }
  }

  #setMode(library: Library, mode: Mode): Promise<Output<'library.set-mode'>> {
    library.settings.set('mode', mode);
    for (const adjust of this.#adjust) adjust(effortOf(mode));
    return Promise.resolve({});
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
      mode: modeOf(library),
      reasons: library.files.reasons(),
    };
  }

  async #roots(): Promise<Output<'roots.list'>> {
    return { roots: listRoots(this.#library.reader(), await this.#around()) };
  }

  async #around() {
    return { stageKey: (await this.#pack()).stageKey, watchOf: (path: Buffer) => this.#indexing.watchOf(path) };
  }

  /** Changes what the library looks after, and says so. */
  async #write<T>(work: (library: Library) => Promise<T>): Promise<T> {
    const result = await this.#library.write(work);
    this.#activity.changed();
    this.#activity.rootsChanged();
    await this.#library.refresh();
    return result;
  }

  async #addRoot(library: Library, input: Input<'roots.add'>): Promise<Output<'roots.add'>> {
    const root = await addRoot(library, input, await this.#around());
    this.#indexing.look([Buffer.from(root.path)]);
    return { root };
  }

  async #removeRoot(library: Library, input: Input<'roots.remove'>): Promise<Output<'roots.remove'>> {
    const files = await removeRoot(library, input);
    // It is watched no longer, or by the root around it.
    this.#indexing.look([]);
    const index = await this.#library.index(library);
    for (const label of library.vectors.dropUnused()) index.remove(label);
    return { files };
  }

  #retry(library: Library, reason: FailureReason | undefined): Promise<Output<'library.retry'>> {
    const files = library.files.tryAgain(reason);
    if (files > 0) this.#indexing.look(library.roots.paths());
    return Promise.resolve({ files });
  }

  #show<T>(read: (library: Library) => T): Promise<T> {
    return this.#library.guarded(() => Promise.resolve(read(this.#library.reader())));
  }

  async #packInfo(): Promise<Output<'pack.info'>> {
    const { stageKey, languages } = await this.#pack();
    const measured = Object.entries(languages).map(([language, { recall10 }]) => ({ language, recall: recall10 }));
    return { pack: stageKey, languages: measured };
  }

  async #checkLibrary(): Promise<Output<'library.check'>> {
    const { library, index } = await this.#library.view();
    return checkLibrary(library, index, (await this.#pack()).stageKey);
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

function modeOf({ settings }: Library): Mode {
  const kept = settings.get('mode');
  return modes.find((mode) => mode === kept) ?? 'balanced';
}

/** The answer of a method that has none. */
async function empty(done: Promise<unknown>): Promise<Record<string, never>> {
  await done;
  return {};
}
