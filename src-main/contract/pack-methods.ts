/** Requests about model packs: those that are there, the one in use, and the way from one to another. */
import * as v from 'valibot';
import { Asset, Count, Path, Runner, Switch } from './shapes.ts';

/** A pack is named `id@version`; where a person names one, its id or `starter` (the one inside) will do. */
const PackName = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/** An id of the catalogue, or the address of a listing: a pack.json, or what names files, sizes and hashes as one does. */
const Address = v.pipe(v.string(), v.minLength(1), v.maxLength(2000));

/** Each with its measured recall@10: the share of queries that find their picture. */
const Languages = v.array(v.object({ language: v.string(), recall: v.number() }));

const Pack = v.object({
  pack: v.string(),
  /** It ships with the program, and is not to be removed. */
  inside: v.boolean(),
  /** `in-use`: its vectors answer; `next`: its vectors are being made, and it answers once all are there. */
  use: v.picklist(['in-use', 'next', 'none']),
  licence: v.string(),
  bytes: Count,
  dimension: Count,
  languages: Languages,
  /** How many pictures and videos that can be found have vectors of it. */
  searchable: Count,
});

const Percent = v.pipe(v.number(), v.minValue(0), v.maxValue(100));
const Web = v.pipe(v.string(), v.startsWith('https://'));

/** Packs that others made and measured: what is known of them, and nothing that is not. */
export const Catalogue = v.object({
  format: v.literal(1),
  /** Of what the percents are, where they were read, and how memory and time were measured. */
  measure: v.string(),
  sources: v.array(Web),
  cost: v.string(),
  packs: v.array(
    v.object({
      id: v.pipe(v.string(), v.regex(/^\w[\w.-]{0,63}$/)),
      name: v.string(),
      /** Where a person reads more, and may download it. */
      page: Web,
      licence: v.optional(v.string()),
      bytes: v.optional(Count),
      memoryMiB: Count,
      /** Of one photo or one query. */
      passMs: v.number(),
      recall: v.record(v.string(), Percent),
      /** Measured, and so little that it was not told. */
      below20: v.array(v.string()),
      /** Why Polylens cannot use it. */
      unsupported: v.optional(v.string()),
      /** By which it is downloaded; without one it is not. */
      listing: v.optional(v.object({ address: Web, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
    }),
  ),
});

const Side = v.object({
  pack: v.string(),
  hits: v.array(v.object({ ...Path.entries, asset: Asset, score: v.number() })),
});

export const packMethods = {
  /** The pack in use and its languages. */
  'pack.info': {
    input: v.object({}),
    output: v.object({ pack: v.string(), languages: Languages }),
    progress: v.never(),
  },
  /** Verifies every file of the pack in use and its golden vectors with the real encoders. Errors: pack.*. */
  'pack.check': {
    input: v.object({}),
    output: v.object({
      pack: v.string(),
      languages: v.array(v.string()),
      texts: Count,
      images: Count,
      worstText: v.number(),
      worstImage: v.number(),
      runner: Runner,
    }),
    progress: v.never(),
  },
  /**
   * Packs that are there. `strays`: others of which the library has vectors, and for how many pictures; `broken`: folders
   * that hold no pack that can be read. Errors: library.*.
   */
  'packs.list': {
    input: v.object({}),
    output: v.object({
      packs: v.array(Pack),
      strays: v.array(v.object({ pack: v.string(), searchable: Count })),
      broken: v.array(v.string()),
      switch: v.optional(Switch),
    }),
    progress: v.never(),
  },
  /**
   * Verifies the pack in a folder (absolute path) by its hashes and its golden vectors, and copies it to where packs are
   * kept: wholly or not at all. Errors: pack.missing, pack.invalid, pack.damaged, pack.exists, pack.no-room, encoder.crashed.
   */
  'packs.import': {
    input: v.object({ folder: v.string() }),
    output: v.object({ pack: v.string(), bytes: Count, languages: Languages }),
    progress: v.object({ done: Count, total: Count }),
  },
  /** Packs that can be had elsewhere, with what others measured of them. It ships with the program: nothing is asked of anyone. */
  'packs.catalogue': { input: v.object({}), output: Catalogue, progress: v.never() },
  /**
   * Reads the listing of a pack at an address, which is one request to that machine, and says what a download would bring:
   * `bytes` in so many `files`, of which some are `there` from a download that was cut. `listing` is what a person agrees
   * to. Errors: pack.download, pack.exists, pack.in-use.
   */
  'packs.offer': {
    input: v.object({ from: Address }),
    output: v.object({
      address: v.string(),
      /** Of the machine that is asked for its files; the listing may come from another. */
      host: v.string(),
      listing: v.string(),
      pack: v.string(),
      licence: v.string(),
      bytes: Count,
      there: Count,
      files: Count,
    }),
    progress: v.never(),
  },
  /**
   * Downloads the pack that was offered, and imports it. What has come stays when it is cut or cancelled, and the next call
   * goes on with it. Errors: pack.download, and those of `packs.import`.
   */
  'packs.get': {
    input: v.object({ address: Address, listing: v.string() }),
    output: v.object({ pack: v.string(), bytes: Count, languages: Languages }),
    progress: v.object({ phase: v.picklist(['download', 'verify']), done: Count, total: Count }),
  },
  /**
   * Removes an imported pack, and with `vectors` also what the library keeps of it; of a pack that ships with the program,
   * or is no longer there, only that. Errors: pack.unknown, pack.in-use, library.*.
   */
  'packs.remove': {
    input: v.object({ pack: PackName, vectors: v.boolean() }),
    output: v.object({ pack: v.string(), removed: v.boolean(), vectors: Count }),
    progress: v.never(),
  },
  /**
   * Chooses the pack whose vectors answer searches. At once when all that can be found has vectors of it, or with `now`:
   * what has none then waits. Else the one in use answers on, while the next `library.index`, or the keeping of the
   * library, makes what lacks: `switch` tells how far that is, and `bytes` how much of the disk it takes. To choose the one
   * in use ends that. Errors: pack.*, library.*.
   */
  'packs.use': {
    input: v.object({ pack: PackName, now: v.boolean() }),
    output: v.object({ inUse: v.string(), switch: v.optional(Switch), bytes: Count }),
    progress: v.never(),
  },
  /**
   * What a query finds with the pack in use and with another, among the `compared` pictures that have vectors of both.
   * Errors: pack.*, query.empty, encoder.*, library.*.
   */
  'packs.compare': {
    input: v.object({
      pack: PackName,
      text: v.string(),
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100)),
    }),
    output: v.object({ compared: Count, sides: v.array(Side) }),
    progress: v.never(),
  },
} as const;
