import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Spot } from '../values.ts';
import { countryNames } from './country-names.ts';
import { areasNamed } from './named-areas.ts';
import { plainName } from './plain-name.ts';
import { regionCodes } from './region-codes.ts';

const spot = (country: string, region: string, town: string) => ({ country, region, town });
const partOf = (city: string, [country, region, town]: [string, string, string]) => ({ country, region, city, town });
const known = [
  spot('PT', 'Lisbon', 'Alfama'),
  spot('PT', 'Lisbon', 'Sintra'),
  spot('FR', 'Île-de-France', 'Paris'),
  spot('FR', 'Île-de-France', 'Paris 16 Passy'),
  spot('US', 'Texas', 'Paris'),
  spot('US', 'New York', 'Queens'),
  spot('DE', 'Bavaria', 'Rothenburg ob der Tauber'),
  spot('SG', '', 'Bedok'),
  spot('NE', 'Niamey', 'Niamey'),
  spot('PL', 'Łódź Voivodeship', 'Łódź'),
  spot('NO', 'Troms', 'Tromsø'),
  spot('DE', 'Hesse', 'Gießen'),
  spot('TR', 'Diyarbakır', 'Kayapınar'),
  spot('PE', 'Arequipa', 'Islay (Matarani)'),
  spot('SA', 'Riyadh', 'Ad Dir‘iyah'),
  spot('GB', 'England', 'London'),
  spot('US', 'California', 'San Jose'),
  spot('CA', 'British Columbia', 'Vancouver'),
  spot('US', 'Washington', 'Vancouver'),
  spot('AU', 'New South Wales', 'Sydney'),
];

test.each([
  ['lisbon', [{ country: 'PT', region: 'Lisbon' }]],
  ['ALFAMA', [spot('PT', 'Lisbon', 'Alfama')]],
  ['Portugal', [{ country: 'PT' }]],
  ['pt', [{ country: 'PT' }]],
  ['Deutschland', [{ country: 'DE' }]],
  ['ドイツ', [{ country: 'DE' }]],
  ['ألمانيا', [{ country: 'DE' }]],
  ['Estados Unidos', [{ country: 'US' }]],
  ['ile de france', [{ country: 'FR', region: 'Île-de-France' }]],
  ['Paris', [known[2], known[3], known[4]]],
  ['paris, texas', [known[4]]],
  ['Paris, France', [known[2], known[3]]],
  ['Rothenburg', [known[6]]],
  ['Singapore', [{ country: 'SG' }]],
  ['Niamey', [{ country: 'NE', region: 'Niamey' }]],
  ['Lodz, Poland', [{ country: 'PL', region: 'Łódź Voivodeship' }]],
  ['TROMSO', [spot('NO', 'Troms', 'Tromsø')]],
  ['GIESSEN', [spot('DE', 'Hesse', 'Gießen')]],
  ['Diyarbakir', [{ country: 'TR', region: 'Diyarbakır' }]],
  ['DİYARBAKIR', [{ country: 'TR', region: 'Diyarbakır' }]],
  ['Matarani', [spot('PE', 'Arequipa', 'Islay (Matarani)')]],
  ["Ad Dir'iyah", [spot('SA', 'Riyadh', 'Ad Dir‘iyah')]],
  ['"London"', [spot('GB', 'England', 'London')]],
  ['UK', [{ country: 'GB' }]],
  ['the UK', [{ country: 'GB' }]],
  ['Great Britain', [{ country: 'GB' }]],
  ['Turkey', [{ country: 'TR' }]],
  ['Paris, TX', [known[4]]],
  ['paris, tx, usa', [known[4]]],
  ['Paris TX', [known[4]]],
  ['Paris Texas', [known[4]]],
  ['Pàris TX', [known[4]]],
  ['london uk', [known[15]]],
  ['TX', [{ country: 'US', region: 'Texas' }]],
  ['N.Y.', [{ country: 'US', region: 'New York' }]],
  ['U.S.', [{ country: 'US' }]],
  ['San Jose, CA', [known[16]]],
  ['ＮＹ', [{ country: 'US', region: 'New York' }]],
  ['CA', [{ country: 'CA' }]],
  ['Vancouver, CA', [known[17]]],
  ['Vancouver BC', [known[17]]],
  ['Vancouver, WA', [known[18]]],
  ['Sydney, NSW', [known[19]]],
  ['Matarani, Peru', [known[13]]],
])('%s is what is known by that name', (name, areas) => {
  expect(areasNamed(name, known)).toEqual(areas);
});

