import { plainName } from './plain-name.ts';

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
  NL: 'Holland',
  TR: 'Turkey',
  US: 'America',
};

let known: ReadonlyMap<string, readonly string[]> | undefined;

/** The names of all countries in all languages, plain, by their codes of two letters: some 100 ms of work, once. */
export function countryNames(): ReadonlyMap<string, readonly string[]> {
  known ??= readNames();
  return known;
}

function readNames(): ReadonlyMap<string, readonly string[]> {
  const speakers = [
    ...languages.map((language) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' })),
    // Such as UK.
    new Intl.DisplayNames('en', { type: 'region', fallback: 'none', style: 'short' }),
  ];
  return new Map(
    codes(speakers[0]).map((code) => {
      const names = [alsoInEnglish[code] ?? [], ...speakers.map((speaker) => speaker.of(code) ?? [])].flat();
      return [code, [...new Set(names.map(plainName))]];
    }),
  );
}

/** Those of two letters that have a name, and are not a former one of another: UK is GB's name. */
function codes(speaker: Intl.DisplayNames | undefined): string[] {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split('');
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => speaker?.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code);
}
