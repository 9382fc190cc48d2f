import { expect, test } from 'vitest';
import { openGazetteer } from './gazetteer.ts';

const gazetteer = await openGazetteer();

test.each([
  ['a quarter of Lisbon', [38.7112, -9.1277], { country: 'PT', region: 'Lisbon', town: 'Alfama' }],
  ['the middle of Berlin', [52.52, 13.405], { country: 'DE', region: 'Berlin', town: 'Mitte' }],
  ['a country without regions', [1.2834, 103.8607], { country: 'SG', region: '' }],
  ['the southern half', [-43.5321, 172.6362], { country: 'NZ', town: 'Christchurch' }],
  ['just east of the date line, where the nearest town is west of it', [-16.78, -179.99], { country: 'FJ' }],
])('%s is named', (_what, [latitude = 0, longitude = 0], spot) => {
  expect(gazetteer.spotAt(latitude, longitude)).toMatchObject(spot);
});

test.each([
  ['the open sea', 0, -30],
  ['the north pole', 90, 0],
  ['the south pole', -90, 180],
])('%s has no name', (_what, latitude, longitude) => {
  expect(gazetteer.spotAt(latitude, longitude)).toBeUndefined();
});

test('a border between two countries is where their towns are equally near', () => {
  const countries = [9.1, 9.14, 9.18, 9.22, 9.26].map((east) => gazetteer.spotAt(47.66, east)?.country);
  expect(countries).toContain('DE');
  expect(countries).toContain('CH');
});
