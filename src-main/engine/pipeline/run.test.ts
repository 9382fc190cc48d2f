import { mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PolylensError } from '../../contract/errors.ts';
import type { DecodeOutcome, Embedding, Frame, Pixels, VideoOutcome } from '../values.ts';
import type { Outcome, RunParts, Waiting } from './outcome.ts';
import { run } from './run.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'polylens-run-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Files whose content is a number; a decoded picture is that number in one pixel, its embedding the same again. */
function files(contents: readonly number[]): Waiting[] {
  return contents.map((content, at) => {
    const path = join(folder, `${at}.jpg`);
    writeFileSync(path, String(content));
    const { size, mtimeMs } = statSync(path);
    return { id: at, path: Buffer.from(path), size, modifiedMs: mtimeMs, wasRead: false };
  });
}

function decoded(value: number): DecodeOutcome {
  const thumbnail = Uint8Array.of(value);
  return {
    ok: true,
    pixels: thumbnail,
    width: 1,
    height: 1,
    format: 'jpeg',
    details: {},
    thumbnail,
    thumbhash: thumbnail,
  };
}

function embedded(batch: Pixels[]): Embedding[] {
  return batch.map((pixels) => Float32Array.of(pixels[0] ?? -1));
}

/** Frames of a video, each of one pixel; `opens`: the first of a shot. */
function filmed(...pixels: readonly (readonly [value: number, opens: boolean])[]): VideoOutcome {
  const frames = pixels.map(([value, opens], at): Frame => {
    return { pixels: Uint8Array.of(value), opens, timeMs: 1000 * at, startMs: 0, endMs: 9000 };
  });
  const thumbnail = Uint8Array.of(1);
  const video = { durationMs: 9000, posterMs: 0 };
  return { ok: true, frames, thumbnail, thumbhash: thumbnail, width: 1, height: 1, format: 'mp4', details: {}, video };
}

function videoFiles(count: number): Waiting[] {
  return files(Array.from({ length: count }, (_, at) => at)).map((file) => {
    const path = Buffer.from(file.path.toString().replace('.jpg', '.mp4'));
    renameSync(file.path, path);
    return { ...file, path };
  });
}

async function outcomesOf(waiting: Waiting[], own: Partial<RunParts> = {}) {
  const batches: Outcome[][] = [];
  await run(waiting, {
    known: () => undefined,
    decode: (path) => Promise.resolve(decoded(Number(readFileSync(path, 'utf8')))),
    isVideo: (path) => Promise.resolve(path.toString().endsWith('.mp4')),
    readsVideos: true,
    decodeVideo: () => Promise.reject(new Error('not expected')),
    keepThumbnail: () => Promise.resolve(),
    embed: (batch) => Promise.resolve(embedded(batch)),
    batchSize: () => 16,
    isLost: () => Promise.resolve(false),
    onSubtitles: () => undefined,
    onUnsteady: () => undefined,
    settleMs: 0,
    now: () => Date.now(),
    record: (outcomes) => void batches.push(outcomes),
    onSetAside: () => undefined,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...own,
  });
  return { batches, all: batches.flat().toSorted((one, other) => one.fileId - other.fileId) };
}

function brief(outcome: Outcome): unknown {
  switch (outcome.kind) {
    case 'embedded':
      return [...outcome.embedding];
    case 'video':
      return outcome.moments.map(({ timeMs, embedding }) => `${timeMs}: ${embedding.join(' ')}`);
    case 'described':
      return `described ${outcome.content.width}`;
    case 'known':
      return `known ${outcome.contentId}`;
    case 'set-aside':
      return outcome.reason;
  }
}

test('each file gets its own vector, over batches of bounded size', async () => {
  const waiting = files(Array.from({ length: 40 }, (_, at) => at));
  const { batches, all } = await outcomesOf(waiting);
  expect(all.map(brief)).toEqual(waiting.map(({ id }) => [id]));
  expect(batches.map(({ length }) => length)).toEqual([16, 16, 8]);
});

test('batches follow what suits the encoder, which may change', async () => {
  const batchSize = () => (sizes.length === 0 ? 10 : 15);
  const sizes: number[] = [];
  const onProgress = (done: number) => void sizes.push(done);
  const { all } = await outcomesOf(files(Array.from({ length: 40 }, (_, at) => at)), { batchSize, onProgress });
  expect(sizes).toEqual([10, 25, 40]);
  expect(all).toHaveLength(40);
  const frames: number[] = [];
  const embed = (batch: Pixels[]) => {
    frames.push(batch.length);
    return Promise.resolve(embedded(batch));
  };
  const decodeVideo = () => Promise.resolve(filmed([0, true], [90, true], [0, true]));
  await outcomesOf(videoFiles(1), { decodeVideo, embed, batchSize: () => 2 });
  expect(frames).toEqual([2, 1]);
});

