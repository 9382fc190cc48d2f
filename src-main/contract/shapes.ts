/** What the contract's methods and events are made of. */
import * as v from 'valibot';
import { Details, Place } from './details.ts';
import { fileProblems, folderProblems, subtitleProblems } from './problems.ts';

export const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** How many files there are in each state: `found` is always the sum of the other three. */
const Counts = v.object({ found: Count, searchable: Count, waiting: Count, setAside: Count });

export const FileProblem = v.object({ path: v.string(), reason: v.picklist(fileProblems), detail: v.string() });
export const FolderProblem = v.object({ path: v.string(), reason: v.picklist(folderProblems), detail: v.string() });

/** `offline`: how many of those found lie where nothing can be read now; they stay and are found. */
export const PlacedCounts = v.object({ ...Counts.entries, offline: Count });
export const SubtitleProblem = v.object({
  path: v.string(),
  reason: v.picklist(subtitleProblems),
  detail: v.string(),
});

/** A folder that the library looks after. Files below a root inside of it count for that one. */
export const Root = v.object({
  path: v.string(),
  /** Why it is not provably there: an unplugged drive, say. Nothing of it is lost. */
  offline: v.optional(v.picklist(folderProblems)),
  counts: PlacedCounts,
  /** Pictures and folders left out by a rule. */
  excluded: Count,
  /** Files that are gone in such numbers that a person must say what became of them: `roots.answer`. They stay. */
  held: Count,
  /** Its own rules: globs. */
  exclude: v.array(v.string()),
  /** Not yet looked through. */
  isNew: v.boolean(),
  /** While the library is kept: are changes heard of at once, or by looking now and then? */
  watch: v.picklist(['events', 'polling', 'off']),
});

/**
 * How much of the machine the making of vectors takes. `balanced`: what the person does goes first; `gentle`: one core, and
 * that only when nothing else wants it; `mains`: as `balanced`, and nothing while the machine runs on its battery.
 */
export const modes = ['full', 'balanced', 'gentle', 'mains'] as const;
export type Mode = (typeof modes)[number];

/** What the image model can be made to run on: an execution provider of ONNX Runtime, or the fastest that is right. */
export const providerWishes = ['auto', 'cpu', 'cuda', 'dml', 'coreml', 'webgpu'] as const;
export type ProviderWish = (typeof providerWishes)[number];

/**
 * Why a provider does not run the image model. `untried`: that is found out when it is needed; `unfinished`: the whole program
 * ended in its trial, twice; `absent`: this machine has none; `not-installed`: it has one,
 * and nobody put the libraries there that use it; `not-wished`: a person chose another; `wrong`: other vectors
 * than the pack's; `on-cpu`: it left all to the processor; `slow`: no faster than that; `slower`: than the one in use;
 * `lost`: at work, after a good trial.
 */
export const refusals = [
  'untried',
  'unfinished',
  'absent',
  'not-installed',
  'not-wished',
  'failed',
  'died',
  'hung',
  'wrong',
  'on-cpu',
  'slow',
  'slower',
  'lost',
] as const;

/** `detail`: of `slow` and `slower` how many times as fast as the processor, of `wrong` the lowest cosine, else what was said. */
const Refusal = v.object({ provider: v.string(), why: v.picklist(refusals), detail: v.string() });
export type Refusal = v.InferOutput<typeof Refusal>;

/**
 * What the image model runs on, or would by what is known: an execution provider, `speed` times as fast as the processor
 * where it is another; how many threads it takes; what a person wishes; and why none of the others.
 */
export const Runner = v.object({
  provider: v.string(),
  speed: v.optional(v.number()),
  /** Pictures at a time, as its trial found. */
  batch: v.optional(Count),
  threads: Count,
  wish: v.picklist(providerWishes),
  others: v.array(Refusal),
});

/**
 * The way from one pack's vectors to another's: of `total` pictures that the one in use finds, `made` have vectors of `to`,
 * `offline` cannot be read now, and `failed` could not be made. The one in use answers until all are made.
 * `fault`: why nothing can be made, the code of an error.
 */
