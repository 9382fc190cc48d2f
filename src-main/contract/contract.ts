import * as v from 'valibot';
import { assetMethods } from './asset-methods.ts';
import { collectionMethods } from './collection-methods.ts';
import { carryMethods, libraryMethods } from './library-methods.ts';
import { packMethods } from './pack-methods.ts';
import { mediaMethods } from './media-methods.ts';
import { fileProblems } from './problems.ts';
import {
  Count,
  FileProblem,
  SubtitleProblem,
  modes,
  FolderProblem,
  PlacedCounts,
  Root,
  Runner,
  Switch,
  Work,
} from './shapes.ts';
import { searchMethods } from './search-methods.ts';
import { shellMethods } from './shell-methods.ts';

/** Raised with every change of the table below or that of the events; shell and engine of different numbers refuse each other. */
export const contractVersion = 25;

/** Requests the engine answers: what each takes, what it gives back, what it reports on the way. */
export const engineMethods = {
  ...collectionMethods,
  /**
   * The handshake: the first call on every connection. `library` and `pack` are the folders it is over; `pack` is empty where
   * the library's own choice counts.
   * Errors: engine.mismatch.
   */
  'engine.hello': {
    input: v.object({ contract: v.number() }),
    output: v.object({ contract: v.number(), version: v.string(), library: v.string(), pack: v.string() }),
    progress: v.never(),
  },
  /** The shell that started the engine goes. `stays`: others use the engine still, so its end is not to be waited for. */
  'engine.leave': { input: v.object({}), output: v.object({ stays: v.boolean() }), progress: v.never() },
  /**
   * Walks folders (absolute paths; none: all roots) and makes their pictures searchable; continues where an earlier run
   * stopped. A folder that lies in no root becomes one.
   * A cancelled call ends after the batch in hand and answers with `stopped`.
   * Errors: pack.*, library.busy, library.unusable, library.damaged, library.full, library.read-only,
   * library.other-version.
   */
  'library.index': {
    input: v.object({ folders: v.array(v.string()), acceptMissing: v.boolean() }),
    output: v.object({
      stopped: v.boolean(),
      counts: PlacedCounts,
      /** Photos and videos that got vectors. */
      embedded: Count,
      /** Files that are known again under another name. */
      moved: Count,
      /** Files that were gone although their folder is there; hidden from search, their vectors kept. */
      missing: Count,
      /** Files that are gone in such numbers that a person should say so (`acceptMissing`), or are offline; they stay. */
      missingKept: Count,
      /** Ended by a pause: `library.resume` lets the next call go on. */
      paused: v.boolean(),
      /** Folders that were not, or not wholly, looked through. What the library knows of them stays. */
      folders: v.array(FolderProblem),
      /** Files newly set aside in this run: the first hundred. */
      files: v.array(FileProblem),
      filesSetAside: Count,
      /** Subtitles that were not, or not wholly, read, by their video and with their name: the first hundred. */
      subtitles: v.optional(v.array(SubtitleProblem)),
      /** The pack whose vectors answer after it, and how far the way to another is. */
      pack: v.string(),
      switch: v.optional(Switch),
    }),
    progress: v.variant('phase', [
      v.object({ phase: v.literal('scan'), found: Count }),
      v.object({
        phase: v.picklist(['embed', 'switch']),
        done: Count,
        total: Count,
        setAside: Count,
        perSecond: v.number(),
        secondsLeft: v.number(),
      }),
    ]),
  },
  ...searchMethods,
  ...assetMethods,
  ...mediaMethods,
  /** The folders that the library looks after, in the order of their paths. Errors: library.*, pack.*. */
  'roots.list': { input: v.object({}), output: v.object({ roots: v.array(Root) }), progress: v.never() },
  /**
   * Adds a folder (absolute path), or gives one other rules. It is looked through by the next `library.index`.
   * Errors: root.missing (no such folder), root.rule-invalid, library.*, pack.*.
   */
  'roots.add': {
    input: v.object({ path: v.string(), exclude: v.optional(v.array(v.string())) }),
    output: v.object({ root: Root }),
    progress: v.never(),
  },
  /**
   * No longer looks after a folder. Its files leave the search: `forget` drops all that is known of them, `remember`
   * keeps their vectors, so that nothing is computed again when the folder is added again. The files themselves are not
   * touched. Errors: root.unknown, library.*, pack.*.
   */
  'roots.remove': {
    input: v.object({ path: v.string(), items: v.picklist(['forget', 'remember']) }),
    output: v.object({ files: Count }),
    progress: v.never(),
  },
  /**
   * A person's word on the files that are held: `remove` takes those for missing that are not there, `keep` keeps them
   * and asks no more. Errors: root.unknown, library.*, pack.*.
   */
  'roots.answer': {
    input: v.object({ path: v.string(), gone: v.picklist(['remove', 'keep']) }),
    output: v.object({ files: Count }),
    progress: v.never(),
  },
  /**
   * Keeps the library as its folders are until the call is cancelled: looks through all roots, makes searchable what is
   * new, and watches. `library.changed` and `roots.changed` tell what comes of it. Errors as of `library.index`.
   */
  'library.keep': { input: v.object({}), output: v.object({}), progress: v.never() },
  ...libraryMethods,
  ...carryMethods,
  /** What the library holds, and what is being done for it. Errors: library.*, pack.*. */
  'library.status': {
    input: v.object({}),
    output: v.object({
      library: v.string(),
      pack: v.string(),
      counts: PlacedCounts,
      missing: Count,
      work: Work,
      mode: v.picklist(modes),
      /** Is less taken than the mode says, for a shell asked for it? */
      eased: v.optional(v.literal(true)),
      runner: Runner,
      roots: v.array(Root),
      switch: v.optional(Switch),
      reasons: v.array(v.object({ reason: v.picklist(fileProblems), count: Count })),
    }),
    progress: v.never(),
  },
  /**
   * Looks at all that the library keeps: its database, its `vectors` of the pack in use, and the search index,
   * which is `asked` for some of them and should have `found` all. `faults`: what is wrong, in words for an expert.
   * Errors: library.*, pack.*.
   */
  'library.check': {
    input: v.object({}),
    output: v.object({ vectors: Count, asked: Count, found: Count, faults: v.array(v.string()) }),
    progress: v.never(),
  },
  /** Files that were set aside, by path: the first `limit` of all, or of one reason. Errors: library.*. */
  'library.set-aside': {
    input: v.object({ reason: v.optional(v.picklist(fileProblems)), limit: Count }),
    output: v.object({ files: v.array(FileProblem), total: Count }),
    progress: v.never(),
  },
  /**
   * Tries files again that were set aside, of all reasons or of one, whatever was tried before: they wait again, and are
   * read by the next `library.index` or by the keeping of the library. Errors: library.*, pack.*.
   */
  'library.retry': {
    input: v.object({ reason: v.optional(v.picklist(fileProblems)) }),
    output: v.object({ files: Count }),
    progress: v.never(),
  },
  /**
   * A person has removed these files (paths as told elsewhere): they leave the search at once, without the question that many
   * gone files raise. Those that are there still, or whose drive is not, stay. Errors: library.*, pack.*.
   */
  'library.removed': {
    input: v.object({ paths: v.array(v.string()) }),
    output: v.object({ files: Count }),
    progress: v.never(),
  },
  ...packMethods,
} as const;

/** All requests there are. A shell's window may call each of them, other shells those of the engine. */
export const methods = { ...engineMethods, ...shellMethods };

export type Method = keyof typeof methods;
export type EngineMethod = keyof typeof engineMethods;
export type CollectionMethod = keyof typeof collectionMethods;
export type CarryMethod = keyof typeof carryMethods;
export type ShellMethod = keyof typeof shellMethods;
export type Input<M extends Method> = v.InferOutput<(typeof methods)[M]['input']>;
export type Output<M extends Method> = v.InferOutput<(typeof methods)[M]['output']>;
export type Progress<M extends Method> = v.InferOutput<(typeof methods)[M]['progress']>;

/** What a handler is given besides its input. */
export type Call<M extends Method> = { signal: AbortSignal; progress: (report: Progress<M>) => void };

/** Who answers some of the methods. Leaving one out is a compile error. */
export type HandlersOf<Some extends Method> = {
  [M in Some]: (input: Input<M>, call: Call<M>) => Promise<Output<M>>;
};

/** What the engine answers. */
export type Handlers = HandlersOf<EngineMethod>;
