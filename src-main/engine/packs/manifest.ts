import * as v from 'valibot';

/** A file inside the pack, named with forward slashes; it cannot lead out of the pack's folder. */
const FileName = v.pipe(v.string(), v.regex(/^(?!.*\.\.)\w[\w.-]*(\/\w[\w.-]*)*$/));
/** Names a folder too, so it neither hides nor leads anywhere. */
const Name = v.pipe(v.string(), v.regex(/^\w[\w.-]{0,63}$/));
const Version = v.pipe(v.number(), v.integer(), v.minValue(1));
const Count = (most: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(most));
const Share = v.pipe(v.number(), v.minValue(0));

/** `pack.json`, format 1. Keys it does not know are left alone, so that a later pack still opens. */
export const Manifest = v.object({
  format: v.literal(1),
  id: Name,
  version: Name,
  licence: v.string(),
  /** Width of the joint space. */
  dimension: Count(8192),
  files: v.record(FileName, v.object({ bytes: v.number(), sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)) })),
  /** The image model takes uint8 RGB [batch, size, size, 3] and gives unit vectors [batch, dimension]. */
  image: v.object({
    file: FileName,
    input: v.string(),
    output: v.string(),
    size: Count(2048),
    fit: v.literal('fill'),
    kernel: v.literal('lanczos3'),
    /** Of the preprocessing: vectors made with another one are not compared. */
    version: Version,
  }),
  /** The text model takes int64 ids and mask [batch, length] and gives unit vectors [batch, dimension]. */
  text: v.object({
    file: FileName,
    tokenizer: FileName,
    inputIds: v.string(),
    attentionMask: v.string(),
    output: v.string(),
    maxTokens: Count(8192),
    /** Put before every query, where the model was trained so. */
    prefix: v.string(),
    version: Version,
  }),
  /** Measured by language: recall@10 on the lab's queries, and its ratio to English. */
  languages: v.record(v.string(), v.object({ recall10: Share, ratio: Share })),
  golden: FileName,
});

export type Manifest = v.InferOutput<typeof Manifest>;
export type TextSpec = Manifest['text'];

const Vector = v.array(v.pipe(v.number(), v.finite()));

/** Texts and pictures with the vectors that the lab's own code gave them. */
export const Golden = v.object({
  texts: v.array(v.object({ text: v.string(), embedding: Vector })),
  images: v.array(v.object({ file: FileName, embedding: Vector })),
});
