/**
 * A large file comes in several stretches at a time, where the other side can give ranges and names the file by a strong ETag: so
 * a line whose far end gives each connection only so much is used whole. Who cannot, or answers with something else than was
 * asked for, is asked for one stream.
 */
import { open, truncate, type FileHandle } from 'node:fs/promises';
import { dropJournal, keepJournal, prefixOf, readJournal, sum, type Journal } from './range-journal.ts';
import { isPassing, noDownload, request, type Answer, type Line } from './request.ts';

/** How many stretches come at a time, and of how many bytes each is. */
export type Ranges = { atOnce: number; bytes: number };

type Wanted = { address: URL; facts: { bytes: number }; part: string };
export type RangedLine = Line & {
  ranges: Ranges;
  /** Is told how much there is of it. */ came: (bytes: number) => void;
};

/** What lies in `part` now: all of it, or what one stream goes on with; perhaps its answer is there already. */
export type Filled = 'whole' | Answer | undefined;

/** The other side gives no ranges of this file; of another one, where it has `changed` meanwhile. */
class NoRanges extends Error {
  readonly changed: boolean;

  constructor(changed: boolean) {
    super('no ranges');
    this.changed = changed;
  }
}

/** About so many bytes at most, of all stretches together, are asked for again after a kill. */
const keptEachBytes = 2 ** 22;

/** @throws PolylensError pack.download, request.cancelled; what has come is kept then */
export async function fillInRanges(wanted: Wanted, line: RangedLine): Promise<Filled> {
  const { facts, part } = wanted;
  const left = await readJournal(part);
  if (left && isOf(left, facts.bytes)) return new Stretches(wanted, line, left).fill();
  await dropJournal(part);
  const first = await request(wanted.address, { from: 0, to: line.ranges.bytes - 1 }, line);
  if (first.status === 200) return first;
  try {
    const journal = journalFor(first, facts.bytes, line.ranges);
    return journal && (await new Stretches(wanted, line, journal).fill(first));
  } finally {
    first.close();
  }
}

/** Undefined where the first answer is not what was asked for, or the file has no name that is its own. */
function journalFor(first: Answer, bytes: number, { bytes: length }: Ranges): Journal | undefined {
  const etag = strongTag(first);
  if (etag === undefined || !isRange(first, { from: 0, to: length - 1, bytes })) return undefined;
  return { etag, length, done: Array.from({ length: Math.ceil(bytes / length) }, () => 0) };
}

function isOf({ length, done }: Journal, bytes: number): boolean {
  return done.length === Math.ceil(bytes / length) && done.every((had, at) => had <= bytes - at * length);
}

/** A weak one is of files that are much alike. */
function strongTag({ headers }: Answer): string | undefined {
  return /^"[^"]*"$/.exec(headers.get('etag') ?? '')?.[0];
}

function isRange(
  { status, headers }: Answer,
  { from, to, bytes }: { from: number; to: number; bytes: number },
): boolean {
  const length = headers.get('content-length');
  const isLong = length === null || Number(length) === to - from + 1;
  return status === 206 && isLong && headers.get('content-range') === `bytes ${from}-${to}/${bytes}`;
}

class Stretches {
  readonly #wanted: Wanted;
  readonly #line: RangedLine;
  readonly #journal: Journal;
  readonly #taken = new Set<number>();
  readonly #stop = new AbortController();
  /** What went wrong first. */
  #fault: Error | undefined;
  #kept = 0;
  #keeping = Promise.resolve();

  constructor(wanted: Wanted, line: RangedLine, journal: Journal) {
    this.#wanted = wanted;
    this.#line = { ...line, signal: AbortSignal.any([line.signal, this.#stop.signal]) };
    this.#journal = journal;
    this.#kept = sum(journal.done);
  }