test('a content that has its vector but was not read for its details is read, and not embedded', async () => {
  const embed = () => Promise.reject(new Error('not expected'));
  const { all } = await outcomesOf(files([1]), { known: () => ({ id: 9, described: false }), embed });
  expect(all).toMatchObject([{ kind: 'described', fileId: 0, content: { width: 1, details: {} } }]);
});

test('one that cannot be read for its details stays as it is', async () => {
  const known = () => ({ id: 9, described: false });
  const decode = () =>
    Promise.resolve<DecodeOutcome>({ ok: false, reason: 'image.corrupt', detail: '', retryable: false });
  expect((await outcomesOf(files([1]), { known, decode })).all).toEqual([]);
});

test('a known content is neither decoded nor embedded', async () => {
  const decode = () => Promise.reject(new Error('not expected'));
  const { all } = await outcomesOf(files([1, 2]), { known: () => ({ id: 9, described: true }), decode });
  expect(all.map(brief)).toEqual(['known 9', 'known 9']);
});

test('a file that cannot be decoded, read or found is set aside and the rest goes on', async () => {
  const waiting = files([0, 1, 2, 3]);
  rmSync(join(folder, '2.jpg'));
  const told: string[] = [];
  const { all } = await outcomesOf(waiting, {
    decode: (path) =>
      Promise.resolve(
        path.toString().endsWith('1.jpg')
          ? { ok: false, reason: 'image.corrupt', detail: '', retryable: false }
          : decoded(5),
      ),
    onSetAside: (path, { reason }) => told.push(`${path.toString().slice(folder.length + 1)} ${reason}`),
  });
  expect(all.map(brief)).toEqual([[5], 'image.corrupt', 'file.missing', [5]]);
  expect(told).toEqual(['1.jpg image.corrupt', '2.jpg file.missing']);
});

test('a file that changes while it is read keeps waiting', async () => {
  const waiting = files([0, 1]);
  const { all } = await outcomesOf(waiting, {
    decode(path) {
      if (path.toString().endsWith('0.jpg')) writeFileSync(path, 'longer than it was');
      return Promise.resolve(decoded(7));
    },
  });
  expect(all.map(({ fileId }) => fileId)).toEqual([1]);
});

test('when the encoder dies of one picture, that file alone pays', async () => {
  const embed = (batch: Pixels[]) =>
    batch.some(([value]) => value === 3)
      ? Promise.reject(new PolylensError('encoder.crashed'))
      : Promise.resolve(embedded(batch));
  const { all } = await outcomesOf(files([0, 1, 2, 3, 4]), { embed });
  expect(all.map(brief)).toEqual([[0], [1], [2], 'encoder.failed', [4]]);
});

test('when the encoder dies of any picture, no file is blamed and the run ends', async () => {
  const recorded: Outcome[] = [];
  const ended = outcomesOf(files([0, 1]), {
    embed: () => Promise.reject(new PolylensError('encoder.crashed')),
    record: (outcomes) => void recorded.push(...outcomes),
  });
  await expect(ended).rejects.toMatchObject({ code: 'encoder.crashed' });
  expect(recorded).toEqual([]);
});

test('an encoder that answers with too few vectors is a fault, not a mix-up', async () => {
  const embed = (batch: Pixels[]) => Promise.resolve(embedded(batch).slice(1));
  await expect(outcomesOf(files([0, 1]), { embed })).rejects.toMatchObject({ code: 'internal' });
});

test('a stop finishes the batch in hand and takes no more', async () => {
  const stop = new AbortController();
  const { batches } = await outcomesOf(files(Array.from({ length: 40 }, (_, at) => at)), {
    signal: stop.signal,
    onProgress: () => stop.abort(),
  });
  expect(batches.map(({ length }) => length)).toEqual([16]);
});

test('a file that changed just now waits; one of a time to come, by a clock that was set back, does not', async () => {
  const waiting = files([1, 2, 3]);
  const hour = 3_600_000;
  const unsteady: string[] = [];
  const onUnsteady = (path: Buffer) => void unsteady.push(path.toString());
  expect((await outcomesOf(waiting, { settleMs: hour, onUnsteady })).all).toEqual([]);
  expect(unsteady).toEqual(waiting.map(({ path }) => path.toString()));
  const behind = Date.now() - 1000;
  expect((await outcomesOf(waiting, { settleMs: hour, now: () => behind })).all).toEqual([]);
  const later = Date.now() + 2 * hour;
  expect((await outcomesOf(waiting, { settleMs: hour, now: () => later })).all).toHaveLength(3);
  expect((await outcomesOf(waiting, { settleMs: hour, now: () => 0 })).all).toHaveLength(3);
});

