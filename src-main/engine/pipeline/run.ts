import { stat } from 'node:fs/promises';
import { PolylensError } from '../../contract/errors.ts';
import type { Content, DecodeFailure, DecodeOutcome, Embedding, FailureReason, Pixels, Thumbnail } from '../values.ts';
import { hashFile } from './hash-file.ts';
import { readAhead } from './read-ahead.ts';

/** A file that waits to be made searchable. */
export type Waiting = { id: number; path: Buffer; size: number; modifiedMs: number };

type SetAside = { kind: 'set-aside'; fileId: number; reason: FailureReason; detail: string; retryable: boolean };
type Known = { kind: 'known'; fileId: number; contentId: number };
/** A picture that has its vector and was read again for what it says of itself. */
type Described = { kind: 'described'; fileId: number; content: Content };
/** The picture travels with its file in one value, so that vectors cannot be mixed up on the way. */
type Decoded = { kind: 'decoded'; fileId: number; path: Buffer; content: Content; pixels: Pixels };
type Embedded = { kind: 'embedded'; fileId: number; content: Content; embedding: Embedding };
/** The file changes under our hands, or just did: it keeps waiting, a later run sees its new self. */
type Unsteady = { kind: 'unsteady' };
/** It keeps what it has: its folder went away, or it cannot be read again. */
type Left = { kind: 'left' };

/** What became of one file. */
export type Outcome = Embedded | Described | Known | SetAside;
/** What is known of a file before its picture is embedded. */
type Prepared = Decoded | Described | Known | SetAside;

export type RunParts = {
  /** The content of this hash, when it has a vector already; `described`: and what the picture says of itself is known. */
  known(hash: Buffer): { id: number; described: boolean } | undefined;
  decode(path: Buffer): Promise<DecodeOutcome>;
  /** Keeps a picture's thumbnail, if it can. */
  keepThumbnail(hash: Buffer, thumbnail: Thumbnail): Promise<unknown>;
  /** One embedding for each picture, in order. */
  embed(batch: Pixels[]): Promise<Embedding[]>;
  /** A file cannot be read: is it its whole folder that went away? Then the file keeps waiting. */
  isLost(path: Buffer): Promise<boolean>;
  /** Stores a batch's outcomes in one transaction. */
  record(outcomes: Outcome[]): void;
  onSetAside(path: Buffer, outcome: SetAside): void;
  /** A file keeps waiting, because it changes. */
  onUnsteady(path: Buffer): void;
  /** Files that changed less than so many milliseconds ago may still grow. */
  settleMs: number;
  /** Milliseconds since 1970, as files' times are. */
  now(): number;
  /** Told after each recorded batch. */
  onProgress(done: number): void;
  signal: AbortSignal;
};

const batchSize = 16;

/** Makes waiting files searchable until none is left or `signal` aborts; what is recorded stays. */
export async function run(files: Iterable<Waiting>, parts: RunParts): Promise<void> {
  let done = 0;
  let batch: Prepared[] = [];
  const flush = async () => {
    const outcomes = await embedBatch(batch, parts);
    parts.record(outcomes);
    batch = [];
    parts.onProgress(done);
  };
  const prepared = readAhead(files, 2 * batchSize, async (file) => ({ file, outcome: await prepare(file, parts) }));
  for await (const { file, outcome } of prepared) {
    if (parts.signal.aborted) break;
    done += 1;
    if (outcome.kind === 'set-aside') parts.onSetAside(file.path, outcome);
    if (outcome.kind === 'unsteady') parts.onUnsteady(file.path);
    else if (outcome.kind !== 'left') batch.push(outcome);
    if (batch.length === batchSize) await flush();
  }
  if (batch.length > 0) await flush();
}

/** Reasons that may be the folder's and not the file's. */
const perhapsLost: readonly FailureReason[] = ['file.missing', 'file.unreadable'];

async function prepare(file: Waiting, parts: RunParts): Promise<Prepared | Unsteady | Left> {
  const outcome = await read(file, parts);
  const suspicious = outcome.kind === 'set-aside' && perhapsLost.includes(outcome.reason);
  return suspicious && (await parts.isLost(file.path)) ? { kind: 'left' } : outcome;
}

