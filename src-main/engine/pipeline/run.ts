import { stat } from 'node:fs/promises';
import { PolylensError } from '../../contract/errors.ts';
import type { FailureReason } from '../values.ts';
import { embedBatch } from './embed-batch.ts';
import { hashFile } from './hash-file.ts';
import { limiter } from './limiter.ts';
import { setAside, type Prepared, type Read, type RunParts, type Waiting } from './outcome.ts';
import { readAhead } from './read-ahead.ts';
import { embedVideo, readVideo } from './read-video.ts';

/** One is decoded while the frames of another are embedded: so many lie in memory. */
const videosAtATime = 2;

type Parts = RunParts & { inTurn: ReturnType<typeof limiter> };

/** Makes waiting files searchable until none is left or `signal` aborts; what is recorded stays. */
export async function run(files: Iterable<Waiting>, runParts: RunParts): Promise<void> {
  const parts = { ...runParts, inTurn: limiter(videosAtATime) };
  let done = 0;
  let batch: Prepared[] = [];
  const flush = async () => {
    const outcomes = await embedBatch(batch, parts);
    await parts.record(outcomes);
    batch = [];
    parts.onProgress(done);
  };
  const begun = readAhead(
    until(parts.signal, files),
    () => 2 * parts.batchSize(),
    async (file) => {
      return { file, outcome: await prepare(file, parts) };
    },
  );
  for await (const { file, outcome } of begun) {
    // What took minutes to read is not thrown away.
    if (parts.signal.aborted && outcome.kind !== 'video') continue;
    done += 1;
    if (outcome.kind === 'set-aside') parts.onSetAside(file.path, outcome);
    if (outcome.kind === 'unsteady') parts.onUnsteady(file.path);
    else if (outcome.kind !== 'left') batch.push(outcome);
    if (batch.length >= parts.batchSize()) await flush();
  }
  if (batch.length > 0) await flush();
}

function* until<T>(signal: AbortSignal, items: Iterable<T>): Generator<T> {
  for (const item of items) {
    if (signal.aborted) return;
    yield item;
  }
}

/** Reasons that may be the folder's and not the file's. */
const perhapsLost: readonly FailureReason[] = ['file.missing', 'file.unreadable'];

async function prepare(file: Waiting, parts: Parts): Promise<Read> {
  const outcome = await read(file, parts);
  const suspicious = outcome.kind === 'set-aside' && perhapsLost.includes(outcome.reason);
  return suspicious && (await parts.isLost(file.path)) ? { kind: 'left' } : outcome;
}

async function read(file: Waiting, parts: Parts): Promise<Read> {
  const fileId = file.id;
  try {
    if (await isGrowing(file, parts)) return { kind: 'unsteady' };
    const isVideo = await parts.isVideo(file.path);
    if (!isVideo) return await readContent(file, parts, false);
    return await (parts.readsVideos ? parts.inTurn(() => readContent(file, parts, true)) : unread(file));
  } catch (thrown) {
    if (thrown instanceof PolylensError) throw thrown;
    const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : String(thrown);
    const reason = code === 'ENOENT' ? 'file.missing' : 'file.unreadable';
    return setAside(fileId, { reason, detail: code, retryable: true });
  }
}

/** A video without FFmpeg. Hashing it would be work for nothing, again at each try; one that was read is found still. */
function unread({ id, wasRead }: Waiting): Read {
  return wasRead ? { kind: 'left' } : setAside(id, { reason: 'video.no-decoder', detail: '', retryable: true });
}

async function readContent(file: Waiting, parts: Parts, isVideo: boolean): Promise<Read> {
  // It waited for its turn, perhaps for long.
  if (isVideo && parts.signal.aborted) return { kind: 'left' };
  const hash = await hashFile(file.path);
  const known = parts.known(hash);
  if (!(await isUnchanged(file))) return { kind: 'unsteady' };
  if (known?.described) return { kind: 'known', fileId: file.id, contentId: known.id };
  const reading = { parts, isKnown: known !== undefined, isUnchanged };
  return isVideo ? readVideo(file, hash, reading) : readPicture(file, hash, reading);
}

/** Decodes a file; of one whose content is known, only what the picture says of itself is wanted. */
async function readPicture(
  file: Waiting,
  hash: Buffer,
  { parts, isKnown }: { parts: Parts; isKnown: boolean },
): Promise<Read> {
  const fileId = file.id;
  const outcome = await parts.decode(file.path);
  if (!(await isUnchanged(file))) return { kind: 'unsteady' };
  if (!outcome.ok) return isKnown ? { kind: 'left' } : setAside(fileId, outcome);
  const { ok: _, pixels, thumbnail, frames, ...facts } = outcome;
  await parts.keepThumbnail(hash, thumbnail);
  const content = { hash, ...facts };
  if (isKnown && !frames) return { kind: 'described', fileId, content };
  if (frames) return embedVideo({ fileId, content, frames }, parts);
  return { kind: 'decoded', fileId, path: file.path, content, pixels };
}

/** A time far to come was set by a clock that went wrong: it says nothing. One just ahead is a file's finer clock, or a server's. */
async function isGrowing({ path }: Waiting, parts: RunParts): Promise<boolean> {
  const { settleMs } = parts;
  if (settleMs === 0) return false;
  const { mtimeMs, ctimeMs } = await stat(path);
  const now = parts.now();
  return [mtimeMs, ctimeMs].some((changed) => Math.abs(now - changed) < settleMs);
}

async function isUnchanged(file: Waiting): Promise<boolean> {
  const { size, mtimeMs } = await stat(file.path);
  return size === file.size && mtimeMs === file.modifiedMs;
}
