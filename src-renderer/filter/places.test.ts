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

test('a place is told with what lies around it, and nothing twice', () => {
  expect(levelsOf({ country: 'PT', region: 'Lisbon', town: 'Sintra' })).toEqual([
    { country: 'PT', region: 'Lisbon', town: 'Sintra' },
    { country: 'PT', region: 'Lisbon' },
    { country: 'PT' },
  ]);
  expect(levelsOf({ country: 'AT', region: 'Vienna', town: 'Vienna' })).toHaveLength(2);
  expect(levelsOf({ country: 'SG', town: 'Bedok' })).toEqual([{ country: 'SG', town: 'Bedok' }, { country: 'SG' }]);
});
