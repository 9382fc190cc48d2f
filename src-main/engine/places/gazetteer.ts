/**
 * The towns of the world, by which positions are named: those of GeoNames with a thousand people or more, and seats of
 * districts (geonames.org, CC BY 4.0), as `scripts/pack-places.mjs` packed them. Many are boroughs and quarters: the city that they
 * are parts of is known, too (`scripts/place-cities.mjs`).
 *
 * The file, compressed by Brotli: how many regions and how many towns (32 bits each); latitudes of the towns, ascending, and
 * their longitudes, in thousandths of a degree (32 bits each); the city of each, counted among the towns from 1, 0 for none (32
 * bits); the region of each (16 bits); a line for each region, its country's code, a tab and its name; a line for each town.
 * Numbers are little-endian.
 */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { brotliDecompress } from 'node:zlib';
import type { Spot } from '../values.ts';

/** The day of the names, as a number: libraries that have older ones take these. */
export const edition = 20261130;

/** Farther from any town nothing is named: at sea, and in deserts. */
const farthestKm = 100;
const kmPerDegree = 111.2;

export type Gazetteer = {
  /** The town nearest to a position (degrees north and east), unless it is far away. */
  spotAt(latitude: number, longitude: number): Spot | undefined;
};

/** Reads the towns, in megabytes of memory: done when there is something to name, and kept no longer. */
export async function openGazetteer(): Promise<Gazetteer> {
  const { latitudes, longitudes, cityOf, regionOf, regionCount, line } = await readTable();
  return {
    spotAt(latitude, longitude) {
      const at = nearest({ latitudes, longitudes }, latitude, longitude);
      if (at === undefined) return undefined;
      const [country = '', region = ''] = line(regionOf[at] ?? 0).split('\t');
      const city = cityOf[at] ?? 0;
      const town = line(regionCount + at);
      return { country, region, ...(city === 0 ? {} : { city: line(regionCount + city - 1) }), town };
    },
  };
}

async function readTable() {
  const packed = await readFile(new URL('places.bin', import.meta.url));
  // By another thread, for queries wait for this one; copied, for numbers of 32 bits must lie on a multiple of four.
  const file = new Uint8Array(await promisify(brotliDecompress)(packed)).buffer;
  const [regionCount = 0, townCount = 0] = new Uint32Array(file, 0, 2);
  const [longitudesAt, citiesAt, regionsAt, textAt] = [4, 8, 12, 14].map((bytes) => 8 + bytes * townCount);
  return {
    latitudes: new Int32Array(file, 8, townCount),
    longitudes: new Int32Array(file, longitudesAt, townCount),
    cityOf: new Uint32Array(file, citiesAt, townCount),
    regionOf: new Uint16Array(file, regionsAt, townCount),
    regionCount,
    line: linesOf(Buffer.from(file, textAt), regionCount + townCount),
  };
}

/** Gives lines by their number; as text all together would take four times the room. */
function linesOf(text: Buffer, count: number): (at: number) => string {
  const starts = new Uint32Array(count + 1);
  for (let at = 1; at < count; at += 1) starts[at] = text.indexOf(10, starts[at - 1]) + 1;
  starts[count] = text.length + 1;
  return (at) => text.toString('utf8', starts[at], (starts[at + 1] ?? 0) - 1);
}

type Positions = { latitudes: Int32Array; longitudes: Int32Array };

/** Looks north and south from the position, until what comes is farther north or south alone than the best. */
function nearest({ latitudes, longitudes }: Positions, latitude: number, longitude: number): number | undefined {
  const narrowing = Math.cos((latitude * Math.PI) / 180);
  let best: number | undefined;
  let least = (farthestKm / kmPerDegree) ** 2;
  const start = firstFrom(latitudes, latitude * 1000);
  for (const step of [-1, 1] as const) {
    for (let at = step < 0 ? start - 1 : start; at >= 0 && at < latitudes.length; at += step) {
      const north = (latitudes[at] ?? 0) / 1000 - latitude;
      if (north * north > least) break;
      // On a plane, which serves for so short a way; the shorter one around the world.
      const apart = Math.abs((longitudes[at] ?? 0) / 1000 - longitude);
      const east = narrowing * Math.min(apart, 360 - apart);
      const distance = north * north + east * east;
      if (distance >= least) continue;
      least = distance;
      best = at;
    }
  }
  return best;
}

/** The first of the ascending numbers that is at least `value`. */
function firstFrom(numbers: Int32Array, value: number): number {
  let [from, to] = [0, numbers.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((numbers[middle] ?? 0) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
