/** Still-image formats that are told apart; the decoder reads the first six. */
export type ImageFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'avif' | 'heic' | 'bmp' | 'jxl';

/** Bytes `sniff` looks at: enough for the longest signature and for a list of HEIF brands. */
export const SNIFF_LENGTH = 64;

const signatures: readonly (readonly [ImageFormat, string])[] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  ['tiff', 'II+\0'],
  ['tiff', 'MM\0+'],
  ['bmp', 'BM'],
  ['jxl', '\xff\x0a'],
  ['jxl', '\0\0\0\x0cJXL \r\n\x87\n'],
];

/** Brands of ISO/IEC 23008-12 files (HEIF): what the pictures inside are coded with. */
const avifBrands = ['avif', 'avis'];
const heicBrands = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];

/** Tells a picture's format by its first bytes, never by its name; undefined when it is no picture that we know. */
export function sniff(head: Uint8Array): ImageFormat | undefined {
  const text = Buffer.from(head.subarray(0, SNIFF_LENGTH)).toString('latin1');
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (text.startsWith('ftyp', 4)) return sniffHeif(text);
  return signatures.find(([, signature]) => text.startsWith(signature))?.[0];
}

/** A HEIF file names one major brand and then compatible ones; `mif1` alone says nothing of the coding. */
function sniffHeif(text: string): ImageFormat | undefined {
  const length = Math.min(text.length, text.charCodeAt(2) * 256 + text.charCodeAt(3));
  const brands = [text.slice(8, 12)];
  for (let at = 16; at + 4 <= length; at += 4) brands.push(text.slice(at, at + 4));
  if (brands.some((brand) => avifBrands.includes(brand))) return 'avif';
  return brands.some((brand) => heicBrands.includes(brand)) ? 'heic' : undefined;
}
