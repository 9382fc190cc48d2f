import { sep } from 'node:path';
import picomatch from 'picomatch';

/**
 * Left out everywhere: what is hidden (`._*` and `.thumbnails` among them), what network storage, systems and programs
 * keep beside pictures for themselves, and what was thrown away.
 */
export const alwaysExcluded: readonly string[] = [
  '.*',
  '@eaDir',
  '#recycle',
  'node_modules',
  'lost+found',
  '$RECYCLE.BIN',
  'System Volume Information',
];

/**
 * Smaller copies that Lightroom and Apple's Photos make of all pictures. Not what Photos derives (`resources/derivatives`): where it
 * keeps the pictures themselves in iCloud alone, nothing else of them is on the disk.
 */
const previews = /\.lrdata$/i;
const derived = /\.photoslibrary[/\\]thumbnails$/i;

/** Is this path, relative to its root, left out by a rule? The folders above it are not asked. */
export type Excludes = (relative: string) => boolean;

const hidden = '.';
const longest = 1000;
/** In small letters: one system drive has `$Recycle.Bin`. */
const plainNames = new Set(alwaysExcluded.filter((name) => name !== '.*').map((name) => name.toLowerCase()));

/**
 * Globs as one matcher. A pattern without a slash is for a name at any depth, one with a slash for the whole path below
 * the root; both also when a folder is meant and ends with a slash. Letters match in both cases, and however their accents are
 * written: a rule is typed in one way, and a Mac writes names in the other.
 */
export function excluder(patterns: readonly string[]): Excludes {
  const usable = patterns.filter((pattern) => faultInPattern(pattern) === undefined);
  const matchers = usable.map((pattern) => {
    const isPath = pattern.replace(/\/+$/, '').includes('/');
    const matches = picomatch(bare(pattern).normalize('NFC'), { dot: true, nocase: true });
    return (path: string, name: string) => matches(isPath ? path : name);
  });
  return (relative) => {
    const name = relative.slice(relative.lastIndexOf(sep) + 1);
    if (name.startsWith(hidden) || plainNames.has(name.toLowerCase())) return true;
    if (previews.test(name) || derived.test(relative)) return true;
    if (matchers.length === 0) return false;
    const path = (sep === '/' ? relative : relative.replaceAll(sep, '/')).normalize('NFC');
    return matchers.some((matches) => matches(path, path.slice(path.lastIndexOf('/') + 1)));
  };
}

/** Is this path, or a folder on the way to it from its root, left out by a rule? */
export function isExcludedBelow(excludes: Excludes, relative: string): boolean {
  const parts = relative.split(sep);
  return parts.some((_, at) => excludes(parts.slice(0, at + 1).join(sep)));
}

/** What is wrong with a pattern; undefined when it can be used. */
export function faultInPattern(pattern: string): string | undefined {
  if (bare(pattern).trim() === '') return 'it is empty';
  if (pattern.length > longest) return `it is longer than ${longest} characters`;
  if (pattern.startsWith('!')) return 'a rule can only leave out';
  return undefined;
}

/** Slashes at the ends say what a pattern is for, and match nothing. */
function bare(pattern: string): string {
  return pattern.replace(/^\/+|\/+$/g, '');
}
