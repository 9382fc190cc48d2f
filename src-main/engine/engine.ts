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
import { answerMedia } from './answer-media.ts';
import { carryHandlers } from './carry-library.ts';
import { checkLibrary } from './check-library.ts';
import { eyesOf } from './eyes.ts';
import { indexParts } from './index-parts.ts';
import { Indexing, isPaused } from './indexing.ts';
import { usualTimes, type KeepTimes } from './keep-library.ts';
import type { Library } from './library/library.ts';
import { Models, type Model } from './models.ts';
import { nearestAssets, type Wanted } from './nearest-assets.ts';
import { OpenLibrary } from './open-library.ts';
import { Packs } from './packs.ts';
import { thisMachine, type Machine } from './packs/machine.ts';
import { readyToSearch, viewToSearch } from './ready-to-search.ts';
import { Running } from './running.ts';
import { searchPictures } from './search-pictures.ts';
import { describeAsset, listAssets, listChoices, listSetAside } from './show-library.ts';
import { collectionHandlers } from './tend-collections.ts';
import { takeRemoved } from './take-removed.ts';
import { addRoot, answerHeld, listRoots, removeRoot } from './tend-roots.ts';
import { switchOf } from './switch-packs.ts';
import { Thumbnails } from './thumbnails.ts';

export type EngineOptions = {
  /** The library's folder. */
  library: string;
  /** The folder of the model pack: of the one inside, or of one that a person named. */
  pack: string;
  /** Where imported packs are kept. Without it `pack` is used, whatever the library has chosen. */
  imported?: string;
  version: string;
  announce: Announce;
  /** The engine has become the one that writes the library, and stays it. */
  onOwned?: () => void;
  /** The shell that started the engine goes: do others stay? */
  onLeave?: () => boolean;
  keepTimes?: KeepTimes;
  /** What there is to run models on: of another one than this in tests alone. */
  machine?: Machine;
};

/** The engine over one library and one pack: composes the parts and answers the contract. Parts start at first need. */
export class Engine {
  readonly handlers: Handlers;
  readonly #options: EngineOptions;
  readonly #open: (() => Promise<void> | void)[] = [];
  readonly #running: Running;
  readonly #models: Models;
  readonly #thumbnails: Thumbnails;
  readonly #library: OpenLibrary;
  readonly #activity: Activity;
  readonly #indexing: Indexing;
  readonly #packs: Packs;
  /** The pack of which shells know that it answers. */
  #answering: string | undefined;

