import type { Output } from '../contract/index.ts';
import type { Library } from './library/library.ts';
import { covers } from './library/path-range.ts';
import type { Root } from './library/roots.ts';
import { isProven, type Looked } from './look-through.ts';

const reason = 'folder.offline' as const;

/** Notices that a root went away while its files are read: they are then not to blame, and the rest is not tried. */
export class LostRoots {
  readonly #library: Library;
  readonly #looked: readonly Looked[];
  readonly #roots: Root[] = [];

  /** `looked`: what was looked through right before. */
  constructor(library: Library, looked: readonly Looked[] = []) {
    this.#library = library;
    this.#looked = looked;
  }

  /** A file cannot be read: did its root go? Then all of it is offline. */
  async check(path: Buffer): Promise<boolean> {
    const { roots, files } = this.#library;
    const known = roots.of(path);
    if (!known) return false;
    const root = this.#asSeen(known);
    if (!this.#isBelow(path) && !(await isProven(root)) && !this.#isBelow(path)) {
      this.#roots.push(root);
      files.setOffline(roots.territory(root.path));
      roots.setState(root.path, { offline: reason });
    }
    return this.#isBelow(path);
  }

  /**
   * On the volume of the look, when that found it to be the one that is known: systems number volumes anew at each start, and
   * the library is told of it only when the look is settled.
   */
  #asSeen(root: Root): Root {
    const seen = this.#looked.find((one) => one.whole && !one.offline && one.root?.path.equals(root.path));
    return seen?.volume === undefined ? root : { ...root, device: seen.volume };
  }

  /** Those files that are not of a lost root by the time it is their turn. */
  *others<File extends { path: Buffer }>(files: Iterable<File>): Generator<File> {
    for (const file of files) if (!this.#isBelow(file.path)) yield file;
  }

  /** What was looked at, with lost roots as offline. */
  among(looked: readonly Looked[]): Looked[] {
    return looked.map((one) => {
      const isLost = this.#roots.some(({ path }) => one.root?.path.equals(path));
      return isLost ? { ...one, offline: reason } : one;
    });
  }

  problems(): Output<'library.index'>['folders'] {
    return this.#roots.map(({ path }) => ({ path: path.toString(), reason, detail: '' }));
  }

  #isBelow(path: Buffer): boolean {
    return this.#roots.some((root) => covers(root.path, path));
  }
}