test.each(['Atlantis', '', ' , ', 'Paris, Portugal', 'ris', 'Lond', '%', 'Alfama, Sintra', 'Paris, CA', 'Paris, WA'])(
  '%j is nothing that is known',
  (name) => {
    expect(areasNamed(name, known)).toEqual([]);
  },
);

test.each(['York', 'Mexico', 'Guinea', 'Wales', 'Virginia', 'Panama', 'Sudan', 'Kenya', 'கென்யா'])(
  '%s is none of those that are called alike',
  (name) => {
    const alike = [
      spot('US', 'New York', 'Queens'),
      spot('US', 'New Mexico', 'Taos'),
      spot('GW', 'Bissau', 'Bissau'),
      spot('GN', 'Conakry', 'Camayenne'),
      spot('AU', 'New South Wales', 'Sydney'),
      spot('US', 'West Virginia', 'Thomas'),
      spot('US', 'Florida', 'Panama City'),
      spot('SS', 'Central Equatoria', 'Juba'),
    ];
    expect(areasNamed(name, alike)).toEqual(name === 'Guinea' ? [{ country: 'GN' }] : []);
  },
);

const cities: Spot[] = [
  partOf('Montréal', ['CA', 'Quebec', 'Milton-Parc']),
  partOf('Montréal', ['CA', 'Quebec', 'Ville-Marie']),
  partOf('New York City', ['US', 'New York', 'Bushwick']),
  partOf('Rome', ['IT', 'Lazio', 'Celio']),
  partOf('Munich', ['DE', 'Bavaria', 'Munich']),
  partOf('Tokyo', ['JP', 'Tokyo', 'Sakuragaokachō']),
  partOf('Los Angeles', ['US', 'California', 'Hollywood']),
  partOf('Washington', ['US', 'District of Columbia', 'Georgetown']),
];
const montreal = { country: 'CA', region: 'Quebec', city: 'Montréal' };
const rome = { country: 'IT', region: 'Lazio', city: 'Rome' };
const munich = { country: 'DE', region: 'Bavaria', city: 'Munich' };

test.each([
  ['Montréal', [montreal]],
  ['Montréal QC', [montreal]],
  ['montreal, canada', [montreal]],
  ['Монреаль', [montreal]],
  ['Milton-Parc', [cities[0]]],
  ['Rome', [rome]],
  ['Roma', [rome]],
  ['Rom, Italien', [rome]],
  ['ローマ', [rome]],
  ['München', [munich]],
  ['Munich', [munich]],
  ['Monaco di Baviera', [munich]],
  ['München Bayern', [munich]],
  ['Baviera', [{ country: 'DE', region: 'Bavaria' }]],
  ['Bayern', [{ country: 'DE', region: 'Bavaria' }]],
  ['Kalifornien', [{ country: 'US', region: 'California' }]],
  ['東京', [{ country: 'JP', region: 'Tokyo', city: 'Tokyo' }]],
  ['NYC', [{ country: 'US', region: 'New York', city: 'New York City' }]],
  ['LA', [{ country: 'US', region: 'California', city: 'Los Angeles' }]],
  ['Washington', [{ country: 'US', region: 'District of Columbia', city: 'Washington' }]],
  ['Washington, D.C.', [{ country: 'US', region: 'District of Columbia', city: 'Washington' }]],
])('%s is a city with all of its quarters, or a region, in whatever language', (name, areas) => {
  expect(areasNamed(name, cities)).toEqual(areas);
});

test.each(['York', 'Mexico', 'Lyon', 'Panama', 'Paris'])('%s is none of these cities', (name) => {
  expect(areasNamed(name, cities)).toEqual([]);
});

