import { expect, test } from 'vitest';
import { areasNamed } from './named-areas.ts';

const spot = (country: string, region: string, town: string) => ({ country, region, town });
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
  ['york', [{ country: 'US', region: 'New York' }]],
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
  ['Great Britain', [{ country: 'GB' }]],
  ['Turkey', [{ country: 'TR' }]],
])('%s is what is known by that name', (name, areas) => {
  expect(areasNamed(name, known)).toEqual(areas);
});

test.each(['Atlantis', '', ' , ', 'Paris, Portugal', 'ris', '%', 'Alfama, Sintra'])(
  '%j is nothing that is known',
  (name) => {
    expect(areasNamed(name, known)).toEqual([]);
  },
);
