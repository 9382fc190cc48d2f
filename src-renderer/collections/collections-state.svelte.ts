import { PolylensError, type Client, type ErrorCode, type Output } from '../../src-main/contract/index.ts';

export type Collection = Output<'collection.list'>['collections'][number];

/** What of it is other than it was known to be. */
export type Change = { favourites: boolean; collections: boolean };
type Ratings = Output<'rating.set'>['before'];
type Added = { name: string; assets: readonly number[]; count: number };

/** While the library grows it says so often: these are then read at most so often. */
const readEveryMs = 1000;

/** What a person made of the pictures: favourites and collections. The engine's events keep it true. */
export class CollectionsState {
  #favourites = $state.raw<ReadonlySet<number>>(new Set());
  #all = $state.raw<readonly Collection[]>([]);
  #failure = $state<ErrorCode>();
  #added = $state.raw<Added>();
  #revision: number | undefined;
  #reading: ReturnType<typeof setTimeout> | undefined;
  readonly #client: Client;
  readonly #onChange: (change: Change) => void;

  /** `onChange`: what is kept to favourites or to a collection may be another list now. */
  constructor(client: Client, onChange: (change: Change) => void) {
    this.#client = client;
    this.#onChange = onChange;
    client.on('collections.changed', () => void this.#heed());
    client.on('library.changed', ({ revision }) => {
      if (revision !== this.#revision) this.#refreshSoon();
      this.#revision = revision;
    });
  }

  /** Ids of assets. */
  get favourites(): ReadonlySet<number> {
    return this.#favourites;
  }

  get all(): readonly Collection[] {
    return this.#all;
  }

  /** Of the last thing that was to be done. */
  get failure(): ErrorCode | undefined {
    return this.#failure;
  }

  /** What was put into a collection last, until something else is done. */
  get added(): Added | undefined {
    return this.#added;
  }

  async open(): Promise<void> {
    try {
      const [{ assets }, { collections }] = await Promise.all([
        this.#client.call('favourite.list', {}),
        this.#client.call('collection.list', {}),
      ]);
      this.#favourites = new Set(assets);
      this.#all = collections;
    } catch {
      // What is wrong with the library is told by those who ask for its pictures.
    }
  }

  /** Reads what may be other without a person having made it so: files that come back, another library. */
  async refresh(): Promise<void> {
    const change = await this.#readAnew();
    if (change.favourites || change.collections) this.#onChange(change);
  }

  #refreshSoon(): void {
    if (this.#reading !== undefined) return;
    this.#reading = setTimeout(() => {
      this.#reading = undefined;
      void this.refresh();
    }, readEveryMs);
  }

  /** Something was changed: where it cannot be told what, it may have been anything. */
  async #heed(): Promise<void> {
    const change = await this.#readAnew();
    const isTold = change.favourites || change.collections;
    this.#onChange(isTold ? change : { favourites: true, collections: true });
  }

  async #readAnew(): Promise<Change> {
    const [favourites, all] = [this.#favourites, this.#all];
    await this.open();
    return {
      favourites: favourites.size !== this.#favourites.size || [...favourites].some((id) => !this.#favourites.has(id)),
      collections: JSON.stringify(all) !== JSON.stringify(this.#all),
    };
  }

  /** Gives back why it failed. */
  setFavourites(assets: readonly number[], favourite: boolean): Promise<ErrorCode | undefined> {
    return this.#try(() => this.#client.call('favourite.set', { assets: [...assets], favourite }));
  }

  /** Gives them so many stars, or those of their files; what would give back what was, or undefined when it failed. */
  async rate(assets: readonly number[], rating: number | undefined): Promise<Ratings | undefined> {
    let before: Ratings | undefined;
    await this.#try(async () => {
      const input = { assets: [...assets], ...(rating === undefined ? {} : { rating }) };
      ({ before } = await this.#client.call('rating.set', input));
    });
    return before;
  }

  /** These three give back why it failed. */
  make(name: string): Promise<ErrorCode | undefined> {
    return this.#try(() => this.#client.call('collection.make', { name }));
  }

  rename(name: string, to: string): Promise<ErrorCode | undefined> {
    return this.#try(() => this.#client.call('collection.rename', { name, to }));
  }

  /** Forgets the collection; its pictures stay. */
  remove(name: string): Promise<ErrorCode | undefined> {
    return this.#try(() => this.#client.call('collection.remove', { name }));
  }

  async add(name: string, assets: readonly number[]): Promise<void> {
    await this.#try(async () => {
      const { added } = await this.#client.call('collection.add', { name, assets: [...assets] });
      this.#added = { name, assets, count: added };
    });
  }

  async takeOut(name: string, assets: readonly number[]): Promise<void> {
    await this.#try(() => this.#client.call('collection.take-out', { name, assets: [...assets] }));
  }

  async #try(work: () => Promise<unknown>): Promise<ErrorCode | undefined> {
    this.#added = undefined;
    this.#failure = undefined;
    try {
      await work();
      // Who did it sees it done; the event may come later.
      await this.open();
      return undefined;
    } catch (thrown) {
      const code = thrown instanceof PolylensError ? thrown.code : 'internal';
      // A name that is taken is told where it was typed.
      if (code !== 'collection.exists') this.#failure = code;
      return code;
    }
  }
}
