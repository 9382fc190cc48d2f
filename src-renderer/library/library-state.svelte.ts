import {
  PolylensError,
  type Client,
  type ErrorCode,
  type Filters,
  type Mode,
  type Output,
} from '../../src-main/contract/index.ts';
import type { Picture } from '../results/rows.ts';

type Status = Output<'library.status'>;
export type Root = Status['roots'][number];

const noFilters: Filters = {};
const nothing: Status['counts'] = { found: 0, searchable: 0, waiting: 0, setAside: 0, offline: 0 };
const resting: Status['work'] = {
  state: 'resting',
  done: 0,
  total: 0,
  perSecond: 0,
  secondsLeft: 0,
};

/** While it grows, the list of all pictures is read again at most so often, and for at most a tenth of the time. */
const listEveryMs = 1000;
const listShare = 10;

/** What the library holds, what is being done for it, and all its pictures by date. The engine's events keep it true. */
export class LibraryState {
  #status = $state.raw<Status>();
  #pictures = $state.raw<readonly Picture[]>([]);
  #listed: Filters = noFilters;
  /** Of the last thing that was to be done, and of the last reading: the one says nothing of the other. */
  #workFailure = $state<ErrorCode>();
  #readFailure = $state<ErrorCode>();
  #loaded = $state(false);
  /** Calls to add or look through folders that are on their way. */
  #looks = $state(0);
  #keeps = $state(false);
  #listing: ReturnType<typeof setTimeout> | undefined;
  #nextList = 0;
  readonly #client: Client;
  readonly #filters: () => Filters;

