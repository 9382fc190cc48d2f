import { sep } from 'node:path';
import { covers, prefixRange, type Territory } from './path-range.ts';

/** From the first path to before the second, as the rows have them. */
type Range = readonly [from: Buffer, to: Buffer];

/** What separates names: of this system, and of those from which a drive may come. */
const separators = ['/', '\\'] as const;

/**
 * How paths stand in the rows. In a portable library those below its base begin with a dot instead of it (`./2019/a.jpg`,
 * or `.\2019\a.jpg` where Windows wrote them), so that the drive may be mounted anywhere; all others are absolute, which
 * no path with a dot is. All that goes in or comes out is absolute.
 */
export class Paths {
  #base: Buffer | undefined;

  /** `base`: the absolute folder that goes from machine to machine with its library. */
  constructor(base?: Buffer) {
    this.#base = base;
  }

  get base(): Buffer | undefined {
    return this.#base;
  }

  setBase(base: Buffer): void {
    this.#base = base;
  }

  stored(path: Buffer): Buffer {
    return this.#base && covers(this.#base, path) ? relativeTo(this.#base, path) : path;
  }

  absolute(stored: Uint8Array): Buffer {
    const path = Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
    if (path[0] !== dot) return path;
    const base = this.#base;
    // It became portable since it was opened; a path that began here would lead anywhere.
    if (!base) throw new Error('a path without a base');
    const rest = Buffer.from(path.subarray(2));
    if (rest.length === 0) return base;
    if (path[1] !== sep.charCodeAt(0)) replaceIn(rest, path[1] ?? 0, sep.charCodeAt(0));
    return Buffer.concat([prefixRange(base)[0], rest]);
  }

  /**
   * The rows of the paths from `from` to before `to`, two that a look came by. Only for a writer, which has the rows'
   * separators be this system's.
   */
  between(from: Buffer, to: Buffer): Range[] {
    const base = this.#base;
    if (!base) return [[from, to]];
    const [first, end] = prefixRange(base);
    const inside = [later(from, first), earlier(to, end)] as const;
    const outside: Range[] = from.compare(first) < 0 || to.compare(end) > 0 ? [[from, to]] : [];
    if (inside[0].compare(inside[1]) >= 0) return outside;
    const last = inside[1].equals(end) ? prefixRange(here(sep))[1] : relativeTo(base, inside[1]);
    return [...outside, [relativeTo(base, inside[0]), last]];
  }

  /** The rows of all that is below a folder. */
  below(folder: Buffer): Range[] {
    const base = this.#base;
    if (!base) return [prefixRange(folder)];
    if (covers(base, folder)) return separators.map((each) => rangeBelow(relativeTo(base, folder, each), each));
    const whole = covers(folder, base) ? separators.map((each) => rangeBelow(here(each), each)) : [];
    return [prefixRange(folder), ...whole];
  }

  /** The condition of SQL that `path` is in one of these territories, and its parameters. */
  within(territories: readonly Territory[]): { sql: string; bounds: Buffer[] } {
    if (territories.length === 0) return { sql: '0', bounds: [] };
    const each = territories.map(({ folder, without }) => {
      const inner = without.flatMap((one) => this.below(one));
      const own = this.below(folder);
      const outside = inner.map(() => ' AND NOT (path >= ? AND path < ?)').join('');
      return { sql: `(${among('path', own.length)}${outside})`, bounds: [...own, ...inner].flat() };
    });
    return { sql: `(${each.map(({ sql }) => sql).join(' OR ')})`, bounds: each.flatMap(({ bounds }) => bounds) };
  }
}

const dot = '.'.charCodeAt(0);

/** The condition that a column is in one of so many ranges. */
export function among(column: string, ranges: number): string {
  return `(${Array<string>(ranges).fill(`${column} >= ? AND ${column} < ?`).join(' OR ')})`;
}

/** How the base itself stands in the rows. */
function here(separator: string): Buffer {
  return Buffer.from(`.${separator}`);
}

function relativeTo(base: Buffer, path: Buffer, separator: string = sep): Buffer {
  const rest = Buffer.from(path.subarray(prefixRange(base)[0].length));
  if (separator !== sep) replaceIn(rest, sep.charCodeAt(0), separator.charCodeAt(0));
  return Buffer.concat([here(separator), rest]);
}

function rangeBelow(folder: Buffer, separator: string): Range {
  const from = folder.length === 2 ? folder : Buffer.concat([folder, Buffer.from(separator)]);
  return [from, Buffer.concat([from.subarray(0, -1), Buffer.from([separator.charCodeAt(0) + 1])])];
}

function replaceIn(bytes: Buffer, one: number, other: number): void {
  for (let at = bytes.indexOf(one); at >= 0; at = bytes.indexOf(one, at + 1)) bytes[at] = other;
}

function later(one: Buffer, other: Buffer): Buffer {
  return one.compare(other) < 0 ? other : one;
}

function earlier(one: Buffer, other: Buffer): Buffer {
  return one.compare(other) < 0 ? one : other;
}
