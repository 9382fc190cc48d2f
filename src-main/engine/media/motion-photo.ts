/**
 * The short film inside a picture's file. Motion Photos as Google describes them say in XMP how far before the end of the
 * file it begins: as `MicroVideoOffset` in older ones, as an item of a directory in newer. Samsung's name it in a trailer.
 * HEIC files have it in a box of its own. None of them is believed before an MP4 is found there.
 */
import type { FilePart } from '../values.ts';
import type { OpenPicture } from './open-picture.ts';
import { isVideoHead, SNIFF_LENGTH } from './sniff.ts';
import { longestXmp, valueOf } from './xmp.ts';

const carriers = ['jpeg', 'heic'];
/** Programs name these spaces as they like. */
const prefix = '\\w{1,40}:';
const samsungMark = Buffer.from('MotionPhoto_Data');
/** Pictures have three or four items, films without fragments half a dozen boxes. */
const mostItems = 100;
const mostBoxes = 10_000;

/** Where a film is said to be: from the byte `start` to before `end`. */
type Claim = { start: number; end: number };

/** Undefined where there is none, or nothing that could be played. */
export function findFilm(
  bytes: Buffer,
  { format, blocks }: Pick<OpenPicture, 'format' | 'blocks'>,
): FilePart | undefined {
  if (!carriers.includes(format)) return undefined;
  const xmp = blocks.xmp?.toString('utf8', 0, longestXmp) ?? '';
  if (isSwitchedOff(xmp)) return undefined;
  const claims = [...claimsOfXmp(xmp, bytes.length), ...claimsOfSamsung(bytes), ...claimsOfHeif(bytes, format)];
  for (const claim of claims) {
    const film = filmAt(bytes, claim);
    if (film) return film;
  }
  return undefined;
}

/** A person may have taken the motion away: the film stays, but is not to be shown. */
function isSwitchedOff(xmp: string): boolean {
  const flag = valueOf(xmp, `${prefix}MotionPhoto`) ?? valueOf(xmp, `${prefix}MicroVideo`);
  return flag !== undefined && flag !== '1';
}

function claimsOfXmp(xmp: string, size: number): Claim[] {
  const items = itemsOf(xmp);
  const at = items.findIndex(({ semantic }) => semantic === 'MotionPhoto');
  // Items lie one after the other, the last one at the end.
  const start = size - items.slice(at).reduce((sum, { length, padding }) => sum + length + padding, 0);
  const offset = numberOf(valueOf(xmp, `${prefix}MicroVideoOffset`));
  return [
    ...(at < 0 ? [] : [{ start, end: start + (items[at]?.length ?? 0) }]),
    ...(offset === undefined ? [] : [{ start: size - offset, end: size }]),
  ];
}

type Item = { semantic: string | undefined; length: number; padding: number };

/** The items of the first directory, in the order of the file. */
function itemsOf(xmp: string): Item[] {
  const [tag] = new RegExp(`<${prefix}Directory>`, 'u').exec(xmp) ?? [];
  if (tag === undefined) return [];
  const start = xmp.indexOf(tag);
  const end = xmp.indexOf(`</${tag.slice(1)}`, start);
  const [, ...items] = xmp.slice(start, end < 0 ? start : end).split('<rdf:li', mostItems + 1);
  return items.map((item) => ({
    semantic: valueOf(item, `${prefix}Semantic`),
    length: numberOf(valueOf(item, `${prefix}Length`)) ?? 0,
    padding: numberOf(valueOf(item, `${prefix}Padding`)) ?? 0,
  }));
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function claimsOfSamsung(bytes: Buffer): Claim[] {
  const mark = bytes.lastIndexOf(samsungMark);
  return mark < 0 ? [] : [{ start: mark + samsungMark.length, end: bytes.length }];
}

/** A box for it, or a film that was only appended: of each the first, for every claim may have all boxes looked at again. */
function claimsOfHeif(bytes: Buffer, format: string): Claim[] {
  if (format !== 'heic') return [];
  const boxes = [...boxesFrom(bytes, 0)];
  const within = boxes.find(({ type }) => type === 'mpvd');
  const behind = boxes.find(({ type, start }) => type === 'ftyp' && start > 0);
  return [
    ...(within ? [{ start: within.body, end: within.end }] : []),
    ...(behind ? [{ start: behind.start, end: bytes.length }] : []),
  ];
}

/** The film of a claim, as far as its boxes reach; undefined where there is no MP4 with what is needed to play it. */
function filmAt(bytes: Buffer, { start, end }: Claim): FilePart | undefined {
  if (start <= 0 || start >= end || end > bytes.length) return undefined;
  const claimed = bytes.subarray(0, end);
  if (!isVideoHead(claimed.subarray(start, start + SNIFF_LENGTH))) return undefined;
  const boxes = [...boxesFrom(claimed, start)];
  const has = (wanted: string) => boxes.some(({ type }) => type === wanted);
  const length = (boxes.at(-1)?.end ?? start) - start;
  return has('ftyp') && has('moov') ? { offset: start, length } : undefined;
}

type Box = { type: string; start: number; body: number; end: number };

/** The boxes that lie one after the other (ISO/IEC 14496-12), up to what is none. */
function* boxesFrom(bytes: Buffer, first: number): Generator<Box> {
  let box = boxAt(bytes, first);
  for (let count = 0; box && count < mostBoxes; count += 1) {
    yield box;
    box = boxAt(bytes, box.end);
  }
}

function boxAt(bytes: Buffer, start: number): Box | undefined {
  if (start + 8 > bytes.length) return undefined;
  const type = bytes.toString('latin1', start + 4, start + 8);
  const short = bytes.readUInt32BE(start);
  const body = start + (short === 1 ? 16 : 8);
  if (!/^[\x20-\x7e]{4}$/.test(type) || body > bytes.length) return undefined;
  const end = short === 0 ? bytes.length : start + (short === 1 ? Number(bytes.readBigUInt64BE(start + 8)) : short);
  return end >= body && end <= bytes.length ? { type, start, body, end } : undefined;
}
