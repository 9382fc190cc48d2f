import * as v from 'valibot';
import { fileProblems, folderProblems } from './problems.ts';

/** Raised with every change of the tables below; shell and engine of different numbers refuse each other. */
export const contractVersion = 3;

const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** How many files there are in each state: `found` is always the sum of the other three. */
const Counts = v.object({ found: Count, searchable: Count, waiting: Count, setAside: Count });

const FileProblem = v.object({ path: v.string(), reason: v.picklist(fileProblems), detail: v.string() });
const FolderProblem = v.object({ path: v.string(), reason: v.picklist(folderProblems), detail: v.string() });

/** A picture as people see it, in however many files: a number that is never used again in its library. */
const Asset = v.pipe(v.number(), v.integer(), v.minValue(1));

/** One picture; width and height are those of the upright one. */
const Hit = v.object({
  asset: Asset,
  path: v.string(),
  /** Base64; there only when the name is not UTF-8, for `path` then is an approximation. */
  pathBytes: v.optional(v.string()),
  score: v.number(),
  width: Count,
  height: Count,
  /** A blurred likeness to show until the thumbnail is there (ThumbHash, base64), where it is known. */
  thumbhash: v.optional(v.string()),
});

/** Requests the engine answers: what each takes, what it gives back, what it reports on the way. */
export const methods = {
  /** The handshake: the first call on every connection. Errors: engine.mismatch. */
  'engine.hello': {
    input: v.object({ contract: v.number() }),
    output: v.object({ contract: v.number(), version: v.string() }),
    progress: v.never(),
  },
  /**
   * Walks folders (absolute paths) and makes their pictures searchable; continues where an earlier run stopped.
   * A cancelled call ends after the batch in hand and answers with `stopped`.
   * Errors: pack.*, library.busy, library.unusable, library.damaged, library.full, library.read-only,
   * library.other-version.
   */
  'library.index': {
    input: v.object({ folders: v.pipe(v.array(v.string()), v.minLength(1)), acceptMissing: v.boolean() }),
    output: v.object({
      stopped: v.boolean(),
      counts: Counts,
      embedded: Count,
      /** Files that were gone although their folder is there; hidden from search, their vectors kept. */
      missing: Count,
      /** Files that are gone in such numbers that a person should say so (`acceptMissing`); they stay. */
      missingKept: Count,
      /** Folders that were not, or not wholly, looked through. What the library knows of them stays. */
      folders: v.array(FolderProblem),
      /** Files newly set aside in this run: the first hundred. */
      files: v.array(FileProblem),
      filesSetAside: Count,
    }),
    progress: v.variant('phase', [
      v.object({ phase: v.literal('scan'), found: Count }),
      v.object({
        phase: v.literal('embed'),
        done: Count,
        total: Count,
        setAside: Count,
        perSecond: v.number(),
        secondsLeft: v.number(),
      }),
    ]),
  },
  /**
   * Finds pictures by a sentence, best first. `language` (BCP 47) is detected when not given; it changes no ranking.
   * Errors: query.empty, language.unknown, library.*, pack.*.
   */
  'search.run': {
    input: v.object({
      text: v.string(),
      limit: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(10_000)),
      language: v.optional(v.string()),
    }),
    output: v.object({
      query: v.string(),
      language: v.string(),
      /** Milliseconds: the whole, and its parts text encoding and nearest-vector search. */
      took: v.object({ total: v.number(), encode: v.number(), nearest: v.number() }),
      /** Files found but not yet searchable: the answer does not know them. */
      waiting: Count,
      hits: v.array(Hit),
    }),
    progress: v.never(),
  },
  /**
   * Where the thumbnail of an asset lies: a WebP file, upright, sRGB, made when it is not there. It may be deleted at
   * any time: ask before each reading. Size 256: the shorter side (the longer being 1024 at most); 1024: the longer
   * side; a smaller picture stays as it is. Errors: asset.unknown, media.unavailable, library.*.
   */
  'media.thumbnail': {
    input: v.object({ asset: Asset, size: v.picklist([256, 1024]) }),
    output: v.object({ path: v.string() }),
    progress: v.never(),
  },
  /** What the library holds. Errors: library.*, pack.*. */
  'library.status': {
    input: v.object({}),
    output: v.object({
      library: v.string(),
      pack: v.string(),
      counts: Counts,
      missing: Count,
      folders: v.array(v.string()),
      reasons: v.array(v.object({ reason: v.picklist(fileProblems), count: Count })),
    }),
    progress: v.never(),
  },
  /** Verifies every file of the pack and its golden vectors with the real encoders. Errors: pack.*. */
  'pack.check': {
    input: v.object({}),
    output: v.object({
      pack: v.string(),
      languages: v.array(v.string()),
      texts: Count,
      images: Count,
      worstText: v.number(),
      worstImage: v.number(),
    }),
    progress: v.never(),
  },
} as const;

/** Facts the engine announces. They never steer. */
export const events = {
  /** The search index was not usable as found and is made again from the library. */
  'index.rebuilding': v.object({ vectors: Count, reason: v.string() }),
  /** The library was damaged: its file is now `aside`, a new one is begun. `folders`: those it had, if they can be read. */
  'library.replaced': v.object({ aside: v.string(), folders: v.array(v.string()) }),
} as const;

export type Method = keyof typeof methods;
export type Input<M extends Method> = v.InferOutput<(typeof methods)[M]['input']>;
export type Output<M extends Method> = v.InferOutput<(typeof methods)[M]['output']>;
export type Progress<M extends Method> = v.InferOutput<(typeof methods)[M]['progress']>;

export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = v.InferOutput<(typeof events)[E]>;

/** What a handler is given besides its input. */
export type Call<M extends Method> = { signal: AbortSignal; progress(report: Progress<M>): void };

/** Leaving a method out is a compile error. */
export type Handlers = { [M in Method]: (input: Input<M>, call: Call<M>) => Promise<Output<M>> };

/** How the engine announces an event. */
export type Announce = <E extends EventName>(event: E, payload: EventPayload<E>) => void;
