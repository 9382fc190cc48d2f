import type { Output, Place } from '../../src-main/contract/index.ts';

type Towns = Output<'asset.choices'>['places'];

/** A country, region or town to choose; `depth`: 0 for a country. */
export type PlaceOption = { place: Place; name: string; depth: number; count: number };

/** How names are told and ordered in the person's language. */
type Naming = { country: (code: string) => string; language: string };

/**
 * Countries, with their regions and towns below each. A region whose one town says the same, or which has no name, is left
 * out.
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
    return own
      .map(({ count, ...place }) => ({ place, name: place.town ?? '', depth: region === '' ? 1 : 2, count }))
      .toSorted((one, other) => one.name.localeCompare(other.name, language));
  }
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

/** The place itself, the region around it, its country: each to be told and to be filtered by, the nearest first. */
export function levelsOf({ country, region, town }: Place): Place[] {
  return [
    ...(town === undefined ? [] : [{ country, ...(region === undefined ? {} : { region }), town }]),
    ...(region === undefined || region === town ? [] : [{ country, region }]),
    { country },
  ];
}

/** The same for the same place, however it came. */
export function placeKey({ country, region = '', town = '' }: Place): string {
  return JSON.stringify([country, region, town]);
}