test('a video gets a vector for each frame that shows something else, and for each beginning of a shot', async () => {
  const embed = (batch: Pixels[]) => Promise.resolve(batch.map(([angle = 0]) => unit(angle)));
  const decodeVideo = () => Promise.resolve(filmed([0, true], [3, false], [90, false], [92, true], [10, false]));
  const { all } = await outcomesOf(videoFiles(1), { decodeVideo, embed });
  expect(all).toMatchObject([{ kind: 'video', fileId: 0, content: { video: { durationMs: 9000 } } }]);
  const [video] = all;
  expect(video?.kind === 'video' && video.moments.map(({ timeMs }) => timeMs)).toEqual([0, 2000, 3000, 4000]);
});

/** A vector at an angle in degrees. */
function unit(degrees: number): Embedding {
  return Float32Array.of(Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180));
}

test('without a program that reads videos they are set aside unread, to be tried again', async () => {
  const known = () => expect.fail('it was hashed');
  const { all } = await outcomesOf(videoFiles(2), { readsVideos: false, known });
  expect(all.map(brief)).toEqual(['video.no-decoder', 'video.no-decoder']);
  expect(all).toMatchObject([{ retryable: true }, { retryable: true }]);
});

test('few videos are in memory at a time', async () => {
  let [now, most] = [0, 0];
  const decodeVideo = async () => {
    most = Math.max(most, (now += 1));
    await new Promise((resolve) => setImmediate(resolve));
    return filmed([1, true]);
  };
  const embed = (batch: Pixels[]) => {
    now -= 1;
    return Promise.resolve(embedded(batch));
  };
  const { all } = await outcomesOf(videoFiles(12), { decodeVideo, embed });
  expect(all).toHaveLength(12);
  expect(most).toBe(2);
});

test('when the encoder dies of a video, that one alone pays', async () => {
  const decodeVideo = (path: Buffer) => Promise.resolve(filmed([path.toString().endsWith('1.mp4') ? 3 : 5, true]));
  const embed = (batch: Pixels[]) =>
    batch.some(([value]) => value === 3)
      ? Promise.reject(new PolylensError('encoder.crashed'))
      : Promise.resolve(embedded(batch));
  const { all } = await outcomesOf(videoFiles(3), { decodeVideo, embed });
  expect(all.map(({ kind }) => kind)).toEqual(['video', 'set-aside', 'video']);
});

test('a stop keeps the video that was read, and leaves those that were not waiting', async () => {
  const stop = new AbortController();
  const decodeVideo = (path: Buffer) => {
    stop.abort();
    return Promise.resolve(path.toString().endsWith('0.mp4') ? filmed([1, true]) : undefined);
  };
  const { all } = await outcomesOf(videoFiles(5), { decodeVideo, signal: stop.signal });
  expect(all.map(({ fileId }) => fileId)).toEqual([0]);
});

test('an animation that comes as a picture is stored with its moments', async () => {
  const still = decoded(5);
  const film = filmed([1, true], [9, true]);
  if (!still.ok || !film.ok) throw new Error('not made');
  const decode = () => Promise.resolve({ ...still, frames: film.frames, video: film.video });
  const { all } = await outcomesOf(files([5]), { decode });
  expect(all).toMatchObject([{ kind: 'video', moments: [{ timeMs: 0 }, { timeMs: 1000 }] }]);
});

test('an animation that was read as a picture gets its moments', async () => {
  const still = decoded(5);
  const film = filmed([1, true], [9, true]);
  if (!still.ok || !film.ok) throw new Error('not made');
  const decode = () => Promise.resolve({ ...still, frames: film.frames, video: film.video });
  const { all } = await outcomesOf(files([5]), { decode, known: () => ({ id: 9, described: false }) });
  expect(all).toMatchObject([{ kind: 'video' }]);
});

test('without FFmpeg a video that was read before keeps what it has', async () => {
  const [one, other] = videoFiles(2);
  if (!one || !other) throw new Error('not made');
  const { all } = await outcomesOf([{ ...one, wasRead: true }, other], { readsVideos: false });
  expect(all).toMatchObject([{ kind: 'set-aside', fileId: other.id, reason: 'video.no-decoder' }]);
});
