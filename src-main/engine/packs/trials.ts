/**
 * What came of trying providers on this machine, in a small file of the library's folder. It may be deleted: then they are
 * tried again.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { refusals } from '../../contract/shapes.ts';

/**
 * How many times as fast as the processor it is, with so many pictures at a time; or why it is not to be used. `times`: how often
 * a trial was begun that did not end.
 */
const Trial = v.union([
  v.object({ speed: v.number(), batch: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  v.object({ why: v.picklist(refusals), detail: v.string(), times: v.optional(v.number()) }),
]);
export type Trial = v.InferOutput<typeof Trial>;

/** Trials count for this pack and these drivers alone. */
export type Conditions = { pack: string; drivers: string };

const Entry = v.object({ pack: v.string(), drivers: v.string(), trials: v.record(v.string(), Trial) });
type Entry = v.InferOutput<typeof Entry>;

/** A library may go from machine to machine, and from pack to pack. */
const entriesKept = 8;

/** By the provider's name. */
export function readTrials(folder: string, conditions: Conditions): Record<string, Trial> {
  return entriesIn(folder).find((entry) => isOf(entry, conditions))?.trials ?? {};
}

/** Throws when it cannot be written. */
export function writeTrials(folder: string, conditions: Conditions, trials: Record<string, Trial>): void {
  const others = entriesIn(folder).filter((entry) => !isOf(entry, conditions));
  const entries: Entry[] = [{ ...conditions, trials }, ...others].slice(0, entriesKept);
  const file = fileIn(folder);
  writeFileSync(`${file}.new`, `${JSON.stringify(entries, undefined, 1)}\n`, { flush: true });
  renameSync(`${file}.new`, file);
}

function entriesIn(folder: string): Entry[] {
  try {
    return v.parse(v.array(Entry), JSON.parse(readFileSync(fileIn(folder), 'utf8')));
  } catch {
    return [];
  }
}

function isOf(entry: Entry, { pack, drivers }: Conditions): boolean {
  return entry.pack === pack && entry.drivers === drivers;
}

function fileIn(folder: string): string {
  return join(folder, 'providers.json');
}
