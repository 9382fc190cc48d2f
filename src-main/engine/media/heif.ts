/**
 * HEIF files (ISO/IEC 23008-12), read by libheif as WebAssembly through its C interface: sharp's libvips has no HEVC
 * decoder, and says nothing of the colours that a file means by `nclx`. Turns and mirrors are the container's (irot,
 * imir) and already applied; an EXIF orientation beside them means nothing.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { MainModule } from 'libheif-js/libheif-wasm/libheif.js';
import type { Pixmap } from './picture.ts';

/** How code values mean colours, by the numbers of ITU-T H.273. */
export type Nclx = { primaries: number; transfer: number };

export type Heif = {
  width: number;
  height: number;
  icc?: Buffer;
  nclx?: Nclx;
  /** TIFF structure, as in any EXIF block. */
  exif?: Buffer;
  xmp?: Buffer;
  /** The upright pixels: RGB or RGBA, 8 bits each. */
  decode(): Pixmap;
  close(): void;
};

type Library = MainModule & { HEAPU8: Uint8Array; HEAPU32: Uint32Array };

const require = createRequire(import.meta.url);
/** What one large picture has taken, WebAssembly never gives back: above this a new instance begins. */
const maxKeptMemory = 2 ** 29;
const interleaved = 10;
const colourspaceRgb = 1;
const chroma = { 3: 10, 4: 11 } as const;

let instance: Library | undefined;

function library(): Library {
  if (instance && instance.HEAPU8.length <= maxKeptMemory) return instance;
  const start = require('libheif-js/libheif-wasm/libheif.js') as (options: unknown) => Library;
  instance = start({ wasmBinary: readFileSync(require.resolve('libheif-js/libheif-wasm/libheif.wasm')) });
  return instance;
}

/**
 * Opens a HEIF file in memory. The caller closes it.
 * @throws Error with libheif's own words when it is not whole
 */
export function openHeif(bytes: Uint8Array): Heif {
  const heif = new Session(bytes);
  try {
    return heif.open();
  } catch (thrown) {
    heif.close();
    throw thrown;
  }
}

/** One file's memory inside the library. Pointers are numbers; a call that fails fills in the error at `#scratch`. */
class Session {
  readonly #lib = library();
  readonly #scratch: number;
  readonly #content: number;
  readonly #context: number;
  #handle = 0;

  constructor(bytes: Uint8Array) {
    this.#scratch = this.#lib._malloc(64);
    this.#content = this.#lib._malloc(bytes.length);
    this.#lib.HEAPU8.set(bytes, this.#content);
    this.#context = this.#lib._heif_context_alloc();
    this.#length = bytes.length;
  }
  readonly #length: number;

