/** Still-image formats that are told apart. `raw`: RAW photos that are no TIFF; those that are show it inside. */
export type ImageFormat =
  'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif' | 'heic' | 'bmp' | 'raw' | 'jxl' | 'jp2' | 'psd';

/** Bytes that are looked at: enough for the longest signature, a list of HEIF brands, and three packets of a transport stream. */
export const SNIFF_LENGTH = 400;

const signatures: readonly (readonly [ImageFormat, string])[] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  ['tiff', 'II+\0'],
  ['tiff', 'MM\0+'],
  // Olympus, Panasonic, Fujifilm, Sigma, Minolta, older Canon.
  ['raw', 'IIRO'],
  ['raw', 'IIRS'],
  ['raw', 'MMOR'],
  ['raw', 'IIU\0'],
  ['raw', 'FUJIFILMCCD-RAW'],
  ['raw', 'FOVb'],
  ['raw', '\0MRM'],
  ['raw', 'II\x1a\0\0\0HEAPCCDR'],
  ['jxl', '\xff\x0a'],
  ['jxl', '\0\0\0\x0cJXL \r\n\x87\n'],
  ['jp2', '\0\0\0\x0cjP  \r\n\x87\n'],
  ['psd', '8BPS\0\x01'],
];

/** Brands of ISO/IEC 23008-12 files (HEIF): what the pictures inside are coded with. */
const avifBrands = ['avif', 'avis'];
const heicBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];
/** Canon's CR3. */
const rawBrand = 'crx ';

/** Lengths that a BMP's second header has had. */
const bmpHeaders = [12, 40, 52, 56, 64, 108, 124];

/** Tells a picture's format by its first bytes, never by its name; undefined when it is no picture that we know. */
export function sniff(head: Uint8Array): ImageFormat | undefined {
  const text = Buffer.from(head.subarray(0, SNIFF_LENGTH)).toString('latin1');
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (text.startsWith('ftyp', 4)) return sniffHeif(text);
  // Two letters alone begin many a text.
  if (text.startsWith('BM'))
    return text.startsWith('\0\0\0', 15) && bmpHeaders.includes(text.charCodeAt(14)) ? 'bmp' : undefined;
  return signatures.find(([, signature]) => text.startsWith(signature))?.[0];
}

/** Brands of ISO/IEC 14496-12 files with moving pictures; sound alone has others. */
const videoBrands = /^(?:isom|iso[2-9]|mp4[12]|avc1|hvc1|qt  |M4V[ HP]|MSNV|3g[2p]|dash|mmp4|XAVC|f4v )/;

/** Matroska and WebM, MPEG programs, Flash, DV of 60 fields a second and of 50. */
const videoSignatures = ['\x1a\x45\xdf\xa3', '\0\0\x01\xba', 'FLV\x01', '\x1f\x07\0\x3f', '\x1f\x07\0\xbf'];

/** Tells by its first bytes whether a file is a video of a kind that says so there. */
export function isVideoHead(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, SNIFF_LENGTH)).toString('latin1');
  if (text.startsWith('ftyp', 4)) return videoBrands.test(text.slice(8, 12)) && sniffHeif(text) === undefined;
  if (text.startsWith('RIFF')) return text.startsWith('AVI ', 8);
  // QuickTime of old; behind a length, for words begin so, too.
  if (text.startsWith('\0') && /^(?:moov|wide)/.test(text.slice(4))) return true;
  return videoSignatures.some((signature) => text.startsWith(signature)) || isTransportStream(head);
}

/**
 * MPEG-TS (ISO/IEC 13818-1) and M2TS, whose packets have four bytes more in front: names of it are those of TypeScript, too,
 * so that three packets in a row tell it. Each begins with 47, says nothing of an error or of being scrambled, and holds something;
 * a letter in the place of that says it is scrambled.
 */
function isTransportStream(head: Uint8Array): boolean {
  return [0, 4].some((before) => {
    return [0, 1, 2].every((n) => {
      const at = before + n * (188 + before);
      const [sync, error = 0x80, , flags = 0] = head.subarray(at, at + 4);
      return sync === 0x47 && error < 0x80 && flags >= 0x10 && flags < 0x40;
    });
  });
}

/** Is it a picture or video, by its first bytes? */
export function isMedia(head: Uint8Array): boolean {
  return sniff(head) !== undefined || isVideoHead(head);
}

/** A HEIF file names one major brand and then compatible ones; `mif1` alone says nothing of the coding. */
function sniffHeif(text: string): ImageFormat | undefined {
  const length = Math.min(text.length, text.charCodeAt(2) * 256 + text.charCodeAt(3));
  const brands = [text.slice(8, 12)];
  for (let at = 16; at + 4 <= length; at += 4) brands.push(text.slice(at, at + 4));
  if (brands[0] === rawBrand) return 'raw';
  if (brands.some((brand) => avifBrands.includes(brand))) return 'avif';
  return brands.some((brand) => heicBrands.includes(brand)) ? 'heic' : undefined;
}
