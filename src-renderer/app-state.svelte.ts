import type { Client, Filters, Output, Place, SavedSearch } from '../src-main/contract/index.ts';
import { DragState } from './drag/drag-state.svelte.ts';
import { iconOf } from './drag/icon.ts';
import type { Dropped } from './drop/dropped.ts';
import type { CollectionsState } from './collections/collections-state.svelte.ts';
import { MarksState } from './collections/marks-state.svelte.ts';
import { openedPicture } from './drop/opened.ts';
import { CopiesState } from './copies/copies-state.svelte.ts';
import { FilterState } from './filter/filter-state.svelte.ts';
import { LibraryState } from './library/library-state.svelte.ts';
import { picturesOf } from './results/bursts.ts';
import { Filmstrip } from './results/filmstrip.svelte.ts';
import { ResultsState } from './results/results-state.svelte.ts';
import { PacksState } from './packs/packs-state.svelte.ts';
import { SearchState } from './search/search-state.svelte.ts';
import { ProviderState } from './settings/provider-state.svelte.ts';
import { SettingsState, type Surroundings } from './settings/settings-state.svelte.ts';
import type { Texts } from './texts/texts.svelte.ts';
import { TrashState } from './trash/trash-state.svelte.ts';
import { ViewerState } from './viewer/viewer-state.svelte.ts';

export type Panel = 'settings' | 'packs' | 'set-aside' | 'keys' | 'add-folder' | 'collections' | 'add-to' | 'copies';

/** The window's state: one part a feature, made once and handed down; what concerns several parts is here. */
export class AppState {
  readonly client: Client;
  readonly library: LibraryState;
  readonly search: SearchState;
  readonly filters: FilterState;
  readonly marks: MarksState;
  readonly copies: CopiesState;
  readonly trash: TrashState;
  readonly drag: DragState;
  readonly settings: SettingsState;
  readonly packs: PacksState;
  readonly provider: ProviderState;
  readonly results = new ResultsState();
  readonly strip: Filmstrip;
  readonly viewer: ViewerState;
  /** The one that lies over the photos. */
  panel = $state<Panel>();
  #engineRuns = $state(true);
  #about = $state.raw<Output<'shell.about'>>();
  #pack = $state.raw<Output<'pack.info'>>();
  #shown: object | undefined;