async function read(file: Waiting, parts: RunParts): Promise<Prepared | Unsteady | Left> {
  const fileId = file.id;
  try {
    if (await isGrowing(file, parts)) return { kind: 'unsteady' };
    const hash = await hashFile(file.path);
    const known = parts.known(hash);
    if (!(await isUnchanged(file))) return { kind: 'unsteady' };
    if (known?.described) return { kind: 'known', fileId, contentId: known.id };
    return await readPicture(file, hash, { parts, isKnown: known !== undefined });
  } catch (thrown) {
    if (thrown instanceof PolylensError) throw thrown;
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
    const reason = code === 'ENOENT' ? 'file.missing' : 'file.unreadable';
    return setAside(fileId, { reason, detail: code, retryable: true });
  }
}

type Reading = { parts: RunParts; isKnown: boolean };

/** Decodes a file; of one whose content is known, only what the picture says of itself is wanted. */
async function readPicture(
  file: Waiting,
  hash: Buffer,
  { parts, isKnown }: Reading,
): Promise<Prepared | Unsteady | Left> {
  const fileId = file.id;
  const outcome = await parts.decode(file.path);
  if (!(await isUnchanged(file))) return { kind: 'unsteady' };
  if (!outcome.ok) return isKnown ? { kind: 'left' } : setAside(fileId, outcome);
  const { pixels, thumbnail, width, height, format, thumbhash, details } = outcome;
  await parts.keepThumbnail(hash, thumbnail);
  const content = { hash, width, height, format, thumbhash, details };
  return isKnown
    ? { kind: 'described', fileId, content }
    : { kind: 'decoded', fileId, path: file.path, content, pixels };
}

function setAside(fileId: number, { reason, detail, retryable }: Omit<DecodeFailure, 'ok'>): SetAside {
  return { kind: 'set-aside', fileId, reason, detail, retryable };
}

/** A time to come was set by a clock that went wrong: it says nothing. */
async function isGrowing({ path }: Waiting, parts: RunParts): Promise<boolean> {
  const { settleMs } = parts;
  if (settleMs === 0) return false;
  const { mtimeMs, ctimeMs } = await stat(path);
  const now = parts.now();
  return [mtimeMs, ctimeMs].some((changed) => changed <= now && now - changed < settleMs);
}

async function isUnchanged(file: Waiting): Promise<boolean> {
  const { size, mtimeMs } = await stat(file.path);
  return size === file.size && mtimeMs === file.modifiedMs;
}

async function embedBatch(batch: Prepared[], parts: RunParts): Promise<Outcome[]> {
  const decoded = batch.filter((outcome) => outcome.kind === 'decoded');
  const settled = batch.filter((outcome) => outcome.kind !== 'decoded');
  return [...settled, ...(await embedAll(decoded, parts))];
}

/** Embeds a batch; when the encoder dies of it, one by one, so that only the file to blame pays. */
async function embedAll(decoded: Decoded[], parts: RunParts): Promise<Outcome[]> {
  if (decoded.length === 0) return [];
  try {
    return paired(decoded, await parts.embed(decoded.map(({ pixels }) => pixels)));
  } catch (thrown) {
    if (!(thrown instanceof PolylensError) || thrown.code !== 'encoder.crashed') throw thrown;
  }
  const outcomes: Outcome[] = [];
  for (const one of decoded) outcomes.push(await embedOne(one, parts));
  return outcomes;
}

async function embedOne(one: Decoded, parts: RunParts): Promise<Outcome> {
  try {
    const [outcome] = paired([one], await parts.embed([one.pixels]));
    if (outcome) return outcome;
    throw new PolylensError('internal', { why: 'the encoder gave no vector' });
  } catch (thrown) {
    if (!(thrown instanceof PolylensError) || thrown.code !== 'encoder.crashed') throw thrown;
    // An encoder that cannot even do a black picture is broken itself: then no file is to blame, and the run ends.
    await parts.embed([new Uint8Array(one.pixels.length)]);
    const failed = { kind: 'set-aside', fileId: one.fileId, reason: 'encoder.failed', retryable: true } as const;
    const outcome = { ...failed, detail: thrown.message };
    parts.onSetAside(one.path, outcome);
    return outcome;
  }
}

function paired(decoded: Decoded[], embeddings: Embedding[]): Outcome[] {
  return decoded.map(({ fileId, content }, at) => {
    const embedding = embeddings[at];
    if (!embedding) throw new PolylensError('internal', { why: 'the encoder gave fewer vectors than pictures' });
    return { kind: 'embedded', fileId, content, embedding };
  });
}
