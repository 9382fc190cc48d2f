/**
 * Reads a TIFF structure (TIFF 6.0), as EXIF blocks and most RAW files are. Lenient: what is damaged is left out.
 * Bounded: whatever a file says of itself, little is read.
 */

type Value = number[] | string;
type Directory = ReadonlyMap<number, Value>;

/**
 * The directories of one structure: the main picture's, its EXIF and GPS parts, what Apple's cameras note for themselves,
 * and those of further pictures.
 */
export type Tiff = { main: Directory; exif?: Directory; gps?: Directory; apple?: Directory; others: Directory[] };

const tags = { subs: 0x14a, exif: 0x8769, gps: 0x8825, makerNote: 0x927c };
/** How Apple's note begins; a big-endian directory follows, its offsets counted from the note's own start. */
const appleNote = { head: Buffer.from('Apple iOS\0', 'latin1'), order: 'MM', orderAt: 12, directoryAt: 14 };
/** Bytes of one value of each field type; a rational is two numbers. */
const widths: Record<number, number> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 13: 4 };
const mostEntries = 1000;
const mostDirectories = 16;
/** Longer lists are pixels or a maker's own notes. */
const mostValues = 64;
const mostText = 65_536;

const asciiType = 2;

/** Undefined where there is no such structure. */
export function readTiff(bytes: Buffer): Tiff | undefined {
  const order = bytes.toString('latin1', 0, 2);
  if (bytes.length < 8 || (order !== 'II' && order !== 'MM')) return undefined;
  const reader = new Reader(bytes, order === 'II');
  const [main, ...chained] = reader.chain(reader.u32(4));
  if (!main) return undefined;
  const exif = reader.at(main.get(tags.exif));
  const gps = reader.at(main.get(tags.gps));
  const subs = numbersOf(main.get(tags.subs)).flatMap((offset) => reader.chain(offset));
  const apple = reader.makerNote && readAppleNote(reader.makerNote);
  return {
    main,
    ...(exif ? { exif } : {}),
    ...(gps ? { gps } : {}),
    ...(apple ? { apple } : {}),
    others: [...chained, ...subs],
  };
}

function readAppleNote(note: Buffer): Directory | undefined {
  const { head, order, orderAt, directoryAt } = appleNote;
  const isApple = note.indexOf(head) === 0 && note.toString('latin1', orderAt, directoryAt) === order;
  return isApple ? new Reader(note, false).chain(directoryAt)[0] : undefined;
}

/** A field's numbers; none when it is absent or a text. */
export function numbersOf(value: Value | undefined): number[] {
  return Array.isArray(value) ? value : [];
}

/** A field's text without the padding; undefined when there is none. */
export function textOf(value: Value | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [text = ''] = value.split('\0', 1);
  return text.trim() === '' ? undefined : text.trim();
}

class Reader {
  readonly #bytes: Buffer;
  readonly #little: boolean;
  readonly #seen = new Set<number>();
  /** What the camera's maker keeps to itself, in bytes. */
  makerNote: Buffer | undefined;

  constructor(bytes: Buffer, little: boolean) {
    this.#bytes = bytes;
    this.#little = little;
  }

  /** The directory at `offset` and those linked behind it. */
  chain(offset: number): Directory[] {
    const directories: Directory[] = [];
    for (let next = offset; next > 0 && next + 2 <= this.#bytes.length;) {
      // A directory that leads back to itself is met once.
      if (this.#seen.has(next) || this.#seen.size >= mostDirectories) break;
      this.#seen.add(next);
      const count = this.#u16(next);
      directories.push(this.#entries(next + 2, Math.min(count, mostEntries)));
      const link = next + 2 + 12 * count;
      next = link + 4 <= this.#bytes.length ? this.u32(link) : 0;
    }
    return directories;
  }

  at(pointer: Value | undefined): Directory | undefined {
    const [offset = 0] = numbersOf(pointer);
    return this.chain(offset)[0];
  }

  #entries(start: number, count: number): Directory {
    const entries = new Map<number, Value>();
    for (let at = start; at < start + 12 * count && at + 12 <= this.#bytes.length; at += 12) {
      const tag = this.#u16(at);
      if (tag === tags.makerNote) this.makerNote = this.#bytes.subarray(this.u32(at + 8)).subarray(0, this.u32(at + 4));
      const value = this.#value(at);
      if (value !== undefined) entries.set(tag, value);
    }
    return entries;
  }

  #value(entry: number): Value | undefined {
    const type = this.#u16(entry + 2);
    const width = widths[type];
    if (width === undefined) return undefined;
    const count = Math.min(this.u32(entry + 4), type === asciiType ? mostText : mostValues);
    const at = width * this.u32(entry + 4) <= 4 ? entry + 8 : this.u32(entry + 8);
    if (at + width * count > this.#bytes.length) return undefined;
    // EXIF says ASCII; what is there is UTF-8 where it is not.
    if (type === asciiType) return this.#bytes.toString('utf8', at, at + count);
    return Array.from({ length: count }, (_, i) => this.#number(type, at + width * i));
  }

  #number(type: number, at: number): number {
    switch (type) {
      case 3:
        return this.#u16(at);
      case 4:
      case 13:
        return this.u32(at);
      case 5:
        return this.u32(at) / this.u32(at + 4);
      case 8:
        return (this.#u16(at) << 16) >> 16;
      case 9:
        return this.u32(at) | 0;
      case 10:
        return (this.u32(at) | 0) / (this.u32(at + 4) | 0);
      default:
        return this.#bytes[at] ?? 0;
    }
  }

  #u16(at: number): number {
    return this.#little ? this.#bytes.readUInt16LE(at) : this.#bytes.readUInt16BE(at);
  }

  u32(at: number): number {
    return this.#little ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at);
  }
}
