/** How much of which stretch of a file is there, while it comes in several at a time: beside the file, so that a kill loses little. */
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { moveIntoPlace } from '../held-files.ts';

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));

const Schema = v.object({
  /** By which the other side names what the file was when it began to come. */
  etag: v.string(),
  /** The length of each stretch; the last may be shorter. */
  length: v.pipe(Count, v.minValue(1)),
  /** Bytes of each, from its beginning. */
  done: v.array(Count),
});

export type Journal = v.InferOutput<typeof Schema>;

/** How much of a file is there that comes whole or in stretches; 0 where there is none. */
export async function amountIn(part: string): Promise<number> {
  const journal = await readJournal(part);
  return journal ? sum(journal.done) : sizeOf(part);
}

/** Of a file that comes in stretches; undefined where it does not, or where what lies there cannot be of it. */
export async function readJournal(part: string): Promise<Journal | undefined> {
  const text = await readFile(journalOf(part), 'utf8').catch(() => '');
  const parsed = v.safeParse(Schema, parse(text));
  if (!parsed.success) return undefined;
  const { length, done } = parsed.output;
  const furthest = Math.max(0, ...done.map((bytes, at) => (bytes === 0 ? 0 : at * length + bytes)));
  const isOfIt = done.every((bytes) => bytes <= length) && furthest <= (await sizeOf(part));
  return isOfIt ? parsed.output : undefined;
}

/** Written aside and renamed, so that a kill leaves the old or the new; never ahead of the file. */
export async function keepJournal(part: string, journal: Journal): Promise<void> {
  const path = journalOf(part);
  await writeFile(`${path}.new`, JSON.stringify(journal));
  await moveIntoPlace(`${path}.new`, path);
}

export async function dropJournal(part: string): Promise<void> {
  await rm(journalOf(part), { force: true });
}

/** How much there is from the file's beginning without a gap. */
export function prefixOf({ length, done }: Journal): number {
  const first = done.findIndex((bytes) => bytes < length);
  return first < 0 ? sum(done) : first * length + (done[first] ?? 0);
}

export function sum(counts: readonly number[]): number {
  return counts.reduce((all, count) => all + count, 0);
}

function journalOf(part: string): string {
  return `${part}.ranges`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}
