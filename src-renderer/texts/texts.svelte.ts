import { createInstance, type i18n, type TFunction } from 'i18next';
import type { Place } from '../../src-main/contract/index.ts';
import english from './en.json';

type Category = 'zero' | 'one' | 'two' | 'few' | 'many' | 'other';
type WithoutCategory<Key> = Key extends `${infer Base}_${Category}` ? Base : Key;

/** The name of one text; plural forms are chosen by `count`. */
export type TextKey = WithoutCategory<keyof typeof english>;
export type Values = Readonly<Record<string, string | number>>;

type Bundle = Record<string, string>;

/** Languages the interface speaks. English is in the program, the others are loaded when they are wanted. */
const bundles = import.meta.glob<Bundle>(['./*.json', '!./en.json'], { import: 'default' });

export const languages = ['en', 'de', 'fr', 'es', 'pt', 'ja', 'zh', 'ar'] as const;
export type Language = (typeof languages)[number];

// By number: written as they are, they would turn this line about.
const isolate = { begin: String.fromCodePoint(0x2068), end: String.fromCodePoint(0x2069) };

const rightToLeft: ReadonlySet<string> = new Set(['ar']);

/** The first of the wanted languages (BCP 47, best first) that the interface speaks. */
export function languageFor(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.split('-')[0];
    const found = languages.find((language) => language === base);
    if (found) return found;
  }
  return 'en';
}

function kept<Format>(formats: Map<string, Format>, key: string, make: () => Format): Format {
  const format = formats.get(key) ?? make();
  formats.set(key, format);
  return format;
}

/** The interface's words in the chosen language; numbers, dates and plurals as that language has them. */
export class Texts {
  #language = $state<Language>('en');
  #say = $state.raw<TFunction>();
  readonly #i18n: i18n = createInstance();
  // To make one takes longer than to lay a picture of a list out.
  readonly #numbers = new Map<string, Intl.NumberFormat>();
  readonly #dates = new Map<string, Intl.DateTimeFormat>();
  readonly #regions = new Map<string, Intl.DisplayNames>();

  readonly isRightToLeft = $derived(rightToLeft.has(this.#language));

  get language(): Language {
    return this.#language;
  }

  async choose(language: Language): Promise<void> {
    if (!this.#i18n.isInitialized) await this.#begin();
    const load = bundles[`./${language}.json`];
    if (load && !this.#i18n.hasResourceBundle(language, 'translation')) {
      this.#i18n.addResourceBundle(language, 'translation', await load());
    }
    await this.#i18n.changeLanguage(language);
    this.#language = language;
    this.#say = this.#i18n.getFixedT(language);
  }

  /** One text, with its values put in. */
  say(key: TextKey, values: Values = {}): string {
    return this.#say?.(key, values) ?? '';
  }

  /** A path to be put into a text: among letters from right to left its own order would be lost. */
  isolated(path: string): string {
    return this.isRightToLeft ? `${isolate.begin}${path}${isolate.end}` : path;
  }

  /** What an error code or a problem of a file means. */
  meaning(kind: 'error' | 'problem', code: string): string {
    return this.#say?.(`${kind}.${code}`) ?? '';
  }

  languageName(tag: string): string {
    return new Intl.DisplayNames([this.#language], { type: 'language' }).of(tag) ?? tag;
  }

  /** By its code (ISO 3166-1). */
  countryName(code: string): string {
    const language = this.#language;
    return kept(this.#regions, language, () => new Intl.DisplayNames([language], { type: 'region' })).of(code) ?? code;
  }

  /** Of a town or region its own, which knows no languages. */
  placeName({ country, region, city, town }: Place): string {
    return town ?? city ?? region ?? this.countryName(country);
  }

  number(value: number, options: Intl.NumberFormatOptions = {}): string {
    const language = this.#language;
    return kept(this.#numbers, `${language} ${JSON.stringify(options)}`, () => {
      return new Intl.NumberFormat(language, options);
    }).format(value);
  }

  date(ms: number, options: Intl.DateTimeFormatOptions = { dateStyle: 'long' }): string {
    const language = this.#language;
    return kept(this.#dates, `${language} ${JSON.stringify(options)}`, () => {
      return new Intl.DateTimeFormat(language, options);
    }).format(ms);
  }

  /** How many photos and videos there are; of what there is none is not told. */
  pictures({ photos, videos }: { photos: number; videos: number }): string {
    const counted = [
      ...(photos > 0 || videos === 0 ? [this.say('count.photos', { count: photos })] : []),
      ...(videos > 0 ? [this.say('count.videos', { count: videos })] : []),
    ];
    return new Intl.ListFormat(this.#language).format(counted);
  }

  /** Days of the calendar (`2019-08-03`), from the first to the last. */
  days(from: string, to: string): string {
    const format = new Intl.DateTimeFormat(this.#language, { dateStyle: 'medium', timeZone: 'UTC' });
    return format.formatRange(Date.parse(from), Date.parse(to));
  }

  /** The months of two moments, the earlier first, or the one that both are in. */
  months(from: number, to: number): string {
    const language = this.#language;
    return kept(this.#dates, `${language} months`, () => {
      return new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric' });
    }).formatRange(from, to);
  }

  /** A stretch of time, told in its largest unit. */
  duration(seconds: number): string {
    const [value, unit] =
      seconds < 60 ? [seconds, 'second'] : seconds < 3600 ? [seconds / 60, 'minute'] : [seconds / 3600, 'hour'];
    return this.number(Math.ceil(value), { style: 'unit', unit, unitDisplay: 'long' });
  }

  /** A time in a video, or its length: `1:05`, `1:02:03`. */
  clock(ms: number): string {
    const seconds = Math.floor(ms / 1000);
    const [first = 0, ...rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].slice(
      seconds < 3600 ? 1 : 0,
    );
    const two = { minimumIntegerDigits: 2, useGrouping: false };
    return [this.number(first), ...rest.map((part) => this.number(part, two))].join(':');
  }

  /** A file's size. */
  bytes(size: number): string {
    const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
    const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, size)) / 3));
    const unit = units[power] ?? 'byte';
    return this.number(size / 1000 ** power, { style: 'unit', unit, maximumFractionDigits: power === 0 ? 0 : 1 });
  }

  async #begin(): Promise<void> {
    await this.#i18n.init({
      lng: 'en',
      fallbackLng: 'en',
      resources: { en: { translation: english } },
      keySeparator: false,
      nsSeparator: false,
      // Svelte escapes what it shows.
      interpolation: { escapeValue: false },
    });
    this.#i18n.services.formatter?.add('percent', (value: number, language) =>
      new Intl.NumberFormat(language, { style: 'percent' }).format(value),
    );
  }
}
