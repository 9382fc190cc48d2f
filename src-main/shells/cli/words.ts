import {
  fileProblems,
  type CopyProblem,
  type ErrorCode,
  type ErrorDetail,
  type FileProblem,
  type FolderProblem,
  type PolylensError,
  type SubtitleProblem,
} from '../../contract/index.ts';
import { printable } from './terminal.ts';

const mostCountries = 12;

type Say = (fact: (name: string) => string) => string;

const whyInUse: Readonly<Record<string, string>> = {
  chosen: 'is in use or about to be; choose another before with: polylens packs use <pack>',
  inside: 'ships with Polylens and stays; --drop-vectors drops what the library has of it',
  named: 'was named with --pack; without it packs can be chosen',
};

const goesOn = 'what has come is kept, and the same command goes on with it';

/** By what is told as `why`. */
const whyNotDownloaded: Readonly<Record<string, Say>> = {
  address: (fact) =>
    `${fact('address')} is no address to download from: it must begin with https://, without a password`,
  unlisted: (fact) =>
    `${fact('pack')} is not downloaded from here, for nobody told the hashes of its files; get it from ${fact('address')}, then: polylens packs import <folder>`,
  redirect: (fact) =>
    `${fact('address')} leads to ${fact('found')}, which is not followed; nothing was taken from there`,
  unreachable: (fact) => `${fact('address')} cannot be reached (${fact('found')}); ${goesOn}`,
  certificate: (fact) =>
    `${fact('address')} cannot prove who it is (${fact('found')}), so nothing was taken from it; where your network has an authority of its own, name its file: NODE_EXTRA_CA_CERTS=authority.pem`,
  proxy: (fact) =>
    `the proxy ${fact('proxy')} does not lead to ${fact('address')} (${fact('found')}); HTTPS_PROXY names it, http://name:password@host:port where it wants a name, NO_PROXY what goes without it`,
  status: (fact) => `${fact('address')} was refused by the other side (${fact('found')})`,
  listing: (fact) => `${fact('address')} is no listing of a pack (${fact('found')}); name a pack.json`,
  changed: (fact) => `${fact('address')} says something else now than what you agreed to; look at it again`,
  page: (fact) =>
    `${fact('address')} is a web page and not the file; it may ask who you are, so download it with a browser`,
  size: (fact) =>
    `${fact('address')} has another size (${fact('found')} bytes) than its listing says (${fact('expected')}); tell who offers it`,
  bytes: (fact) =>
    `${fact('address')} is not the file that its listing names (its SHA-256 differs); it was thrown away`,
  cut: (fact) => `${fact('address')} was cut again and again (${fact('found')}); ${goesOn}`,
  stalled: (fact) => `${fact('address')} sends nothing any more; ${goesOn}`,
};

