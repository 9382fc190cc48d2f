import {
  mostRecent,
  mostSaved,
  searchKey,
  type Client,
  type SavedSearch,
  type Settings,
} from '../../src-main/contract/index.ts';
import { languageFor, type Language, type Texts } from '../texts/texts.svelte.ts';

export type Theme = Settings['theme'];

/** What the machine says of itself: its language and whether it is dark. */
export type Surroundings = { languages: readonly string[]; isDark: boolean };

/** What a person chose for the window; kept by the shell, so that it is there again in every browser and at every start. */
export class SettingsState {
  #kept = $state.raw<Settings>({ theme: 'system', recent: [] });
  #requests = $state<number>();
  /** What is kept, as far as this window knows. */
  #known: Settings = { theme: 'system', recent: [] };
  #keeps = false;
  surroundings = $state.raw<Surroundings>({ languages: [], isDark: false });
  readonly #client: Client;
  readonly #texts: Texts;

  readonly isDark = $derived.by(() =>
    this.#kept.theme === 'system' ? this.surroundings.isDark : this.#kept.theme === 'dark',
  );

  constructor(client: Client, texts: Texts, surroundings: Surroundings) {
    this.#client = client;
    this.#texts = texts;
    this.surroundings = surroundings;
  }

  get theme(): Theme {
    return this.#kept.theme;
  }

  /** Undefined: as the system. */
  get language(): string | undefined {
    return this.#kept.language;
  }

  get recent(): readonly string[] {
    return this.#kept.recent;
  }

  async open(): Promise<void> {
    this.#kept = this.#known = await this.#client.call('shell.settings', {});
    await this.#applyLanguage();
  }

  chooseTheme(theme: Theme): void {
    this.#change({ ...this.#kept, theme });
  }

  async chooseLanguage(language: Language | undefined): Promise<void> {
    const { language: _before, ...others } = this.#kept;
    this.#change({ ...others, ...(language === undefined ? {} : { language }) });
    await this.#applyLanguage();
  }

  /** Does Polylens stay in the system's tray when its window is closed? */
  get tray(): boolean {
    return this.#kept.tray ?? false;
  }

  setTray(tray: boolean): void {
    this.#change({ ...this.#kept, tray });
  }

  /** A search that led somewhere. */
  remember(query: string): void {
    const text = query.trim().slice(0, 500);
    if (text === '') return;
    const recent = [text, ...this.#kept.recent.filter((other) => other !== text)].slice(0, mostRecent);
    this.#change({ ...this.#kept, recent });
  }

  /** Searches to be asked again, the newest first. */
  get saved(): readonly SavedSearch[] {
    return this.#kept.saved ?? [];
  }

  isSaved(search: SavedSearch): boolean {
    return this.saved.some((other) => searchKey(other) === searchKey(search));
  }

  /** Saves a search, or saves it no longer. */
  toggleSaved(search: SavedSearch): void {
    const others = this.saved.filter((other) => searchKey(other) !== searchKey(search));
    const saved = others.length < this.saved.length ? others : [search, ...others].slice(0, mostSaved);
    this.#change({ ...this.#kept, saved });
  }

  /** To other machines, so far; undefined until they are counted. */
  get requests(): number | undefined {
    return this.#requests;
  }

  async countRequests(): Promise<void> {
    const counted = await this.#client.call('shell.requests', {}).catch(() => undefined);
    this.#requests = counted?.made;
  }

  forgetSearches(): void {
    this.#change({ ...this.#kept, recent: [] });
  }

  /** As before anything was chosen. */
  async reset(): Promise<void> {
    this.#change({ theme: 'system', recent: [] });
    await this.#applyLanguage();
  }

  /** It holds here at once, and until the window closes where it cannot be kept; then it is tried with the next change. */
  #change(now: Settings): void {
    this.#kept = now;
    if (!this.#keeps) void this.#keep();
  }

  /** One at a time, for each says what it was changed from. */
  async #keep(): Promise<void> {
    this.#keeps = true;
    try {
      while (this.#kept !== this.#known) {
        const now = this.#kept;
        const kept = await this.#client.call('shell.keep-settings', { before: this.#known, now });
        this.#known = now;
        if (this.#kept === now) await this.#show(kept);
      }
    } catch {
      // A library that cannot be written says so when it is indexed.
    } finally {
      this.#keeps = false;
    }
  }

  /** What is kept now, with what another window changed. */
  async #show(kept: Settings): Promise<void> {
    const { language } = this.#kept;
    this.#kept = this.#known = kept;
    if (kept.language !== language) await this.#applyLanguage();
  }

  async #applyLanguage(): Promise<void> {
    const { language } = this.#kept;
    await this.#texts.choose(languageFor(language === undefined ? this.surroundings.languages : [language]));
  }
}