test('what a town is called comes before what another is called in some language', () => {
  const [texas, italy] = [partOf('Roma', ['US', 'Texas', 'Roma']), partOf('Rome', ['IT', 'Lazio', 'Celio'])];
  expect(areasNamed('Roma', [texas, italy])).toEqual([{ country: 'US', region: 'Texas', city: 'Roma' }]);
});

test('a state by its code gives way to a country that pictures are in', () => {
  const california = spot('US', 'California', 'San Jose');
  expect(areasNamed('ca', [california])).toEqual([{ country: 'US', region: 'California' }]);
  expect(areasNamed('ca', [california, spot('CA', 'Ontario', 'Toronto')])).toEqual([{ country: 'CA' }]);
});

test('a name with accents is no code', () => {
  const [austria, angola] = [spot('AT', 'Vienna', 'Favoriten'), spot('AO', 'Luanda', 'Luanda')];
  expect(areasNamed('Áo', [austria, angola])).toEqual([{ country: 'AT' }]);
  expect(areasNamed('AO', [austria, angola])).toEqual([{ country: 'AO' }]);
});

const world = worldOf(brotliDecompressSync(readFileSync(new URL('places.bin', import.meta.url))));

/** The regions and the towns of the gazetteer, as its file has them. */
function worldOf(file: Buffer): { regions: Spot[]; towns: Spot[] } {
  const [regionCount, townCount] = [file.readUInt32LE(0), file.readUInt32LE(4)];
  const lines = file
    .subarray(8 + 14 * townCount)
    .toString()
    .split('\n');
  const regions = lines.slice(0, regionCount).map((line) => {
    const [country = '', region = ''] = line.split('\t');
    return spot(country, region, '');
  });
  const towns = lines.slice(regionCount).map((town, at) => {
    const region = regions[file.readUInt16LE(8 + 12 * townCount + 2 * at)];
    return { country: '', region: '', ...region, town };
  });
  return { regions, towns };
}

const countries = [...new Set(world.regions.map(({ country }) => country))];
const anywhere = countries.map((country) => spot(country, '', ''));
const namesOf = (country: string) => countryNames().get(country) ?? [];

test('the code and each name of a country mean it, and no other one where no picture is in it', () => {
  for (const country of countries) {
    const elsewhere = anywhere.filter((each) => each.country !== country);
    expect(areasNamed(country.toLowerCase(), anywhere)).toEqual([{ country }]);
    expect([country, areasNamed(country, elsewhere)]).toEqual([country, []]);
    for (const name of namesOf(country)) {
      // Those called alike; but Congo is two, in some languages.
      const others = elsewhere.filter(
        (each) => namesOf(each.country).some((own) => own.includes(name)) && !namesOf(each.country).includes(name),
      );
      expect([name, areasNamed(name, others)]).toEqual([name, []]);
    }
  }
});

test('no region or town is meant by a country whose name or code it begins with or holds', () => {
  const taken = new Set([...countryNames()].flatMap(([code, names]) => [code.toLowerCase(), ...names]));
  for (const { country, region, town } of [...world.regions, ...world.towns]) {
    const words = plainName(town || region).split(' ');
    // All that it is but the whole.
    const parts = words.flatMap((_, from) =>
      words.slice(from).map((__, length) => words.slice(from, from + length + 1)),
    );
    for (const part of parts.filter(({ length }) => length < words.length)) {
      const name = part.join(' ');
      if (!taken.has(name)) continue;
      // A region has its code, a town's country its name.
      const found = areasNamed(name, [spot('', town ? '' : region, town)]);
      expect([name, country, found]).toEqual([name, country, []]);
    }
  }
});

test('each state that has a code is one of the gazetteer, and found by its code', () => {
  for (const [country, codes] of regionCodes) {
    const here = world.regions.filter((each) => each.country === country);
    expect([...codes.keys()].toSorted()).toEqual(here.map(({ region }) => region).toSorted());
    for (const [region, code] of codes) {
      expect(areasNamed(`${code}, ${country}`, here)).toEqual([{ country, region }]);
    }
  }
});