/** What is wrong, with which file, and what to do: one line each. */
const errorWords: Record<ErrorCode, Say> = {
  'request.invalid': (fact) => `the engine does not understand ${fact('method')}: ${fact('why')}`,
  'request.cancelled': () => 'stopped',
  'engine.lost': (fact) =>
    `the engine ended unexpectedly (${fact('how')}); what was stored is safe, run again. ${fact('said')}`,
  'engine.mismatch': (fact) =>
    `program and engine are of different versions (${fact('shell')} and ${fact('engine')}); build again with npm start`,
  'library.missing': (fact) => `no library in ${fact('library')}; make one with: polylens index <folder>`,
  'library.busy': (fact) =>
    fact('host') === ''
      ? `the library ${fact('library')} is being written by ${fact('owner')}; wait for it or stop it`
      : `the library ${fact('library')} is in use by another machine (${fact('owner')}); end Polylens there, or, if it does not run there any more, delete ${fact('library')}/writer.txt`,
  'library.unusable': (fact) =>
    `${fact('file')} cannot be used (${fact('why')}); move it away or name another folder with --library, then index again`,
  'library.damaged': (fact) =>
    `the library ${fact('library')} is damaged (${fact('why')}); run polylens index on its folders: the damaged file is kept under another name and a new one made`,
  'library.full': (fact) =>
    `no space left for the library ${fact('library')}; what was stored is safe: make room and run again`,
  'library.read-only': (fact) =>
    `the library ${fact('library')} cannot be written (${fact('why')}); make its folder writable or name another with --library`,
  'library.other-version': (fact) =>
    `${fact('file')} is a library of version ${fact('found')}, this program reads version ${fact('expected')}; use the program that made it, or index into another folder with --library`,
  'library.other-pack': (fact) =>
    `the library ${fact('library')} was made with another model pack than ${fact('pack')}; run polylens index again on its folders`,
  'root.unknown': (fact) => `${fact('path')} is no folder of the library; it has: ${fact('known') || 'none yet'}`,
  'root.missing': (fact) => `${fact('path')} is not a folder that is there; name one that is`,
  'root.rule-invalid': (fact) => `the rule ${fact('rule')} cannot be used: ${fact('why')}`,
  'pack.missing': (fact) =>
    `no model pack in ${fact('folder')} (${fact('file')} is not there); name its folder with --pack, or use the one inside again: polylens packs use starter`,
  'pack.invalid': (fact) => `the model pack in ${fact('folder')} is not valid: ${fact('file')}: ${fact('found')}`,
  'pack.damaged': (fact) =>
    `the model pack in ${fact('folder')} is damaged: ${fact('file')} (expected ${fact('expected')}, found ${fact('found')}); restore that file`,
  'pack.unknown': (fact) => `there is no pack ${fact('pack')}; there are: ${fact('known')}`,
  'pack.exists': (fact) => `the pack ${fact('pack')} is there already, in ${fact('folder')}`,
  'pack.in-use': (fact) => `${fact('pack')} ${whyInUse[fact('why')] ?? 'is in use'}`,
  'pack.no-room': (fact) =>
    `no room in ${fact('folder')}: ${megabytes(Number(fact('needed')))} are needed, ${megabytes(Number(fact('free')))} are free`,
  'pack.download': (fact) =>
    whyNotDownloaded[fact('why')]?.(fact) ?? `the pack cannot be downloaded from ${fact('address')}: ${fact('why')}`,
  'asset.unknown': (fact) => `there is no picture ${fact('asset')} in this library`,
  'media.unavailable': unseen,
  'collection.unknown': (fact) => `there is no collection ${fact('name')}; there are: ${fact('known') || 'none yet'}`,
  'collection.exists': (fact) => `there is a collection ${fact('name')} already`,
  'place.unknown': (fact) => `no picture was taken in ${fact('place')}; ${countries(fact('known'))}`,
  'copy.folder': (fact) => `${fact('folder')} cannot take copies (${fact('why')}); name another folder`,
  'copy.full': (fact) => `no space left for the copies in ${fact('folder')}; what was copied is listed there`,
  'export.exists': (fact) => `${fact('target')} is there already and is never written over; name another file`,
  'export.ending': (fact) => `${fact('target')} does not end as it must: ${fact('known')}`,
  'export.failed': (fact) => `${fact('target')} was not written, for ${fact('path')}: ${fact('why')}`,
  'shell.unsupported': () => 'this cannot be done here',
  'query.empty': () => 'the query is empty; say what to look for',
  'language.unknown': (fact) => `unknown language ${fact('language')}; this pack knows: ${fact('known')}`,
  'encoder.crashed': (fact) => `the model's process ended unexpectedly: ${fact('detail')}`,
  internal: (fact) => `a fault in Polylens: ${fact('why') || fact('what')}`,
};

/** One line for people. */
export function wordsFor({ code, detail }: Pick<PolylensError, 'code' | 'detail'>): string {
  return printable(errorWords[code]((name) => factIn(detail, name)).trim());
}

/** Where pictures were taken: of codes in a row, the names; where there are many, some. */
function countries(codes: string): string {
  if (codes === '') return 'where any was taken is not known yet';
  const names = new Intl.DisplayNames('en', { type: 'region' });
  const known = codes.split(', ').map((code) => names.of(code) ?? code);
  const told = known.toSorted().slice(0, mostCountries).join(', ');
  const more = known.length > mostCountries ? ` and ${known.length - mostCountries} more countries` : '';
  return `some were in: ${told}${more}`;
}

