/** Degrees north and east, to the centimetre; nothing where a receiver wrote what it did not know. */
export function positionOf(latitude: number, longitude: number): { latitude?: number; longitude?: number } {
  const isPlace = Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && (latitude !== 0 || longitude !== 0);
  return isPlace ? { latitude: Number(latitude.toFixed(7)), longitude: Number(longitude.toFixed(7)) } : {};
}