  /** `first`: the answer for the first stretch, where nothing is there yet. */
  async fill(first?: Answer): Promise<Filled> {
    const { part } = this.#wanted;
    const file = await open(part, first ? 'w' : 'r+');
    try {
      // Before the first byte: a file with gaps must never be taken for one without.
      await keepJournal(part, this.#journal);
      const hands = Array.from({ length: this.#line.ranges.atOnce }, (_, hand) =>
        this.#work(file, hand === 0 ? first : undefined),
      );
      await Promise.all(hands);
      await this.#keeping;
      if (this.#fault === undefined) await file.sync();
    } finally {
      await file.close();
    }
    if (this.#fault === undefined) return 'whole';
    if (!(this.#fault instanceof NoRanges)) {
      // Where that fails, too, the first fault is what tells.
      await keepJournal(part, this.#journal).catch(() => undefined);
      throw this.#fault;
    }
    // One stream goes on where the gaps begin.
    await truncate(part, this.#fault.changed ? 0 : prefixOf(this.#journal));
    await dropJournal(part);
    return undefined;
  }

  /** One after the other, until none is left, or one fails: the others go on where another try may mend it. */
  async #work(file: FileHandle, first?: Answer): Promise<void> {
    let opened = first;
    try {
      for (let at = this.#next(); at !== undefined; at = this.#next()) {
        await this.#bring(file, at, opened);
        opened = undefined;
      }
    } catch (thrown) {
      this.#give(thrown);
    }
  }

  #give(thrown: unknown): void {
    this.#fault ??= thrown instanceof Error ? thrown : new Error(String(thrown));
    if (!isPassing(thrown)) this.#stop.abort();
  }

  #next(): number | undefined {
    const at = this.#journal.done.findIndex((had, each) => !this.#taken.has(each) && had < this.#lengthOf(each));
    if (at < 0) return undefined;
    this.#taken.add(at);
    return at;
  }

  async #bring(file: FileHandle, at: number, opened?: Answer): Promise<void> {
    const { address } = this.#wanted;
    const { done, length } = this.#journal;
    const whole = this.#lengthOf(at);
    const answer = opened ?? (await this.#ask(at));
    try {
      for await (const chunk of answer.chunks) {
        const had = done[at] ?? 0;
        if (had + chunk.length > whole) throw new NoRanges(false);
        await writeAll(file, chunk, at * length + had);
        done[at] = had + chunk.length;
        this.#tell();
      }
    } finally {
      answer.close();
    }
    if ((done[at] ?? 0) < whole)
      throw noDownload('cut', { address: address.href, found: `${done[at]} of ${whole} bytes of a stretch` });
  }

  async #ask(at: number): Promise<Answer> {
    const { address, facts } = this.#wanted;
    const { done, etag, length } = this.#journal;
    const [from, to] = [at * length + (done[at] ?? 0), at * length + this.#lengthOf(at) - 1];
    const answer = await request(address, { from, to, etag }, this.#line);
    const tag = strongTag(answer);
    if (tag === etag && isRange(answer, { from, to, bytes: facts.bytes })) return answer;
    answer.close();
    throw new NoRanges(tag !== undefined && tag !== etag);
  }

  #lengthOf(at: number): number {
    const { length } = this.#journal;
    return Math.min(length, this.#wanted.facts.bytes - at * length);
  }

  /** Not more often than it helps: each writes a file. */
  #tell(): void {
    const { part } = this.#wanted;
    const all = sum(this.#journal.done);
    this.#line.came(all);
    if (all - this.#kept < keptEachBytes) return;
    this.#kept = all;
    const journal = { ...this.#journal, done: [...this.#journal.done] };
    this.#keeping = this.#keeping.then(() => keepJournal(part, journal)).catch((thrown: unknown) => this.#give(thrown));
  }
}

async function writeAll(file: FileHandle, chunk: Uint8Array, position: number): Promise<void> {
  for (let from = 0; from < chunk.length;) {
    const { bytesWritten } = await file.write(chunk, from, chunk.length - from, position + from);
    from += bytesWritten;
  }
}