function factIn(detail: ErrorDetail, name: string): string {
  const fact = detail[name] ?? '';
  return typeof fact === 'object' ? fact.join(', ') : String(fact);
}

/** Of a file that shows nothing, what is wrong with it where that is known. */
function unseen(fact: (name: string) => string): string {
  const [path, why] = [fact('path'), fact('why')];
  const reason = fileProblems.find((known) => known === fact('reason'));
  if (reason === undefined) return `${path} cannot be shown now: ${why}`;
  if (reason === 'file.missing') return `there is no file ${path}; name a picture that is there`;
  if (why === 'not a regular file') return `${path} is no file; name a picture`;
  return `${problemLine({ path, reason, detail: why })}; name another picture`;
}

const misuse = new Set<ErrorCode>([
  'pack.unknown',
  'query.empty',
  'language.unknown',
  'root.rule-invalid',
  'export.ending',
]);

/** Misuse is answered with 2, what was stopped with 130, all other failures with 3. */
export function exitCodeFor(code: ErrorCode): number {
  if (code === 'request.cancelled') return 130;
  return misuse.has(code) ? 2 : 3;
}

type Problem = FileProblem | FolderProblem | CopyProblem | SubtitleProblem;

export const problemWords: Record<Problem, string> = {
  'file.missing': 'vanished while being read',
  'file.unreadable': 'cannot be read',
  'file.empty': 'is empty',
  'image.none': 'holds no picture, whatever its name says',
  'image.unsupported': 'is of a format that cannot be read yet',
  'raw.no-preview': 'is a RAW photo without a picture inside that could be shown',
  'video.no-decoder':
    'is a video, which needs FFmpeg: install it (ffmpeg and ffprobe) or name its folder with POLYLENS_FFMPEG; it is tried again by itself',
  'image.corrupt': 'is damaged',
  'image.too-large': 'is too large',
  'decoder.crashed': 'crashed the decoder',
  'decoder.timeout': 'took too long to decode',
  'encoder.failed': 'made the model fail',
  'subtitles.unreadable': 'is found by what is seen, but its subtitles cannot be read',
  'subtitles.none': 'is found by what is seen, but what is named as its subtitles holds none',
  'subtitles.too-large': 'has more subtitles than are read: its beginning was',
  'subtitles.too-many': 'has more subtitles than are kept: the first were',
  'subtitles.timeout': 'is found by what is seen, but its subtitles took too long to read',
  'copy.offline': 'is on a drive that is not there now',
  'copy.missing': 'is not there any more',
  'copy.failed': 'could not be copied',
  'folder.missing': 'is not there',
  'folder.unreadable': 'cannot be read',
  'folder.not-a-folder': 'is not a folder',
  'folder.empty': 'holds no pictures',
  'folder.offline': 'is empty where pictures were: taken for an unplugged drive, all is kept',
  'folder.other-volume': 'is on another drive than before and holds little of what it held: all is kept',
  'subfolder.unreadable': 'cannot be read, all that was known of it is kept',
};

/** A file or folder with what is wrong with it. */
export function problemLine(problem: { path: string; reason: Problem; detail: string }): string {
  const { path, reason, detail } = problem;
  return `${printable(path)}: ${problemWords[reason]}${detail === '' ? '' : ` (${printable(detail)})`}`;
}

/** A size, as a person says it. */
export function megabytes(bytes: number): string {
  if (bytes < 1e5) return `${Math.ceil(bytes / 1e3)} kB`;
  return `${bytes < 9.5e6 ? (bytes / 1e6).toFixed(1) : Math.round(bytes / 1e6)} MB`;
}

/** Of a pack, as far as somebody measured it. */
export function languageCount(languages: readonly unknown[]): string {
  return languages.length === 0 ? 'languages not measured' : `${languages.length} languages`;
}

/** A time left, as a person says it. */
export function duration(seconds: number): string {
  const rounded = Math.ceil(seconds);
  if (rounded < 60) return `${rounded} s`;
  return rounded < 3600 ? `${Math.ceil(rounded / 60)} min` : `${(rounded / 3600).toFixed(1)} h`;
}
