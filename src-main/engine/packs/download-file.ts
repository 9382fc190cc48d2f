import { open, rm, writeFile, type FileHandle } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { moveIntoPlace } from '../held-files.ts';
import { fillInRanges, type Ranges } from './download-ranges.ts';
import type { Manifest } from './manifest.ts';
import { factsOf } from './open-pack.ts';
import { amountIn, dropJournal, readJournal } from './range-journal.ts';
import { isPassing, noDownload, request, type Answer, type Line } from './request.ts';

type Wanted = {
  address: URL;
  /** What it has to be. */
  facts: Manifest['files'][string];
  /** Where it is to be in the end, and where it is until it is whole. */
  place: string;
  part: string;
};

/** How often a file is asked for again that makes no headway, and how long after. `ranges`: how large files come, else as one stream. */
export type Patience = { tries: number; pauseMs: number; ranges?: Ranges | undefined };

export type FileLine = Line & Patience & { /** Is told how much there is of it. */ came: (bytes: number) => void };

/**
 * Brings one file to its place, once size and hash are right. What an earlier try left in `part` is gone on with, where the
 * other side can do that.
 * @throws PolylensError pack.download, request.cancelled
 */
export async function downloadFile(wanted: Wanted, line: FileLine): Promise<void> {
  let vain = 0;
  let most = await amountIn(wanted.part);
  for (let had = most; ; had = await amountIn(wanted.part)) {
    try {
      return await bring(wanted, had, line);
    } catch (thrown) {
      // More than ever: who begins anew each time would be asked for ever.
      const now = await amountIn(wanted.part);
      vain = now > most ? 0 : vain + 1;
      most = Math.max(most, now);
      if (vain >= line.tries || !isPassing(thrown)) throw thrown;
      await setTimeout(line.pauseMs);
    }
  }
}

async function bring(wanted: Wanted, had: number, line: FileLine): Promise<void> {
  const { address, facts, part, place } = wanted;
  const isPieced = await fill(wanted, had, line);
  const { sha256 } = await factsOf(dirname(part), basename(part));
  if (sha256 === facts.sha256) {
    await moveIntoPlace(part, place);
    return dropJournal(part);
  }
  await rm(part);
  await dropJournal(part);
  // What an earlier try left may be of another file, and so may stretches of several machines behind one name: of one answer
  // the whole may be right. If it is not, no further one will be.
  if (isPieced) return bring(wanted, 0, { ...line, ranges: undefined });
  throw noDownload('bytes', { address: address.href, expected: facts.sha256, found: sha256 });
}

/** Brings to `part` what lacks of the file's bytes. Are they of more than one answer? */
async function fill(wanted: Wanted, had: number, line: FileLine): Promise<boolean> {
  const { facts, part } = wanted;
  const isBegun = (await readJournal(part)) !== undefined;
  if (facts.bytes === 0) await writeFile(part, '');
  if (had === facts.bytes) return had > 0;
  const { ranges } = line;
  if (!ranges || facts.bytes <= 2 * ranges.bytes || (had > 0 && !isBegun)) {
    // More than all of it is of something else.
    return receive(wanted, { had: had > facts.bytes ? 0 : had }, line);
  }
  const filled = await fillInRanges(wanted, { ...line, ranges });
  if (filled === 'whole') return true;
  return receive(wanted, { had: filled ? 0 : await amountIn(part), answer: filled }, line);
}

/** `answer`: the other side's, where it was asked already. */
type Begun = { had: number; answer?: Answer | undefined };

/** Reads one answer to its end. Does what it says follow on what was there? */
async function receive(wanted: Wanted, { had, answer: given }: Begun, line: FileLine): Promise<boolean> {
  const { address, facts, part } = wanted;
  const answer = given ?? (await request(address, { from: had }, line));
  let file: FileHandle | undefined;
  let [start, size] = [0, 0];
  try {
    start = size = await startOf(answer, wanted, had);
    const flags = size === 0 ? 'w' : 'a';
    for await (const chunk of expected(answer, wanted, size)) {
      // Not before: what is no part of the file leaves what is there.
      file ??= await open(part, flags);
      await file.appendFile(chunk);
      size += chunk.length;
      line.came(size);
    }
    await file?.sync();
  } finally {
    answer.close();
    await file?.close();
  }
  if (size < facts.bytes) throw noDownload('cut', { address: address.href, found: `${size} of ${facts.bytes} bytes` });
  return start > 0;
}

/** From which byte on the answer is. Who cannot go on with what is there is asked for all of it. */
async function startOf({ status, headers }: Answer, { address, facts, part }: Wanted, had: number): Promise<number> {
  if (status === 200) return 0;
  const range = headers.get('content-range');
  if (had > 0 && status === 206 && range === `bytes ${had}-${facts.bytes - 1}/${facts.bytes}`) return had;
  if (had === 0 || (status !== 206 && status !== 416))
    throw noDownload('status', { address: address.href, found: status });
  await rm(part);
  throw noDownload('cut', { address: address.href, found: `${status} ${range ?? ''}` });
}

/** The chunks of an answer, as long as they can be of this file. */
async function* expected(answer: Answer, { address, facts }: Wanted, from: number): AsyncGenerator<Uint8Array> {
  const length = answer.headers.get('content-length');
  const announced = length === null ? facts.bytes : from + Number(length);
  let size = from;
  for await (const chunk of answer.chunks) {
    if (size === 0 && isPage(answer, chunk)) throw noDownload('page', { address: address.href });
    size += chunk.length;
    const found = announced === facts.bytes ? size : announced;
    if (found > facts.bytes || announced !== facts.bytes)
      throw noDownload('size', { address: address.href, expected: facts.bytes, found });
    yield chunk;
  }
}

/** Some servers answer with a page that asks who one is, or says that there is nothing. */
function isPage({ headers }: Answer, chunk: Uint8Array): boolean {
  if (headers.get('content-type')?.includes('text/html')) return true;
  return /^\s*<(!doctype\s+)?html/i.test(Buffer.from(chunk.subarray(0, 100)).toString('latin1'));
}