  constructor(client: Client, texts: Texts, surroundings: Surroundings) {
    this.client = client;
    this.filters = new FilterState(client, () => this.#askAgain());
    this.copies = new CopiesState(client);
    this.trash = new TrashState(client);
    this.drag = new DragState(client);
    this.library = new LibraryState(client, () => this.filters.given);
    this.search = new SearchState(client, () => this.filters.given, surroundings.languages[0]);
    this.settings = new SettingsState(client, texts, surroundings);
    this.packs = new PacksState(client);
    this.provider = new ProviderState(client, this.library);
    this.strip = new Filmstrip(client);
    this.viewer = new ViewerState(client, this.results, {
      savesFiles: () => this.#about?.savesFiles ?? false,
      words: () => this.search.words,
    });
    const { filters, results, viewer } = this;
    this.marks = new MarksState(client, { filters, results, viewer, askAgain: () => this.#askAgain() });
    client.on('shell.engine', ({ running }) => {
      this.#engineRuns = running;
      if (!running) return;
      void this.library.open();
      void this.collections.refresh();
      // The question that was on its way went with the old engine.
      void this.search.run();
    });
    client.on('pack.changed', ({ pack }) => {
      if (pack === this.#pack?.pack) return;
      this.#readPack();
      this.#askAgain();
    });
    client.on('ratings.changed', () => {
      this.viewer.readAgain();
      if (this.filters.given.rating !== undefined) this.#askAgain();
    });
    client.on('shell.wish', ({ wish }) => {
      if (wish === 'add-folder') void this.addFolder();
      else if (wish === 'like-opened') void openedPicture().then((picture) => this.searchLikeFile(picture));
      else this.panel = wish;
    });
  }

  get engineRuns(): boolean {
    return this.#engineRuns;
  }

  /** What the shell can do; undefined until it has said so. */
  get about(): Output<'shell.about'> | undefined {
    return this.#about;
  }

  /** The model in use and its languages. */
  get pack(): Output<'pack.info'> | undefined {
    return this.#pack;
  }

  async open(): Promise<void> {
    await this.settings.open();
    this.#about = await this.client.call('shell.about', {});
    this.#readPack();
    void this.collections.open();
    await this.library.open();
    await this.searchLikeFile(await openedPicture());
  }

  #readPack(): void {
    this.client.call('pack.info', {}).then(
      (pack) => (this.#pack = pack),
      // Search says what is wrong with it.
      () => undefined,
    );
  }

  /** Asks again what was asked, as it is kept to now. */
  #askAgain(): void {
    void this.library.refresh();
    void this.search.run();
  }

  /** Hands what was found, or all pictures when nothing is searched for, to the results. */
  showPictures(): void {
    const { answer } = this.search;
    const list = answer?.hits ?? this.library.pictures;
    if (list === this.#shown) return;
    const basis = answer ? this.search.answered : this.library.listed;
    // What was asked before is asked again, and some have come or gone: the place in them is kept.
    const keepPlace = this.#shown !== undefined && basis === this.#basis;
    const from = this.#placeIn(basis);
    this.#shown = list;
    this.#basis = basis;
    const pictures = answer ? picturesOf(answer) : this.library.pictures;
    this.results.show(pictures, { byMonth: !answer, keepPlace, from });
  }

  /** All are left for a search, and read again from where they were. */
  #placeIn(basis: Filters | string | undefined): number | undefined {
    if (typeof basis === 'object') return basis === this.#left?.all ? this.#left.at : undefined;
    if (typeof this.#basis === 'object') this.#left = { all: this.#basis, at: this.results.firstInSight };
    return undefined;
  }

  /** What the shown pictures are: the answer to this question, or all that these filters let through. */
  #basis: Filters | string | undefined;
  #left: { all: Filters; at: number | undefined } | undefined;

  openPicture(at: number): void {
    this.rememberSearch();
    this.viewer.open(at);
  }

  searchFor(query: string): void {
    this.search.type(query);
    void this.search.run();
  }

  /** What is asked now, to be asked again; undefined where it is not words alone. */
  get asked(): SavedSearch | undefined {
    const { answer, language, like } = this.search;
    const text = answer?.query.trim().slice(0, 500) ?? '';
    if (text === '' || like !== undefined) return undefined;
    return { text, filters: this.filters.given, ...(language === undefined ? {} : { language }) };
  }

  openSaved({ text, filters, language }: SavedSearch): void {
    this.panel = undefined;
    this.search.put({ text, language, like: undefined });
    this.filters.show(filters);
  }

  /** Looks for pictures like the one that is shown large. */
  searchLike(asset: number): void {
    this.viewer.close();
    this.search.likeThis({ asset });
  }

  /** Keeps what is asked to this place, with the filters in sight: what it is kept to is seen there. */
  showPlace(place: Place): void {
    this.viewer.close();
    void this.filters.open();
    this.filters.set('place', place);
  }

  get collections(): CollectionsState {
    return this.marks.collections;
  }

  /** What a deed is about. */
  get chosen(): number[] {
    return this.marks.chosen;
  }

  /** Shows what these let through and nothing else: favourites, or a collection. */
  openOnly(filters: Filters): void {
    this.panel = undefined;
    this.results.clearSelection();
    this.search.put({ text: '', language: this.search.language, like: undefined });
    this.filters.show(filters);
  }

  /** Asks for the collection to add what is chosen to. */
  askCollection(): void {
    // What is shown must be what was chosen until a name is given.
    this.viewer.slides.stop();
    this.panel = 'add-to';
  }

  async addToCollection(name: string): Promise<void> {
    await this.collections.add(name, this.chosen);
    this.closePanel('add-to');
  }

  /** Drags a picture out of the window by what is shown of it, and with it all that are selected if it is. */
  dragOut(asset: number, image: HTMLImageElement): void {
    const { selected } = this.results;
    this.drag.begin({ assets: selected.has(asset) ? [...selected] : [asset], icon: iconOf(image) });
  }

  /** Moves what is chosen to the system's trash, once the person says so, where the shell has one. */
  async moveToTrash(): Promise<void> {
    if (!this.#about?.trashesFiles) return;
    this.viewer.slides.stop();
    const moved = await this.trash.move(this.chosen);
    // What went wrong is told below the photos.
    if (this.trash.failure ?? this.trash.result?.failed.length) this.viewer.close();
    if (moved) this.#askAgain();
  }

  /** Keeps the search in mind, for it led somewhere. */
  rememberSearch(): void {
    if (this.search.answer) this.settings.remember(this.search.answer.query);
  }

  /** One step back: the selection, then the search. */
  back(): void {
    this.search.forgetUnreadable();
    if (this.results.selected.size > 0) this.results.clearSelection();
    else {
      this.search.type('');
      this.search.likeThis(undefined);
    }
  }

  /** A panel that another one has replaced has nothing to close. */
  closePanel(panel: Panel): void {
    if (this.panel !== panel) return;
    this.panel = undefined;
    // What came of a copying was to be seen there.
    if (panel === 'copies' && !this.copies.progress) this.copies.forget();
  }

  /** Has a folder chosen: in the system's dialog where the shell has one, else in a panel. */
  async addFolder(): Promise<void> {
    if (!this.#about?.picksFolders) this.panel = 'add-folder';
    else {
      const { folder } = await this.client.call('shell.pick-folder', {});
      if (folder !== undefined) this.addFolders([folder]);
    }
  }

  /** Looks after these folders from now on. */
  addFolders(folders: readonly string[]): void {
    this.panel = undefined;
    for (const folder of folders) void this.library.add(folder);
  }

  /** Takes what was dropped on the window. */
  takeDrop({ folders, untoldFolders, picture }: Dropped): void {
    if (folders.length > 0) this.addFolders(folders);
    else if (untoldFolders > 0) this.panel = 'add-folder';
    else if (picture) void this.searchLikeFile(picture);
  }

  /** Looks for pictures like one that was dropped or pasted, or with which Polylens was opened, if it was. */
  async searchLikeFile(file: Blob | undefined): Promise<void> {
    if (file && this.library.loaded && (await this.search.likeFile(file))) this.viewer.close();
  }

  /** Opens it with another program; false where that failed. */
  async openFile(asset: number): Promise<boolean> {
    return this.client.call('shell.open-file', { asset }).then(
      () => true,
      () => false,
    );
  }

  showFile(asset: number): void {
    this.client.call('shell.show-file', { asset }).catch(() => undefined);
  }

  showSetAside(path: string): void {
    this.client.call('shell.show-file', { setAside: path }).catch(() => undefined);
  }
}
