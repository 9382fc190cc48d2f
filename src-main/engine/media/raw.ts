/** RAW photos: what a camera's sensor saw is not developed here, the picture that the camera put beside it is taken. */
import { numbersOf, readTiff, type Tiff } from './tiff.ts';

const tags = { photometric: 0x106, orientation: 0x112, dngVersion: 0xc612 };
/** Values of the photometric tag that mean sensor data (TIFF/EP, DNG). */
const sensorData = [32803, 34892];

/** Is this TIFF a RAW photo? */
export function isRawTiff({ main, others }: Tiff): boolean {
  if (main.has(tags.dngVersion)) return true;
  return [main, ...others].some((directory) => {
    const [photometric = -1] = numbersOf(directory.get(tags.photometric));
    return sensorData.includes(photometric);
  });
}

/** What a RAW photo says of itself; Canon's newer files have each part in a box of its own. */
export function rawTiff(bytes: Buffer): Tiff | undefined {
  if (bytes.toString('latin1', 4, 8) !== 'ftyp') return readTiff(bytes);
  const head = bytes.subarray(0, 65_536);
  const [main, exif, gps] = ['CMT1', 'CMT2', 'CMT4'].map((name) => {
    const box = head.indexOf(name);
    return box < 0 ? undefined : readTiff(head.subarray(box + 4))?.main;
  });
  return main && { main, ...(exif ? { exif } : {}), ...(gps ? { gps } : {}), others: [] };
}

export type Preview = { jpeg: Buffer; width: number; height: number; turn: 0 | 90 | 180 | 270 };

/** Degrees clockwise of the EXIF orientations that cameras write; they never mirror. */
const turns: Record<number, Preview['turn']> = { 3: 180, 6: 90, 8: 270 };

/** The largest JPEG inside a RAW photo, and how it is turned, unless it says so itself. */
export function largestPreview(bytes: Buffer): Preview | undefined {
  let largest: { at: number; width: number; height: number; turned: boolean } | undefined;
  for (let at = bytes.indexOf(startOfJpeg); at >= 0; at = bytes.indexOf(startOfJpeg, at + 3)) {
    const frame = readFrame(bytes, at);
    if (frame && frame.width * frame.height > (largest ? largest.width * largest.height : 0))
      largest = { at, ...frame };
  }
  if (!largest) return undefined;
  const { at, width, height, turned } = largest;
  const [orientation = 1] = numbersOf(rawTiff(bytes)?.main.get(tags.orientation));
  return { jpeg: bytes.subarray(at), width, height, turn: turned ? 0 : (turns[orientation] ?? 0) };
}

const startOfJpeg = Buffer.from([0xff, 0xd8, 0xff]);
const mostSegments = 100;
const marker = { exif: 0xe1, firstFrame: 0xc0, progressive: 0xc2, scan: 0xda };

type Segment = { kind: number; content: Buffer };

/** The segments of a JPEG (ITU-T T.81) at `at`, up to its pixels. */
function* segmentsOf(bytes: Buffer, at: number): Generator<Segment> {
  let next = at + 2;
  for (let count = 0; count < mostSegments && next + 4 <= bytes.length; count += 1) {
    const kind = bytes[next + 1] ?? 0;
    if (bytes[next] !== 0xff || kind === marker.scan) return;
    const end = next + 2 + bytes.readUInt16BE(next + 2);
    yield { kind, content: bytes.subarray(next + 4, end) };
    next = end;
  }
}

/** The size that a JPEG gives, and whether it says how it is turned. Undefined for the lossless kind: sensor data. */
function readFrame(bytes: Buffer, at: number): { width: number; height: number; turned: boolean } | undefined {
  let turned = false;
  for (const { kind, content } of segmentsOf(bytes, at)) {
    if (kind === marker.exif) turned ||= saysOrientation(content);
    if (kind < marker.firstFrame || kind > marker.progressive || content.length < 5) continue;
    const [height, width] = [content.readUInt16BE(1), content.readUInt16BE(3)];
    return content[0] === 8 && width > 0 && height > 0 ? { width, height, turned } : undefined;
  }
  return undefined;
}

function saysOrientation(block: Buffer): boolean {
  const exif = block.toString('latin1', 0, 6) === 'Exif\0\0' ? readTiff(block.subarray(6)) : undefined;
  return exif?.main.has(tags.orientation) ?? false;
}
