/**
 * What regions, and cities of 15,000 people or more, are called besides: in other languages, and for short. Of GeoNames
 * (geonames.org, CC BY 4.0), as `scripts/pack-places.mjs` packed them: compressed by Brotli, a line for each, its country's code, its
 * region, its city (none for a region) and its other names, with tabs between.
 */
import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { Spot } from '../values.ts';
import { plainName } from './plain-name.ts';

/** By a place, its whole line; and what of those was asked for. */
let known: ReadonlyMap<string, string> | undefined;
const asked = new Map<string, readonly string[]>();

/** Other names of a city, or of a region where no city is given, plain. The first call takes some 100 ms. */
export function otherNames({ country, region, city = '' }: Omit<Spot, 'town'>): readonly string[] {
  const place = [country, region, city].join('\t');
  const before = asked.get(place);
  if (before) return before;
  known ??= readLines();
  const names = known.get(place)?.split('\t').slice(3).map(plainName) ?? [];
  asked.set(place, names);
  return names;
}

function readLines(): ReadonlyMap<string, string> {
  const lines = brotliDecompressSync(readFileSync(new URL('names.bin', import.meta.url)))
    .toString()
    .split('\n');
  return new Map(lines.map((line) => [line.split('\t', 3).join('\t'), line]));
}