  constructor(options: EngineOptions) {
    this.#options = options;
    const { library: folder, pack, imported, announce, machine = thisMachine() } = options;
    this.#library = this.#closing(new OpenLibrary({ folder, announce, onOwned: options.onOwned }));
    const reader = () => this.#library.reader();
    const rest = (until: AbortSignal) => void this.#indexing.rest(until);
    this.#running = new Running({ folder, machine, reader, rest, adjust: (effort) => this.#models.adjust(effort) });
    this.#models = this.#closing(new Models({ pack, imported, library: reader, running: this.#running }));
    this.#thumbnails = new Thumbnails(folder, (path, wanted) =>
      this.#models.inUse().lend(async (model) => (await model.decoder()).thumbnail(path, wanted)),
    );
    this.#activity = this.#closing(new Activity(this.#told(announce)));
    this.#indexing = new Indexing({
      library: this.#library,
      activity: this.#activity,
      parts: (library) =>
        indexParts({ models: this.#models, open: this.#library, thumbnails: this.#thumbnails }, library),
      settle: () => this.#settle(),
      times: options.keepTimes ?? usualTimes,
    });
    this.#packs = new Packs({
      models: this.#models,
      library: this.#library,
      running: this.#running,
      changed: () => this.#packChanged(),
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
      'library.set-mode': ({ mode }) =>
        this.#write(async (library) => empty(this.#running.throttle.choose(library, mode))),
      'library.set-provider': (input) => this.#setProvider(input),
      'library.ease': async ({ how }, { signal }) => empty(this.#ease(how, signal)),
      'library.status': () => this.#library.guarded(() => this.#status()),
      'library.check': () => this.#library.guarded(() => this.#checkLibrary()),
      'roots.list': () => this.#library.guarded(() => this.#roots()),
      'roots.add': (input) => this.#write((library) => this.#addRoot(library, input)),
      'roots.remove': (input) => this.#write((library) => this.#removeRoot(library, input)),
      'roots.answer': (input) => this.#write(async (library) => ({ files: await answerHeld(library, input) })),
      ...answerMedia({ library: this.#library, thumbnails: this.#thumbnails, models: this.#models }),
      'search.run': (input, call) => this.#library.guarded(() => this.#search(input, call)),
      'library.retry': ({ reason }) => this.#write((library) => this.#retry(library, reason)),
      'library.removed': (input) => this.#write((library) => takeRemoved(library, input)),
      'library.set-aside': (input) => this.#show((library) => listSetAside(library, input)),
      'asset.list': (input) => this.#show((library) => listAssets(library, input)),
      'asset.choices': () => this.#show(listChoices),
      'asset.details': (input) => this.#show((library) => describeAsset(library, input)),
      ...this.#packs.handlers,
      ...carryHandlers({
        read: (work) => this.#show(work),
        write: (work) => this.#library.write(work),
        changed: () => this.#activity.rootsChanged(),
      }),
      ...collectionHandlers({
        read: (work) => this.#show(work),
        write: (work) => this.#library.write(work),
        announce: this.#options.announce,
      }),
    };
  }

  /** Vectors that the search holds in memory. */
  async indexSize(): Promise<number> {
    return (await this.#library.index(this.#library.reader(), await this.#models.inUse().pack())).size;
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
    const { version, library, imported } = this.#options;
    const pack = imported === undefined ? this.#options.pack : '';
    if (contract === contractVersion) return Promise.resolve({ contract, version, library, pack });
    return Promise.reject(new PolylensError('engine.mismatch', { shell: contract, engine: contractVersion }));
  }

  #search(input: Input<'search.run'>, { signal }: Call<'search.run'>): Promise<Output<'search.run'>> {
    return this.#models.inUse().lend(async (model) => {
      const pack = await model.pack();
      const { stageKey } = pack;
      // Where there is no library, nothing is loaded.
      this.#library.reader();
      const view = await readyToSearch({ model, view: () => viewToSearch(this.#library, pack) });
      const { library, index } = view;
      const nearest = (wanted: Wanted) => nearestAssets({ ...wanted, index, library, stageKey });
      const said = (words: string) => library.cues.find(words);
      const parts = await eyesOf(model, library.folder, signal);
      return {
        ...(await searchPictures({ ...parts, library, size: index.size, stageKey, nearest, said }, input, signal)),
        waiting: view.waiting,
      };
    });
  }

  /** What is told of what is done, and whom. */
  #told(announce: EngineOptions['announce']): ConstructorParameters<typeof Activity>[0] {
    return {
      read: () => this.#counts(),
      announce: (changed) => announce('library.changed', changed),
      announceRoots: async () => announce('roots.changed', await this.#roots()),
      isPaused: () => isPaused(this.#library.reader()),
    };
  }

  async #setProvider({ provider }: Input<'library.set-provider'>): Promise<Output<'library.set-provider'>> {
    await this.#write(({ settings }) => Promise.resolve(settings.set('provider', provider)));
    await this.#models.reconsider();
    return { runner: await this.#running.runner(this.#models.inUse()) };
  }

  async #ease(how: Input<'library.ease'>['how'], signal: AbortSignal): Promise<void> {
    const done = how === 'rest' ? this.#indexing.rest(signal) : this.#running.throttle.ease(signal);
    this.#activity.rootsChanged();
    await done;
    this.#activity.rootsChanged();
  }

  async #counts() {
    const { files } = this.#library.reader();
    return { counts: files.counts((await this.#models.inUse().pack()).stageKey), missing: files.countMissing() };
  }

  async #status(): Promise<Output<'library.status'>> {
    const library = this.#library.reader();
    const { ownKey } = await this.#models.inUse().pack();
    const onTheWay = await switchOf(this.#models, library);
    return {
      ...(await this.#counts()),
      ...(await this.#roots()),
      library: library.folder,
      pack: ownKey,
      work: this.#activity.work,
      ...(await this.#running.told(this.#models.inUse())),
      ...(onTheWay ? { switch: onTheWay } : {}),
      reasons: library.files.reasons(),
    };
  }

  async #roots(): Promise<Output<'roots.list'>> {
    return { roots: listRoots(this.#library.reader(), await this.#around()) };
  }

  async #around() {
    const { stageKey } = await this.#models.inUse().pack();
    return { stageKey, watchOf: (path: Buffer) => this.#indexing.watchOf(path) };
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
    library.vectors.dropUnused();
    return { files };
  }

  #retry(library: Library, reason: Input<'library.retry'>['reason']): Promise<Output<'library.retry'>> {
    const files = library.files.tryAgain(reason);
    if (files > 0) this.#indexing.look(library.roots.paths());
    return Promise.resolve({ files });
  }

  #show<T>(read: (library: Library) => T): Promise<T> {
    return this.#library.guarded(() => Promise.resolve(read(this.#library.reader())));
  }

  async #checkLibrary(): Promise<Output<'library.check'>> {
    const pack = await this.#models.inUse().pack();
    const { library, index } = await this.#library.view(pack);
    return checkLibrary(library, index, pack.stageKey);
  }

  /** Another pack answers, or is to: what runs goes on with it. */
  #packChanged(): void {
    this.#activity.changed();
    this.#indexing.renew().catch(() => undefined);
  }

  /** Ends what is of no pack in use. */
  async #settle(): Promise<void> {
    await this.#models.settle();
    const packOf = async (model: Model | undefined) => model?.pack().catch(() => undefined);
    const inUse = await packOf(this.#models.inUse());
    const next = await packOf(this.#models.next());
    this.#library.keepOnly([inUse?.stageKey, next?.stageKey]);
    if (!inUse || inUse.ownKey === this.#answering) return;
    this.#answering = inUse.ownKey;
    this.#options.announce('pack.changed', { pack: inUse.ownKey });
  }
}

/** The answer of a method that has none. */
async function empty(done: unknown): Promise<Record<string, never>> {
  await done;
  return {};
}
