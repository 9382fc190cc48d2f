// Which towns people know as parts of a city: boroughs and quarters, and suburbs that have grown together with it.

/** Fewer people make no city. */
const fewest = 15_000;
const kmPerDegree = 111.2;
/** Farther away no quarter is of a city. */
const farthestKm = 40;

/**
 * For each town (`latitude`, `longitude`, `region`, `population`, `isPart`: GeoNames calls it a section of another; ascending
 * by latitude) the place of its city among them, which may be its own; undefined for none.
 */
export function citiesOf(towns) {
  const cities = towns.flatMap((town, at) => (town.population >= fewest && !town.isPart ? [{ ...town, at }] : []));
  const byRegion = new Map(cities.map(({ region }) => [region, []]));
  for (const city of cities) byRegion.get(city.region).push(city);
  const direct = towns.map((town, at) => cityOf({ ...town, at }, byRegion.get(town.region) ?? []));
  // A quarter of Brooklyn is one of New York. Each city is larger than what is part of it, so that this ends.
  return direct.map((city) => {
    let whole = city;
    while (whole !== undefined && direct[whole] !== whole) whole = direct[whole];
    return whole;
  });
}

function cityOf(town, cities) {
  const larger = cities
    .filter(({ population }) => population >= 2 * town.population)
    .map((city) => ({ ...city, km: distance(town, city) }))
    .filter(({ km }) => km <= farthestKm);
  // A section is of the city that draws it most; other towns of one in which they lie: its built-up land grows with its people.
  const around = town.isPart ? larger : larger.filter(({ km, population }) => km <= 0.006 * Math.sqrt(population));
  const weight = town.isPart ? ({ km, population }) => population / km ** 2 : ({ population }) => population;
  const best = around.toSorted((one, other) => weight(other) - weight(one))[0];
  return best?.at ?? (town.population >= fewest && !town.isPart ? town.at : undefined);
}

/** On a plane, which serves for so short a way. */
function distance(one, other) {
  const north = one.latitude - other.latitude;
  const east = (one.longitude - other.longitude) * Math.cos((one.latitude * Math.PI) / 180);
  return kmPerDegree * Math.hypot(north, east);
}
