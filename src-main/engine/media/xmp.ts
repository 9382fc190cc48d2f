/**
 * What XMP (ISO 16684-1) says of a picture. Looked for by the names that all programs use, in an attribute or an element;
 * the structure around them does not matter for these.
 */
import type { Details } from '../values.ts';
import { positionOf } from './position.ts';
import { parseTaken } from './taken.ts';

/** No more of a block is looked at, in characters. */
export const longestXmp = 4_000_000;
const mostKeywords = 200;

const dates = ['exif:DateTimeOriginal', 'photoshop:DateCreated', 'xmp:CreateDate'];

/** Lenient: what is not there or makes no sense is left out. */
export function readXmp(block: Buffer, from: 'xmp' | 'sidecar'): Details {
  const xmp = block.toString('utf8', 0, longestXmp);
  const taken = dates.map((name) => parseTaken(valueOf(xmp, name), from)).find((found) => found !== undefined);
  const rating = Number(valueOf(xmp, 'xmp:Rating') ?? Number.NaN);
  const latitude = degrees(valueOf(xmp, 'exif:GPSLatitude'));
  const longitude = degrees(valueOf(xmp, 'exif:GPSLongitude'));
  const keywords = listOf(xmp, 'dc:subject');
  return {
    ...(taken ? { taken } : {}),
    ...(isRating(rating) ? { rating } : {}),
    ...positionOf(latitude, longitude),
    ...(keywords.length > 0 ? { keywords } : {}),
  };
}

/** 0: none given; -1: rejected. */
export function isRating(rating: number): boolean {
  return Number.isInteger(rating) && rating >= -1 && rating <= 5;
}

/** The first value of a property; `name` is a part of a pattern, for prefixes differ. */
export function valueOf(xmp: string, name: string): string | undefined {
  const match = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')|<${name}>([^<]*)<`, 'u').exec(xmp);
  const value = match?.[1] ?? match?.[2] ?? match?.[3];
  return value === undefined ? undefined : plain(value);
}

function listOf(xmp: string, name: string): string[] {
  const start = xmp.indexOf(`<${name}>`);
  const end = start < 0 ? -1 : xmp.indexOf(`</${name}>`, start);
  if (end < 0) return [];
  const items = xmp.slice(start, end).matchAll(/<rdf:li[^>]*>([^<]*)</gu);
  return [...new Set([...items].map(([, item = '']) => plain(item)).filter((item) => item !== ''))].slice(
    0,
    mostKeywords,
  );
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text as it was before it was put into XML. */
function plain(text: string): string {
  return text
    .replaceAll(/&(#x[0-9a-f]{1,6}|#\d{1,7}|amp|lt|gt|quot|apos);/giu, (_whole, name: string) => {
      if (!name.startsWith('#')) return entities[name.toLowerCase()] ?? '';
      const code = /^#x/iu.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '';
    })
    .trim();
}

/** `51,30.5N` or `51,30,15N`. */
function degrees(text: string | undefined): number {
  const match = /^(\d+),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?([NSEW])$/.exec(text ?? '');
  if (!match) return Number.NaN;
  const [, whole, minutes, seconds = 0, side = ''] = match;
  const value = Number(whole) + Number(minutes) / 60 + Number(seconds) / 3600;
  return 'SW'.includes(side) ? -value : value;
}
