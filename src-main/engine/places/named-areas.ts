import type { Area, Spot } from '../values.ts';
import { countryNames } from './country-names.ts';
import { otherNames } from './other-names.ts';
import { plainName } from './plain-name.ts';
import { regionCodes } from './region-codes.ts';

/** What a country, a region, a city or a town is called, and its code if it has one; `others`: in other languages, and for short. */
type Called = {
  names: readonly string[];
  others?: () => readonly string[];
  code?: string | undefined;
  isCountry?: true;
};
type Place = { spot: Spot; levels: readonly Called[] };

/** One of the names asked for. `isAscii`: a code is, but not the "Áo" that is Austria in Vietnamese and not Angola's AO. */
type Part = { name: string; isAscii: boolean };
type Fits = (called: Called, part: Part) => boolean;

const hasCode: Fits = ({ code }, { name, isAscii }) => isAscii && name === code;
const isNamed: Fits = ({ names, isCountry }, part) =>
  names.includes(part.name) && !(isCountry === true && isCountryCode(part));
/** What is a country's or a state's name begins no other one: Guinea is not Guinea-Bissau. */
const begins: Fits = (called, part) =>
  isTaken(part) ? isNamed(called, part) : called.names.some((name) => `${name} `.startsWith(`${part.name} `));
/** Nor ends it one, as Mexico New Mexico, and New York is not York. */
const holds: Fits = ({ names }, part) =>
  !isTaken(part) && names.some((name) => ` ${name} `.includes(` ${part.name} `) && !name.startsWith('new '));
const isCalled: Fits = (called, part) => called.others?.().includes(part.name) === true;

/** The ways in which a name may be meant; what fits a former one counts alone. */
const ways: readonly Fits[] = [
  (called, part) => (isCountryCode(part) ? called.isCountry === true && hasCode(called, part) : begins(called, part)),
  (called, part) => begins(called, part) || hasCode(called, part),
  (called, part) => begins(called, part) || hasCode(called, part) || holds(called, part),
  (called, part) => begins(called, part) || hasCode(called, part) || (!isCountryName(part) && isCalled(called, part)),
];

/**
 * What a person means by a place's name: those of the `known` that it fits, as towns, cities, regions or countries. "Paris" is a
 * city with its quarters; countries, regions and cities are known in many languages, countries by their codes, too, and
 * `Paris, Texas` or `Paris, TX` is one of several. States' codes count where no country's do: `CA` is California where no picture
 * is in Canada. Parts of names are tried when nothing begins so, then what cities and regions are called besides. A place that
 * none of the known is in is nothing, whatever is called alike: York is not New York.
 */
export function areasNamed(name: string, known: readonly Spot[]): Area[] {
  const parts = name
    .split(/[,،、，]/u)
    .map(partOf)
    .filter((part) => part.name !== '');
  const [first, ...others] = parts;
  if (!first) return [];
  const places = known.map(placeOf);
  for (const fits of ways) {
    const areas = areasThatFit(places, parts, fits);
    if (areas.length > 0) return areas;
  }
  return others.length === 0 && !isTaken(first) ? areasCut(places, name) : [];
}

function partOf(text: string): Part {
  const name = plainName(text);
  const isAscii = /^\p{ASCII}*$/u.test(text.normalize('NFKC'));
  const bare = { name: name.replace(/^the /u, ''), isAscii };
  if (isCountryName(bare)) return bare;
  // A code with its points: "U.S."
  return { name: /^\p{L}(?: \p{L})+$/u.test(name) ? name.replaceAll(' ', '') : name, isAscii };
}

/** Without a comma: "Paris Texas", "Montréal QC". */
function areasCut(places: readonly Place[], name: string): Area[] {
  const words = name.trim().split(/\s+/u);
  return words.slice(1).flatMap((_, at) => {
    const halves = [words.slice(0, at + 1), words.slice(at + 1)].map((half) => partOf(half.join(' ')));
    const fits: Fits = (called, half) => isNamed(called, half) || hasCode(called, half) || isCalled(called, half);
    return areasThatFit(places, halves, fits);
  });
}

function areasThatFit(places: readonly Place[], parts: readonly Part[], fits: Fits): Area[] {
  const found = new Map<string, Area>();
  for (const { spot, levels } of places) {
    // Of the country, the region, the city and the town: the first that each part fits.
    const fitting = parts.map((part) => levels.findIndex((called) => fits(called, part)));
    if (fitting.includes(-1)) continue;
    const area = areaOf(spot, Math.max(...fitting));
    found.set(JSON.stringify(area), area);
  }
  return [...found.values()];
}

/** `level`: 0 the country, 1 the region, 2 the city, 3 the town. */
function areaOf({ country, region, city, town }: Spot, level: number): Area {
  const around = { country, ...(level > 0 ? { region } : {}) };
  return { ...around, ...(level > 1 && city !== undefined ? { city } : {}), ...(level > 2 ? { town } : {}) };
}

function placeOf(spot: Spot): Place {
  const { country, region, city, town } = spot;
  return {
    spot,
    levels: [
      { names: countryNames().get(country) ?? [], code: country.toLowerCase(), isCountry: true },
      {
        names: [plainName(region)],
        others: () => otherNames({ country, region }),
        code: regionCodes.get(country)?.get(region)?.toLowerCase(),
      },
      city === undefined
        ? { names: [] }
        : { names: [plainName(city)], others: () => otherNames({ country, region, city }) },
      { names: [plainName(town)] },
    ],
  };
}

function isCountryCode({ name, isAscii }: Part): boolean {
  return isAscii && countryNames().has(name.toUpperCase());
}

let countries: ReadonlySet<string> | undefined;

function isCountryName({ name }: Part): boolean {
  countries ??= new Set([...countryNames().values()].flat());
  return countries.has(name);
}

let taken: ReadonlySet<string> | undefined;

/** Is this the whole name or the code of a country, or of a region that has a code? */
function isTaken({ name }: Part): boolean {
  taken ??= new Set([
    ...[...countryNames()].flatMap(([code, names]) => [code.toLowerCase(), ...names]),
    ...[...regionCodes.values()].flatMap((codes) => [...codes].flat().map(plainName)),
  ]);
  return taken.has(name);
}
