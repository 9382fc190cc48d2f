import type { Client, SavedSearch, Settings } from '../../src-main/contract/index.ts';
import { languageFor, type Language, type Texts } from '../texts/texts.svelte.ts';

export type Theme = Settings['theme'];

/** What the machine says of itself: its language and whether it is dark. */
export type Surroundings = { languages: readonly string[]; isDark: boolean };

type Change = (kept: Settings) => Settings;

const recentKept = 12;
const savedKept = 200;

/** What a person chose for the window; kept by the shell, so that it is there again in every browser and at every start. */
export class SettingsState {
  #kept = $state.raw<Settings>({ theme: 'system', recent: [] });
  #requests = $state<number>();
  /** Not kept yet, in their order. */
  #changes: Change[] = [];
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
    this.#kept = await this.#client.call('shell.settings', {});
    await this.#applyLanguage();
  }

  chooseTheme(theme: Theme): void {
    this.#change((kept) => ({ ...kept, theme }));
  }

  async chooseLanguage(language: Language | undefined): Promise<void> {
    this.#change(({ language: _before, ...others }) => ({
      ...others,
      ...(language === undefined ? {} : { language }),
    }));
    await this.#applyLanguage();
  }

  /** Does Polylens stay in the system's tray when its window is closed? */
  get tray(): boolean {
    return this.#kept.tray ?? false;
  }

  setTray(tray: boolean): void {
    this.#change((kept) => ({ ...kept, tray }));
  }

  /** A search that led somewhere. */
  remember(query: string): void {
    const text = query.trim().slice(0, 500);
    if (text === '') return;
    this.#change(({ recent, ...kept }) => {
      return { ...kept, recent: [text, ...recent.filter((other) => other !== text)].slice(0, recentKept) };
    });
  }

  /** Searches to be asked again, the newest first. */
  get saved(): readonly SavedSearch[] {
    return this.#kept.saved ?? [];
  }

  isSaved(search: SavedSearch): boolean {
    return this.saved.some((other) => isSame(other, search));
  }

  /** Saves a search, or saves it no longer. */
  toggleSaved(search: SavedSearch): void {
    const added = this.isSaved(search) ? [] : [search];
    this.#change(({ saved = [], ...kept }) => {
      return { ...kept, saved: [...added, ...saved.filter((other) => !isSame(other, search))].slice(0, savedKept) };
    });
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
    this.#change((kept) => ({ ...kept, recent: [] }));
  }

  /** As before anything was chosen. */
  async reset(): Promise<void> {
    this.#change(() => ({ theme: 'system', recent: [] }));
    await this.#applyLanguage();
  }

  /** It holds here at once. */
  #change(how: Change): void {
    this.#kept = how(this.#kept);
    this.#changes.push(how);
    if (!this.#keeps) void this.#keep();
  }

  /**
   * Of what is kept only what was changed here becomes another: a second window may have kept something meanwhile. What
   * cannot be kept holds until the window closes, and is tried again with the next change.
   */
  async #keep(): Promise<void> {
    this.#keeps = true;
    try {
      while (this.#changes.length > 0) {
        const changes = [...this.#changes];
        const kept = applied(changes, await this.#client.call('shell.settings', {}));
        await this.#client.call('shell.keep-settings', kept);
        this.#changes.splice(0, changes.length);
        await this.#show(applied(this.#changes, kept));
      }
    } catch {
      // A library that cannot be written says so when it is indexed.
    } finally {
      this.#keeps = false;
    }
  }

  async #show(kept: Settings): Promise<void> {
    const { language } = this.#kept;
    this.#kept = kept;
    if (kept.language !== language) await this.#applyLanguage();
  }

  async #applyLanguage(): Promise<void> {
    const { language } = this.#kept;
    await this.#texts.choose(languageFor(language === undefined ? this.surroundings.languages : [language]));
  }
}

function applied(changes: readonly Change[], kept: Settings): Settings {
  return changes.reduce((before, change) => change(before), kept);
}

/** Whatever the order in which filters were set. */
function isSame(one: SavedSearch, other: SavedSearch): boolean {
  const key = ({ text, filters, language }: SavedSearch) =>
    JSON.stringify([text, language, Object.entries(filters).toSorted()]);
  return key(one) === key(other);
}
