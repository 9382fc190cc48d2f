import type { Output, Place } from '../../src-main/contract/index.ts';

type Towns = Output<'asset.choices'>['places'];

/** A country, region, city or town to choose; `depth`: 0 for a country. */
export type PlaceOption = { place: Place; name: string; depth: number; count: number };

/** How names are told and ordered in the person's language. */
type Naming = { country: (code: string) => string; language: string };

/**
 * Countries, with their regions, cities and towns below each. A region whose one town says the same, or which has no name, is
 * left out, and so is a city that is called like its region, or that is not in parts.
 */
export function placeOptions(towns: Towns, { country: countryName, language }: Naming): PlaceOption[] {
  const byName = (one: [string, Towns], other: [string, Towns]) => one[0].localeCompare(other[0], language);
  const countries = groupsOf(towns, ({ country }) => countryName(country)).toSorted(byName);
  return countries.flatMap(([name, inside]) => {
    const country = inside[0]?.country ?? '';
    const regions = groupsOf(inside, ({ region = '' }) => region).toSorted(byName);
    const below = regions.flatMap(([region, own]) => [
      ...regionOptions(country, region, own),
      ...townOptions(region, own),
    ]);
    return [{ place: { country }, name, depth: 0, count: sum(inside) }, ...below];
  });

  function townOptions(region: string, own: Towns): PlaceOption[] {
    if (own.length === 1 && own[0]?.town === region) return [];
    const depth = region === '' ? 1 : 2;
    const isInParts = ({ city, town }: Towns[number]) => city !== undefined && city !== region && town !== city;
    const inParts = new Set(own.filter(isInParts).map(({ city }) => city));
    const single = own.filter(({ city }) => !inParts.has(city)).map((town) => [townOption(town, depth)]);
    const cities = [...inParts].map((name) =>
      cityOptions(
        own.filter(({ city }) => city === name),
        depth,
      ),
    );
    return [...single, ...cities].toSorted(([one], [other]) => byOwnName(one, other)).flat();
  }

  function cityOptions(parts: Towns, depth: number): PlaceOption[] {
    const quarters = parts.filter(({ city, town }) => town !== city).map((part) => townOption(part, depth + 1));
    const cities = parts.slice(0, 1).map((part) => {
      return { place: cityOf(part), name: part.city ?? '', depth, count: sum(parts) };
    });
    return [...cities, ...quarters.toSorted(byOwnName)];
  }

  function byOwnName(one: PlaceOption | undefined, other: PlaceOption | undefined): number {
    return (one?.name ?? '').localeCompare(other?.name ?? '', language);
  }
}

function townOption({ count, ...place }: Towns[number], depth: number): PlaceOption {
  return { place, name: place.town ?? '', depth, count };
}

function regionOptions(country: string, region: string, own: Towns): PlaceOption[] {
  return region === '' ? [] : [{ place: { country, region }, name: region, depth: 1, count: sum(own) }];
}

function groupsOf(towns: Towns, keyOf: (town: Towns[number]) => string): [string, Towns][] {
  const groups = new Map<string, Towns>();
  for (const town of towns) groups.set(keyOf(town), [...(groups.get(keyOf(town)) ?? []), town]);
  return [...groups];
}

function sum(towns: Towns): number {
  return towns.reduce((total, { count }) => total + count, 0);
}

/**
 * The place itself, the city and the region around it, its country: each to be told and to be filtered by, the nearest first. A city
 * that is called like its region is that, as among the places to choose.
 */
export function levelsOf(place: Place): Place[] {
  const { country, region, city, town } = place;
  const inCity = cityOf(place);
  return [
    ...(town === undefined || town === city ? [] : [{ ...inCity, town }]),
    ...(city === undefined || city === region ? [] : [inCity]),
    ...(region === undefined || (city === undefined && town === region) ? [] : [{ country, region }]),
    { country },
  ];
}

/** Where a place is, without its town. */
function cityOf({ country, region, city }: Place): Place {
  return { country, ...(region === undefined ? {} : { region }), ...(city === undefined ? {} : { city }) };
}

/** The same for the same place, however it came. */
export function placeKey({ country, region = '', city = '', town = '' }: Place): string {
  return JSON.stringify([country, region, city, town]);
}
