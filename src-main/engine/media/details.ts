import type { Details } from '../values.ts';
import { positionOf } from './position.ts';
import { takenByExif } from './taken.ts';
import { numbersOf, textOf, type Tiff } from './tiff.ts';
import { isRating, readXmp } from './xmp.ts';

/** The blocks of a picture file that tell of the picture, as they stand in it. */
export type Blocks = { tiff?: Tiff; xmp?: Buffer; iptc?: Buffer };

const tags = {
  make: 0x10f,
  model: 0x110,
  rating: 0x4746,
  lens: 0xa434,
  /** In Apple's own note. */
  liveId: 0x11,
  gps: { latitudeSide: 1, latitude: 2, longitudeSide: 3, longitude: 4 },
};

/** What a picture says of itself. What programs wrote later (XMP) counts more than what the camera did, but for the date. */
export function readDetails({ tiff, xmp, iptc }: Blocks): Details {
  const byCamera = tiff ? readExif(tiff) : {};
  const byProgram = xmp ? readXmp(xmp, 'xmp') : {};
  const keywords = byProgram.keywords ?? (iptc ? iptcKeywords(iptc) : []);
  const taken = byCamera.taken ?? byProgram.taken;
  return {
    ...byCamera,
    ...byProgram,
    ...(taken ? { taken } : {}),
    ...(keywords.length > 0 ? { keywords } : {}),
  };
}

function readExif(tiff: Tiff): Details {
  const { main, exif, apple } = tiff;
  const taken = takenByExif(tiff);
  const camera = cameraName(textOf(main.get(tags.make)), textOf(main.get(tags.model)));
  const lens = textOf(exif?.get(tags.lens));
  const [rating = Number.NaN] = numbersOf(main.get(tags.rating));
  const liveId = textOf(apple?.get(tags.liveId));
  return {
    ...(taken ? { taken } : {}),
    ...(camera === undefined ? {} : { camera }),
    ...(lens === undefined ? {} : { lens }),
    ...(isRating(rating) ? { rating } : {}),
    ...(liveId === undefined ? {} : { liveId }),
    ...position(tiff.gps),
  };
}

/** What makers write behind their name. */
const companyWords =
  /[\s,]+(?:corporation|corp|company|co|ltd|inc|optical|electric|electronics|imaging|digital)\b.*$/iu;

/** Many models name their maker already. */
function cameraName(make: string | undefined, model: string | undefined): string | undefined {
  const maker = make?.replace(companyWords, '') ?? '';
  if (model === undefined) return make === undefined ? undefined : maker;
  const named = maker.split(/\s+/u).some((word) => model.toLowerCase().includes(word.toLowerCase()));
  return named ? model : `${maker} ${model}`;
}

function position(gps: Tiff['gps']): { latitude?: number; longitude?: number } {
  const { gps: tag } = tags;
  const latitude = degrees(numbersOf(gps?.get(tag.latitude)), textOf(gps?.get(tag.latitudeSide)));
  const longitude = degrees(numbersOf(gps?.get(tag.longitude)), textOf(gps?.get(tag.longitudeSide)));
  return positionOf(latitude, longitude);
}

function degrees([whole = Number.NaN, minutes = 0, seconds = 0]: number[], side: string | undefined): number {
  // A rational of nothing by nothing, as some phones write seconds.
  const value = whole + (minutes || 0) / 60 + (seconds || 0) / 3600;
  return side === 'S' || side === 'W' ? -value : value;
}

const mostKeywords = 200;
const keywordRecord = Buffer.from([0x1c, 2, 25]);

/** Keywords of IPTC-IIM, record 2:25: older than XMP and still written. */
function iptcKeywords(block: Buffer): string[] {
  const found = new Set<string>();
  for (let at = block.indexOf(keywordRecord); at >= 0 && found.size < mostKeywords;) {
    const start = at + 5;
    const end = start <= block.length ? start + block.readUInt16BE(at + 3) : Infinity;
    if (end > block.length) break;
    const bytes = block.subarray(start, end);
    const text = bytes.toString('utf8');
    const word = (text.includes('\ufffd') ? bytes.toString('latin1') : text).trim();
    if (word !== '') found.add(word);
    at = block.indexOf(keywordRecord, end);
  }
  return [...found];
}