  /** found = searchable + waiting + set aside */
  readonly counts = $derived(this.#status?.counts ?? nothing);
  readonly work = $derived(this.#status?.work ?? resting);
  readonly roots: readonly Root[] = $derived(this.#status?.roots ?? []);
  readonly reasons = $derived(this.#status?.reasons ?? []);
  readonly busy = $derived(
    this.#looks > 0 ||
      this.work.state === 'looking' ||
      this.work.state === 'indexing' ||
      (this.#keeps && this.roots.some(({ isNew }) => isNew)),
  );
  /** Nothing was ever added: the first run. */
  readonly isNew = $derived(this.#loaded && this.roots.length === 0 && !this.busy);

  /** `filters`: what the list of pictures is kept to. */
  constructor(client: Client, filters: () => Filters = () => noFilters) {
    this.#client = client;
    this.#filters = filters;
    client.on('library.changed', ({ counts, missing, work }) => {
      if (this.#status) this.#status = { ...this.#status, counts, missing, work };
      else void this.refresh();
      this.#listSoon();
    });
    client.on('roots.changed', ({ roots }) => {
      if (this.#status) this.#status = { ...this.#status, roots };
      void this.refresh();
    });
  }

  get pictures(): readonly Picture[] {
    return this.#pictures;
  }

  /** The filters that these pictures were let through by. */
  get listed(): Filters {
    return this.#listed;
  }

  get pack(): string {
    return this.#status?.pack ?? '';
  }

  /** What the image model runs on. */
  get runner(): Status['runner'] | undefined {
    return this.#status?.runner;
  }

  /** How much of the machine the indexing takes. */
  get mode(): Mode {
    return this.#status?.mode ?? 'balanced';
  }

  /** Does it take less than that for now, because the machine runs on its battery? */
  get eased(): boolean {
    return this.#status?.eased ?? false;
  }

  get failure(): ErrorCode | undefined {
    return this.#workFailure ?? this.#readFailure;
  }

  /** Is it known by now what the library holds? */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** Reads what there is, and has it kept as the folders are. */
  async open(): Promise<void> {
    void this.#keep();
    await this.refresh();
  }

  /** Reads the counts, the folders and what the model runs on. @throws PolylensError */
  async readStatus(): Promise<void> {
    this.#status = await this.#client.call('library.status', {});
  }

  /** The same, and the pictures. */
  async refresh(): Promise<void> {
    try {
      await this.readStatus();
      await this.#list();
      this.#readFailure = undefined;
    } catch (thrown) {
      const code = codeOf(thrown);
      this.#readFailure = code === 'library.missing' ? undefined : code;
    }
    this.#loaded = true;
  }

  /** Looks after one more folder. */
  async add(path: string): Promise<void> {
    // Counted at once: the first run is over.
    this.#looks += 1;
    const added = await this.#try(() => this.#client.call('roots.add', { path }));
    this.#looks -= 1;
    if (added) await this.#lookUnlessKept();
  }

  /** Leaves out of a folder what these rules say; false when one of them is none. */
  async setRules(path: string, exclude: string[]): Promise<boolean> {
    const set = await this.#try(() => this.#client.call('roots.add', { path, exclude }));
    if (set) await this.#lookUnlessKept();
    return set;
  }

  /** No longer looks after a folder; what was computed is remembered. */
  async remove(path: string): Promise<void> {
    await this.#try(() => this.#client.call('roots.remove', { path, items: 'remember' }));
    await this.refresh();
  }

  /** A person's word on files that are gone in great numbers. */
  async answer(path: string, gone: 'remove' | 'keep'): Promise<void> {
    await this.#try(() => this.#client.call('roots.answer', { path, gone }));
    await this.refresh();
  }

  async pause(): Promise<void> {
    await this.#try(() => this.#client.call('library.pause', {}));
  }

  async resume(): Promise<void> {
    const resumed = await this.#try(() => this.#client.call('library.resume', {}));
    if (resumed) await this.#lookUnlessKept();
  }

  /** Tries what was set aside once more. */
  async retry(): Promise<void> {
    const retried = await this.#try(() => this.#client.call('library.retry', {}));
    if (retried) await this.#lookUnlessKept();
  }

  async setMode(mode: Mode): Promise<void> {
    await this.#try(() => this.#client.call('library.set-mode', { mode }));
    await this.refresh();
  }

  /** Looks through all folders now. */
  async look(): Promise<void> {
    if (!this.#keeps) void this.#keep();
    this.#looks += 1;
    await this.#try(() => this.#client.call('library.index', { folders: [], acceptMissing: false }));
    this.#looks -= 1;
    await this.refresh();
  }

  /** A library that is kept is looked through without being told to. */
  async #lookUnlessKept(): Promise<void> {
    await (this.#keeps ? this.refresh() : this.look());
  }

  /** The shell has the library kept in any case; asking for it as well tells why when it cannot be. */
  async #keep(): Promise<void> {
    this.#keeps = true;
    try {
      await this.#client.call('library.keep', {});
    } catch (thrown) {
      // Another engine is on its way then, and with it `open`.
      if (codeOf(thrown) !== 'engine.lost') this.#workFailure = codeOf(thrown);
    }
    this.#keeps = false;
  }

  /** False when it failed; `failure` tells why until something succeeds. */
  async #try(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      this.#workFailure = undefined;
      return true;
    } catch (thrown) {
      this.#workFailure = codeOf(thrown);
      return false;
    }
  }

  #listSoon(): void {
    if (this.#listing !== undefined) return;
    const wait = Math.max(0, this.#nextList - performance.now());
    this.#listing = setTimeout(() => {
      this.#listing = undefined;
      // What is wrong is told by the status.
      this.#list().catch(() => undefined);
    }, wait);
  }

  async #list(): Promise<void> {
    const started = performance.now();
    const filters = this.#filters();
    const list = await this.#client.call('asset.list', { filters });
    // A list of other filters is on its way.
    if (filters !== this.#filters()) return;
    this.#listed = filters;
    this.#pictures = picturesOf(list);
    const now = performance.now();
    this.#nextList = now + Math.max(listEveryMs, (now - started) * listShare);
  }
}

function picturesOf(columns: Output<'asset.list'>): Picture[] {
  const { assets, widths, heights, times, thumbhashes, durations } = columns;
  return assets.map((id, at) => ({
    id,
    width: widths[at] ?? 0,
    height: heights[at] ?? 0,
    time: times[at] ?? 0,
    thumbhash: thumbhashes[at] ?? '',
    duration: durations[at] || undefined,
  }));
}

function codeOf(thrown: unknown): ErrorCode {
  return thrown instanceof PolylensError ? thrown.code : 'internal';
}
