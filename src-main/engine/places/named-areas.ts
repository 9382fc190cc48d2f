import type { Area, Spot } from '../values.ts';

/** Languages in which countries are known by name. */
const languages =
  `ar bg bn ca cs da de el en es et fa fi fr he hi hr hu id it ja ko lt lv mr ms nb nl pl pt ro ru sk sl sr sv
  sw ta th tr uk ur vi zh zh-Hant`.split(/\s+/u);

/** What English also calls countries, which `Intl` does not say. */
const alsoInEnglish: Readonly<Record<string, string>> = {
  AE: 'UAE',
  CI: 'Ivory Coast',
  CZ: 'Czech Republic',
  GB: 'Great Britain',
  MM: 'Burma',
  TR: 'Turkey',
  US: 'America',
};

/** Letters that are written with others where a keyboard lacks them, and are no others with an accent. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ı: 'i',
  ə: 'e',
  ǝ: 'e',
};

/** A name, and a part of one as asked for. */
type Fits = (name: string, part: string) => boolean;

const begins: Fits = (name, part) => `${name} `.startsWith(`${part} `);
const holds: Fits = (name, part) => ` ${name}`.includes(` ${part}`);

/**
 * What a person means by a place's name: those of the `known` that it fits, as towns, regions or countries. "Paris" is a town
 * and its quarters ("Paris 16 Passy"); countries are known in many languages, and `Paris, Texas` is one of several. Parts of
 * names are tried when nothing begins so.
 */
export function areasNamed(name: string, known: readonly Spot[]): Area[] {
  const parts = name
    .split(/[,،、，]/u)
    .map(plain)
    .filter(Boolean);
  if (parts.length === 0) return [];
  const namesOf = countryNames();
  const places = known.map((spot) => ({
    spot,
    names: [namesOf(spot.country), [plain(spot.region)], [plain(spot.town)]],
  }));
  for (const fits of [begins, holds]) {
    const found = new Map<string, Area>();
    for (const { spot, names } of places) {
      // Of the country's, the region's or the town's names: the first that each part fits.
      const levels = parts.map((part) => names.findIndex((own) => own.some((each) => fits(each, part))));
      if (levels.includes(-1)) continue;
      const area = areaOf(spot, Math.max(...levels));
      found.set(JSON.stringify(area), area);
    }
    if (found.size > 0) return [...found.values()];
  }
  return [];
}

/** `level`: 0 the country, 1 the region, 2 the town. */
function areaOf({ country, region, town }: Spot, level: number): Area {
  return { country, ...(level > 0 ? { region } : {}), ...(level > 1 ? { town } : {}) };
}

/** Of a country, its names in all languages, and its code. */
function countryNames(): (country: string) => readonly string[] {
  const speakers = [
    ...languages.map((language) => new Intl.DisplayNames(language, { type: 'region', fallback: 'code' })),
    // Such as UK.
    new Intl.DisplayNames('en', { type: 'region', fallback: 'code', style: 'short' }),
  ];
  const known = new Map<string, readonly string[]>();
  return (country) => {
    const names = known.get(country) ?? [
      ...new Set(
        [country, alsoInEnglish[country] ?? country, ...speakers.map((speaker) => speaker.of(country) ?? '')].map(
          plain,
        ),
      ),
    ];
    known.set(country, names);
    return names;
  };
}

/** Letters without case and accents, and nothing between words but one space. */
function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[ßæœøłđðþħıəǝ]/gu, (letter) => plainLetters[letter] ?? letter)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