  open(): Heif {
    const lib = this.#lib;
    const out = this.#scratch + 16;
    this.#try(() =>
      lib._heif_context_read_from_memory_without_copy(this.#scratch, this.#context, this.#content, this.#length, 0),
    );
    this.#try(() => lib._heif_context_get_primary_image_handle(this.#scratch, this.#context, out));
    this.#handle = this.#word(out);
    const icc = this.#icc();
    const nclx = this.#nclx();
    const exif = this.#metadata('Exif');
    const xmp = this.#metadata('mime');
    return {
      width: lib._heif_image_handle_get_width(this.#handle),
      height: lib._heif_image_handle_get_height(this.#handle),
      ...(icc ? { icc } : {}),
      ...(nclx ? { nclx } : {}),
      // Four bytes say where the TIFF structure begins.
      ...(exif && exif.length > 8 ? { exif: exif.subarray(4 + exif.readUInt32BE(0)) } : {}),
      ...(xmp ? { xmp } : {}),
      decode: () => this.#decode(),
      close: () => this.close(),
    };
  }

  close(): void {
    const lib = this.#lib;
    if (this.#handle !== 0) lib._heif_image_handle_release(this.#handle);
    lib._heif_context_free(this.#context);
    lib._free(this.#content);
    lib._free(this.#scratch);
  }

  #decode(): Pixmap {
    const lib = this.#lib;
    const channels = lib._heif_image_handle_has_alpha_channel(this.#handle) ? 4 : 3;
    const out = this.#scratch + 16;
    this.#try(() => lib._heif_decode_image(this.#scratch, this.#handle, out, colourspaceRgb, chroma[channels], 0));
    const image = this.#word(out);
    try {
      const width = lib._heif_image_get_width(image, interleaved);
      const height = lib._heif_image_get_height(image, interleaved);
      const plane = lib._heif_image_get_plane_readonly2(image, interleaved, out);
      const stride = this.#word(out);
      const row = width * channels;
      const data = new Uint8Array(row * height);
      for (let y = 0; y < height; y += 1) {
        data.set(lib.HEAPU8.subarray(plane + y * stride, plane + y * stride + row), y * row);
      }
      return { data, width, height, channels };
    } finally {
      lib._heif_image_release(image);
    }
  }

  #icc(): Buffer | undefined {
    const lib = this.#lib;
    const size = lib._heif_image_handle_get_raw_color_profile_size(this.#handle);
    return this.#copied(size, (into) =>
      lib._heif_image_handle_get_raw_color_profile(this.#scratch, this.#handle, into),
    );
  }

  #nclx(): Nclx | undefined {
    const lib = this.#lib;
    const out = this.#scratch + 16;
    lib._heif_image_handle_get_nclx_color_profile(this.#scratch, this.#handle, out);
    if (this.#word(this.#scratch) !== 0) return undefined;
    // struct heif_color_profile_nclx: a version byte, then three enums.
    const profile = this.#word(out);
    const nclx = { primaries: this.#word(profile + 4), transfer: this.#word(profile + 8) };
    lib._heif_nclx_color_profile_free(profile);
    return nclx;
  }

  /** The first metadata block of a type. */
  #metadata(type: string): Buffer | undefined {
    const lib = this.#lib;
    const count = Math.min(8, lib._heif_image_handle_get_number_of_metadata_blocks(this.#handle, 0));
    const ids = this.#scratch + 16;
    lib._heif_image_handle_get_list_of_metadata_block_IDs(this.#handle, 0, ids, count);
    for (let at = 0; at < count; at += 1) {
      const id = this.#word(ids + 4 * at);
      if (this.#text(lib._heif_image_handle_get_metadata_type(this.#handle, id)) !== type) continue;
      const size = lib._heif_image_handle_get_metadata_size(this.#handle, id);
      return this.#copied(size, (into) => lib._heif_image_handle_get_metadata(this.#scratch, this.#handle, id, into));
    }
    return undefined;
  }

  /** What a call writes into memory of its own, when it succeeds. */
  #copied(size: number, call: (into: number) => void): Buffer | undefined {
    if (size === 0 || size > this.#length) return undefined;
    const into = this.#lib._malloc(size);
    call(into);
    const whole = this.#word(this.#scratch) === 0;
    const copy = whole ? Buffer.from(this.#lib.HEAPU8.subarray(into, into + size)) : undefined;
    this.#lib._free(into);
    return copy;
  }

  #try(call: () => void): void {
    try {
      call();
    } catch (thrown) {
      // A trap inside WebAssembly leaves its memory in no known state.
      instance = undefined;
      throw thrown;
    }
    // struct heif_error: code, subcode, message.
    if (this.#word(this.#scratch) !== 0) throw new Error(this.#text(this.#word(this.#scratch + 8)));
  }

  #word(pointer: number): number {
    return this.#lib.HEAPU32[pointer >> 2] ?? 0;
  }

  #text(pointer: number): string {
    const end = this.#lib.HEAPU8.indexOf(0, pointer);
    return Buffer.from(this.#lib.HEAPU8.subarray(pointer, end)).toString();
  }
}
