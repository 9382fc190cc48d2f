import { expect, test } from 'vitest';
import { openGazetteer } from './gazetteer.ts';

const gazetteer = await openGazetteer();

test.each([
  ['a quarter of Lisbon', [38.7112, -9.1277], { country: 'PT', region: 'Lisbon', city: 'Lisbon', town: 'Alfama' }],
  ['a borough that has grown together with its city', [51.3762, -0.0982], { city: 'London', town: 'Croydon' }],
  ['a quarter of a borough', [40.6942, -73.9187], { region: 'New York', city: 'New York City', town: 'Bushwick' }],
  ['a bay away from the city', [18.922, 72.8347], { country: 'IN', city: 'Mumbai' }],
  ['a city beside a larger one', [52.3906, 13.0645], { region: 'Brandenburg', city: 'Potsdam', town: 'Potsdam' }],
  ['a quarter of one of two that have it', [37.7966, -122.4086], { city: 'San Francisco', town: 'Chinatown' }],
  ['the same of the other', [37.7999, -122.2703], { city: 'Oakland', town: 'Chinatown' }],
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

test('a small town is a part of no city', () => {
  expect(gazetteer.spotAt(49.3791, 10.1871)).toEqual({
    country: 'DE',
    region: 'Bavaria',
    town: 'Rothenburg ob der Tauber',
  });
});

test('a border between two countries is where their towns are equally near', () => {
  const countries = [9.1, 9.14, 9.18, 9.22, 9.26].map((east) => gazetteer.spotAt(47.66, east)?.country);
  expect(countries).toContain('DE');
  expect(countries).toContain('CH');
});
