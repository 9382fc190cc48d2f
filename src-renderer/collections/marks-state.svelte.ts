import type { Client, ErrorCode } from '../../src-main/contract/index.ts';
import type { FilterState } from '../filter/filter-state.svelte.ts';
import type { ResultsState } from '../results/results-state.svelte.ts';
import type { ViewerState } from '../viewer/viewer-state.svelte.ts';
import { CollectionsState, type Change } from './collections-state.svelte.ts';

/** What was done last: stars given (undefined: those of the files), a heart, or one of these taken back. */
export type Told = { what: 'stars'; rating: number | undefined } | { what: 'heart' | 'no-heart' | 'undone' };
/** `back`: takes it back; false when that failed. */
type Deed = Told & { assets: readonly number[]; back: () => Promise<boolean> };

type Around = {
  filters: FilterState;
  results: ResultsState;
  viewer: ViewerState;
  /** Asks again what is shown. */
  askAgain: () => void;
};

/** So many deeds can be taken back. */
const deedsKept = 50;

/** What a person makes of the pictures that are shown: hearts and stars, with a way back, and collections. */
export class MarksState {
  readonly collections: CollectionsState;
  #deeds = $state.raw<readonly Deed[]>([]);
  #told = $state.raw<Told & { count: number }>();
  /** The collection that is opened, while it gets another name. */
  #renamed: string | undefined;
  /** One deed after the other, so that each knows what was before. */
  #last: Promise<unknown> = Promise.resolve();
  readonly #around: Around;

  constructor(client: Client, around: Around) {
    this.#around = around;
    this.collections = new CollectionsState(client, (change) => this.#follow(change));
    // Ids begin anew in every library.
    client.on('library.replaced', () => (this.#deeds = []));
  }

  /** What a deed is about: what is shown large, else what is selected or at hand. */
  get chosen(): number[] {
    const { picture } = this.#around.viewer;
    return picture ? [picture.id] : this.#around.results.chosen;
  }

  /** What was done last and is not to be seen at the pictures themselves, until it was seen. */
  get told(): (Told & { count: number }) | undefined {
    return this.#told;
  }

  get canUndo(): boolean {
    return this.#deeds.length > 0;
  }

  /** The stars that were given last, as long as just those pictures are selected. */
  get given(): number | undefined {
    const deed = this.#deeds.at(-1);
    return deed?.what === 'stars' && this.#areSelected(deed.assets) ? deed.rating : undefined;
  }

  /** Makes all of them favourites; when all are, none. */
  toggleFavourites(assets: readonly number[] = this.chosen): Promise<void> {
    return this.#inTurn(async () => {
      const { favourites } = this.collections;
      const favourite = !assets.every((asset) => favourites.has(asset));
      const changed = assets.filter((asset) => favourites.has(asset) !== favourite);
      if (changed.length === 0 || (await this.collections.setFavourites(changed, favourite))) return;
      const back = async () => (await this.collections.setFavourites(changed, !favourite)) === undefined;
      this.#keep({ what: favourite ? 'heart' : 'no-heart', assets: changed, back });
    });
  }

  /** Gives them so many stars, 0 for none; undefined: what their files say counts again. */
  rate(rating: number | undefined, assets: readonly number[] = this.chosen): Promise<void> {
    return this.#inTurn(async () => {
      const before = assets.length === 0 ? undefined : await this.collections.rate(assets, rating);
      if (!before) return;
      const back = async () => {
        for (const { assets: those, rating: had } of before) {
          if (!(await this.collections.rate(those, had))) return false;
        }
        return true;
      };
      this.#keep({ what: 'stars', rating, assets, back });
    });
  }

  /** Takes the last heart or stars back. What failed can be taken back still, and nothing older is in its stead. */
  undo(): Promise<void> {
    return this.#inTurn(async () => {
      const deed = this.#deeds.at(-1);
      if (!deed || !(await deed.back())) return;
      this.#deeds = this.#deeds.filter((other) => other !== deed);
      this.#told = { what: 'undone', count: deed.assets.length };
    });
  }

  /** What was done was seen. */
  forgetTold(): void {
    this.#told = undefined;
  }

  /** What is opened stays opened under its new name. */
  async rename(name: string, to: string): Promise<ErrorCode | undefined> {
    const { filters } = this.#around;
    const wasOpened = filters.given.collection === name;
    if (wasOpened) this.#renamed = name;
    const failure = await this.collections.rename(name, to);
    this.#renamed = undefined;
    if (!wasOpened || filters.given.collection !== name) return failure;
    if (failure === undefined) filters.set('collection', to);
    else this.#follow({ favourites: false, collections: false });
    return failure;
  }

  /** What was put into a collection last, as long as just that is selected. */
  get added(): { name: string; count: number } | undefined {
    const { added } = this.collections;
    return added && this.#areSelected(added.assets) ? { name: added.name, count: added.count } : undefined;
  }

  #areSelected(assets: readonly number[]): boolean {
    const { selected } = this.#around.results;
    return assets.length === selected.size && assets.every((asset) => selected.has(asset));
  }

  #follow(change: Change): void {
    const { filters, askAgain } = this.#around;
    const { favourites, collection } = filters.given;
    // It is gone under this name before it is told that it has another one.
    if (collection !== undefined && collection === this.#renamed) return;
    const isThere = this.collections.all.some(({ name }) => name === collection);
    if (collection !== undefined && !isThere) filters.set('collection', undefined);
    else if ((collection !== undefined && change.collections) || (favourites && change.favourites)) askAgain();
  }

  #keep(deed: Deed): void {
    this.#deeds = [...this.#deeds, deed].slice(-deedsKept);
    const { what, assets } = deed;
    // A heart is seen at its picture, and all is in the viewer.
    const isSeen = this.#around.viewer.isOpen || (what !== 'stars' && assets.length === 1);
    this.#told = isSeen ? undefined : { ...deed, count: assets.length };
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