export const Switch = v.object({
  to: v.string(),
  total: Count,
  made: Count,
  offline: Count,
  failed: Count,
  fault: v.optional(v.string()),
});

/**
 * What the engine does for the library. `looking`: through folders; `indexing`: making pictures searchable; `switching`:
 * making vectors of another pack for what is searchable; `paused`: by a person; `resting`: nothing to do. Rate and time left
 * are there while it is indexing or switching.
 */
export const Work = v.object({
  state: v.picklist(['resting', 'looking', 'indexing', 'switching', 'paused']),
  done: Count,
  total: Count,
  perSecond: v.number(),
  secondsLeft: v.number(),
});

/** A picture as people see it, in however many files: a number that is never used again in its library. */
export const Asset = v.pipe(v.number(), v.integer(), v.minValue(1));

/** `pathBytes` (base64) is there only when the name is not UTF-8, for `path` then is an approximation. */
export const Path = v.object({ path: v.string(), pathBytes: v.optional(v.string()) });

/** One picture; width and height are those of the upright one. */
export const Picture = v.object({
  asset: Asset,
  width: Count,
  height: Count,
  /** A blurred likeness to show until the thumbnail is there (ThumbHash, base64), where it is known. */
  thumbhash: v.optional(v.string()),
  /** Of a video, its length in milliseconds; a picture has none. */
  duration: v.optional(Count),
  favourite: v.optional(v.literal(true)),
  details: Details,
});

/**
 * A stretch of a video that answers a query, in milliseconds from its beginning: from `start` to `end`, and at `time` its
 * best moment; `score` is that one's, softened by its neighbours.
 */
const Moment = v.object({
  time: Count,
  start: Count,
  end: Count,
  score: v.number(),
  /** What is said there, where it is what was searched for. */
  words: v.optional(v.string()),
});

/**
 * What belongs to a picture and is not found for itself: the video of a Live Photo, the RAW of a JPEG. `inside`: the film of
 * a Motion Photo, as bytes of the picture's own file; `path` and `asset` are the picture's then.
 */
export const Companion = v.object({
  ...Path.entries,
  asset: Asset,
  kind: v.picklist(['video', 'raw']),
  inside: v.optional(v.object({ offset: Count, length: Count })),
});

/** A photo of the same burst as a hit, in its order. */
const Alike = v.object({ ...Picture.entries, ...Path.entries, score: v.number() });

export const Hit = v.object({
  ...Picture.entries,
  ...Path.entries,
  /** That place cannot be read now: an unplugged drive. */
  offline: v.boolean(),
  /** In how many places it lies. */
  places: Count,
  companions: v.optional(v.array(Companion)),
  /** Taken within seconds of it, looking nearly the same, and less near to the query; where bursts are folded. */
  alike: v.optional(v.array(Alike)),
  /** Of a video, the mean over its best two seconds. */
  score: v.number(),
  /** How likely it is right, of a video by its best moment, where the pack can tell; what is said in a video is not judged. */
  confidence: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1))),
  /** Of a video: the best first. */
  moments: v.optional(v.array(Moment)),
});

/** A picture's file in base64: large enough for one of some hundred pixels, and for no other. */
const SmallPicture = v.pipe(v.string(), v.base64(), v.maxLength(800_000));

/** A picture that hits should resemble: an asset, a file, or one that is brought along. */
export const Like = v.union([
  v.object({ asset: Asset }),
  v.object({ path: v.string() }),
  v.object({ picture: SmallPicture }),
]);

/** What filters can be set to. */
export const Choices = v.object({
  cameras: v.array(v.object({ camera: v.string(), count: Count })),
  months: v.array(v.object({ month: v.string(), count: Count })),
  folders: v.array(v.object({ folder: v.string(), count: Count })),
  places: v.array(v.object({ ...Place.entries, count: Count })),
});
