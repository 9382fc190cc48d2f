import * as v from 'valibot';

/** A file inside the pack, named with forward slashes; it cannot lead out of the pack's folder. */
const FileName = v.pipe(v.string(), v.regex(/^(?!.*\.\.)\w[\w.-]*(\/\w[\w.-]*)*$/));
/** Names a folder too, so it neither hides nor leads anywhere. */
const Name = v.pipe(v.string(), v.regex(/^\w[\w.-]{0,63}$/));
const Version = v.pipe(v.number(), v.integer(), v.minValue(1));
const Count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
const Finite = v.pipe(v.number(), v.finite());
const PerChannel = v.tuple([Finite, Finite, Finite]);
const Share = v.pipe(v.number(), v.minValue(0));
const Weights = v.object({ similarity: Share, expected: Finite, size: Finite, constant: Finite });

/** `pack.json`, format 1. Keys it does not know are left alone, so that a later pack still opens. */
export const Manifest = v.object({
  format: v.literal(1),
  id: Name,
  version: Name,
  licence: v.string(),
  /** Width of the joint space. */
  dimension: Count(8192),
  files: v.record(FileName, v.object({ bytes: v.number(), sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
  /**
   * The image model takes uint8 RGB [batch, size, size, 3], or what `planes` says, and gives unit vectors [batch, dimension].
   */
  image: v.object({
    file: FileName,
    input: v.string(),
    output: v.string(),
    size: Count(2048),
    fit: v.picklist(['fill', 'crop']),
    kernel: v.picklist(['lanczos3', 'cubic', 'linear']),
    /** float32 [batch, 3, size, size]: each value of 0 to 1, less the mean of its channel, over its deviation. */
    planes: v.optional(v.object({ mean: PerChannel, deviation: PerChannel })),
    /** It takes so many pictures at a time, neither more nor less; any number where nothing is said. */
    batch: v.optional(Count(256)),
    /** Of the preprocessing: vectors made with another one are not compared. */
    version: Version,
    /** `id@version` of a pack with this very image model: it differs by its text model alone, and vectors of photos are one's as the other's. */
    vectorsOf: v.optional(v.pipe(v.string(), v.regex(/^\w[\w.-]{0,63}@\w[\w.-]{0,63}$/))),
  }),
  /** The text model takes ids [1, length], and their mask where it has one, and gives unit vectors [1, dimension]. */
  text: v.object({
    file: FileName,
    tokenizer: FileName,
    inputIds: v.string(),
    attentionMask: v.optional(v.string()),
    /** Of what type ids and mask are; int64 where nothing is said. */
    integers: v.optional(v.picklist(['int32', 'int64'])),
    /** Shorter texts are filled up to `maxTokens` with this id. */
    padding: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    /** `canonical`: in lower case and without ASCII punctuation, as SigLIP models were trained. */
    cleaning: v.optional(v.picklist(['canonical'])),
    output: v.string(),
    maxTokens: Count(8192),
    /** Put before every query, where the model was trained so. */
    prefix: v.string(),
    /** By language, the token that stands before all others, where the model was trained so; English's serves the rest. */
    languagePrefix: v.optional(
      v.pipe(
        v.record(v.string(), v.string()),
        v.check(({ en }) => en !== undefined, 'has no en'),
      ),
    ),
    version: Version,
  }),
  /** Measured by language: recall@10 on the lab's queries, and its ratio to English; empty where nobody measured. */
  languages: v.record(v.string(), v.object({ recall10: Share, ratio: Share })),
  /** How likely hits are right; see `Calibration`. Without it nothing is said of that. */
  calibration: v.optional(
    v.object({
      /** Vectors of other photos, one after the other: bytes with a sign, each times `scale`. */
      background: v.object({ file: FileName, count: Count(4096), scale: v.pipe(v.number(), v.gtValue(0)) }),
      nearest: Count(64),
      sizes: v.tuple([Count(1e9), Count(1e9)]),
      fewWords: Count(64),
      few: Weights,
      many: Weights,
      threshold: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
    }),
  ),
  golden: FileName,
});

export type Manifest = v.InferOutput<typeof Manifest>;
export type ImageSpec = Manifest['image'];
export type TextSpec = Manifest['text'];

const Vector = v.array(Finite);

/** Texts and pictures with the vectors that the lab's own code gave them. */
export const Golden = v.object({
  texts: v.array(v.object({ text: v.string(), embedding: Vector })),
  images: v.array(v.object({ file: FileName, embedding: Vector })),
});
