import type { Output } from '../contract/index.ts';
import type { Asset } from './library/contents.ts';
import type { Companion } from './library/companions.ts';
import type { Details, Spot, Taken } from './values.ts';

type Described = Output<'asset.details'>;
type PictureFields = Omit<Described, 'format' | 'size' | 'time' | 'places' | 'companions'>;

/** An asset as it crosses the contract. */
export function pictureFields({ asset, width, height, thumbhash, details, video, favourite }: Asset): PictureFields {
  const hash = thumbhash && { thumbhash: Buffer.from(thumbhash).toString('base64') };
  const duration = video && { duration: video.durationMs };
  const chosen = favourite && { favourite };
  return { asset, width, height, ...hash, ...duration, ...chosen, details: detailFields(details) };
}

/** A path as text, and as bytes where the text is an approximation. */
export function pathFields(path: Buffer): { path: string; pathBytes?: string } {
  const text = path.toString();
  return Buffer.from(text).equals(path) ? { path: text } : { path: text, pathBytes: path.toString('base64') };
}

/** What belongs to an asset with a file at `path`, where there is any: `companions`, and what is in that file. */
export function companionFields(
  companions: readonly Companion[],
  { asset, details: { film } }: Asset,
  path: Buffer,
): Pick<Described, 'companions'> {
  const beside = companions.map(({ path: own, ...companion }) => ({ ...companion, ...pathFields(own) }));
  const inside = film ? [{ ...pathFields(path), asset, kind: 'video' as const, inside: film }] : [];
  const found = [...inside, ...beside];
  return found.length > 0 ? { companions: found } : {};
}

/** A town; a region without a name is none. */
export function placeFields({ country, region, city, town }: Spot): NonNullable<PictureFields['details']['place']> {
  return { country, ...(region === '' ? {} : { region }), ...(city === undefined ? {} : { city }), town };
}

function detailFields({ taken, spot, ...rest }: Details): PictureFields['details'] {
  const time = taken && { taken: timeText(taken), takenFrom: taken.from };
  const fields = { ...time, ...rest, ...(spot && { place: placeFields(spot) }) };
  // What only tells what belongs together.
  delete fields.liveId;
  delete fields.film;
  return fields;
}

/** ISO 8601, with the zone only where it is known. */
function timeText({ wall, offset }: Taken): string {
  const clock = new Date(wall).toISOString().slice(0, 19);
  if (offset === undefined) return clock;
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  return `${clock}${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
