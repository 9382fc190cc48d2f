import { expect, test } from 'vitest';
import { levelsOf, placeKey, placeOptions } from './places.ts';

const names: Record<string, string> = { DE: 'Deutschland', PT: 'Portugal', AT: 'Österreich', SG: 'Singapur' };
const naming = { country: (code: string) => names[code] ?? code, language: 'de' };

test('countries stand by their names in the language, regions and towns below, each with its count', () => {
  const towns = [
    { country: 'AT', region: 'Vienna', town: 'Vienna', count: 4 },
    { country: 'DE', region: 'Bavaria', town: 'Munich', count: 2 },
    { country: 'DE', region: 'Bavaria', town: 'Augsburg', count: 1 },
    { country: 'PT', region: 'Lisbon', town: 'Sintra', count: 7 },
    { country: 'SG', town: 'Bedok', count: 3 },
  ];
  const options = placeOptions(towns, naming);
  expect(options.map(({ name, depth, count }) => `${'-'.repeat(depth)}${name} ${count}`)).toEqual([
    'Deutschland 3',
    '-Bavaria 3',
    '--Augsburg 1',
    '--Munich 2',
    'Österreich 4',
    '-Vienna 4',
    'Portugal 7',
    '-Lisbon 7',
    '--Sintra 7',
    'Singapur 3',
    '-Bedok 3',
  ]);
  expect(options[2]?.place).toEqual({ country: 'DE', region: 'Bavaria', town: 'Augsburg' });
  expect(options.at(-1)?.place).toEqual({ country: 'SG', town: 'Bedok' });
  expect(new Set(options.map(({ place }) => placeKey(place))).size).toBe(options.length);
});

test('a city stands above its parts, and for itself where no picture is in another', () => {
  const towns = [
    { country: 'DE', region: 'Bavaria', city: 'Munich', town: 'Munich', count: 2 },
    { country: 'DE', region: 'Bavaria', city: 'Munich', town: 'Schwabing', count: 3 },
    { country: 'DE', region: 'Bavaria', city: 'Nürnberg', town: 'Nürnberg', count: 1 },
    { country: 'DE', region: 'Bavaria', town: 'Dinkelsbühl', count: 1 },
    { country: 'IT', region: 'Lazio', city: 'Rome', town: 'Celio', count: 1 },
    { country: 'DE', region: 'Berlin', city: 'Berlin', town: 'Mitte', count: 1 },
    { country: 'DE', region: 'Berlin', city: 'Berlin', town: 'Kreuzberg', count: 1 },
    { country: 'SG', city: 'Singapore', town: 'Bedok', count: 1 },
    { country: 'SG', city: 'Singapore', town: 'Tampines', count: 1 },
  ];
  const options = placeOptions(towns, naming);
  expect(options.map(({ name, depth, count }) => `${'-'.repeat(depth)}${name} ${count}`)).toEqual([
    'Deutschland 9',
    '-Bavaria 7',
    '--Dinkelsbühl 1',
    '--Munich 5',
    '---Schwabing 3',
    '--Nürnberg 1',
    '-Berlin 2',
    '--Kreuzberg 1',
    '--Mitte 1',
    'IT 1',
    '-Lazio 1',
    '--Rome 1',
    '---Celio 1',
    'Singapur 2',
    '-Singapore 2',
    '--Bedok 1',
    '--Tampines 1',
  ]);
  expect(options[3]?.place).toEqual({ country: 'DE', region: 'Bavaria', city: 'Munich' });
  expect(new Set(options.map(({ place }) => placeKey(place))).size).toBe(options.length);
});

test('a place is told with what lies around it, and nothing twice', () => {
  const celio = { country: 'IT', region: 'Lazio', city: 'Rome', town: 'Celio' };
  const rome = { country: 'IT', region: 'Lazio', city: 'Rome' };
  const around = [{ country: 'IT', region: 'Lazio' }, { country: 'IT' }];
  expect(levelsOf(celio)).toEqual([celio, rome, ...around]);
  expect(levelsOf({ ...rome, town: 'Rome' })).toEqual([rome, ...around]);
  const mitte = { country: 'DE', region: 'Berlin', city: 'Berlin', town: 'Mitte' };
  expect(levelsOf(mitte)).toEqual([mitte, { country: 'DE', region: 'Berlin' }, { country: 'DE' }]);
  expect(levelsOf({ country: 'PT', region: 'Lisbon', town: 'Sintra' })).toEqual([
    { country: 'PT', region: 'Lisbon', town: 'Sintra' },
    { country: 'PT', region: 'Lisbon' },
    { country: 'PT' },
  ]);
  expect(levelsOf({ country: 'AT', region: 'Vienna', town: 'Vienna' })).toHaveLength(2);
  expect(levelsOf({ country: 'SG', town: 'Bedok' })).toEqual([{ country: 'SG', town: 'Bedok' }, { country: 'SG' }]);
});
