/** Folds shots of one burst into the best of them. */
import { dot, type Embedding } from '../values.ts';

/** What tells a burst: when a photo was taken (as `Taken.wall`), where that is known to the second, and vectors. */
export type ShotParts<T> = {
  takenOf: (hit: T) => number | undefined;
  /** Asked once; those that have none are not in it. */
  embeddingsOf: (hits: readonly T[]) => ReadonlyMap<T, Embedding>;
};

/** One that stands for itself and for those like it, best first. */
export type Folded<T> = { hit: T; alike: T[] };

/** Shots of a burst follow each other so closely. */
const withinMs = 3000;
/**
 * And look so much alike. Of photos of a single scene taken seconds apart most do, of any two photos one pair in seven
 * thousand does (measured with the starter pack).
 */
const leastLikeness = 0.9;
const dayMs = 24 * 60 * 60 * 1000;

/** `hits`: best first, which they stay. The best of a burst stands for it. */
export function foldAlike<T>(hits: readonly T[], { takenOf, embeddingsOf }: ShotParts<T>): Folded<T>[] {
  const runs = runsOf(hits.map(takenOf));
  // Most photos have no other taken with them: their vectors are not asked for.
  const embeddings = embeddingsOf(hits.filter((_, at) => runs[at] !== undefined));
  const folded: Folded<T>[] = [];
  /** Those of each run, with the vector of what stands for them. */
  const ofRun = new Map<number, { group: Folded<T>; embedding: Embedding }[]>();
  for (const [at, hit] of hits.entries()) {
    const run = runs[at];
    const own = embeddings.get(hit);
    const groups = (run === undefined ? undefined : ofRun.get(run)) ?? [];
    const fitting = own && groups.find((one) => dot(one.embedding, own) >= leastLikeness);
    if (fitting) fitting.group.alike.push(hit);
    else {
      const group: Folded<T> = { hit, alike: [] };
      folded.push(group);
      if (run !== undefined && own) ofRun.set(run, [...groups, { group, embedding: own }]);
    }
  }
  return folded;
}

/** A date without a time is midnight sharp; it tells nothing of seconds. */
export function isToTheSecond(taken: number): boolean {
  return taken % dayMs !== 0;
}

/** For each time, a number that it shares with those that follow each other closely; none when it is alone. */
function runsOf(times: readonly (number | undefined)[]): (number | undefined)[] {
  const order = [...times.entries()].flatMap(([at, time]) => (time === undefined ? [] : [{ at, time }]));
  order.sort((one, other) => one.time - other.time);
  const runs: (number | undefined)[] = times.map(() => undefined);
  for (const [n, { at, time }] of order.entries()) {
    const before = order[n - 1];
    if (!before || time - before.time > withinMs) continue;
    const run = runs[before.at] ?? n;
    runs[before.at] = run;
    runs[at] = run;
  }
  return runs;
}
