/** Ranks a video by its best moments, and tells which they are. */
import type { Moment } from '../values.ts';

/** A moment and the cosine of its vector to the query. */
export type Likeness = Moment & { similarity: number };

/** A stretch of a video that matches: from when to when, its best moment, and how near it is with its neighbours. */
export type Stretch = Moment & { score: number };

export type RankedVideo = { score: number; stretches: Stretch[] };

/**
 * A video counts for as much as its best so many milliseconds are alike on average: a glance alone is little. No more,
 * for shots of two or three seconds are usual, and what is counted of another one would speak against a video's best.
 */
const countedMs = 2000;
/** What is seen at one moment lasts at least so long. */
const leastMs = 1000;
/** Neighbours of one shot soften each other over so many milliseconds. */
const spreadMs = 1500;
/** A stretch goes on while what it shows is nearer to its best than to the video's mean. */
const edge = 0.5;
const mostStretches = 12;

type Part = Likeness & { fromMs: number; toMs: number; smooth: number };

/** `moments`: all of one video, in their order. */
export function rankVideo(moments: readonly Likeness[]): RankedVideo {
  const parts = smoothed(divided(moments));
  return { score: scoreOf(parts), stretches: stretchesOf(parts) };
}

/** Each moment stands for its shot from half-way to the one before to half-way to the next. */
function divided(moments: readonly Likeness[]): Part[] {
  return moments.map((moment, at) => {
    const [before, after] = [moments[at - 1], moments[at + 1]];
    const isOfShot = (other: Likeness | undefined) => other?.startMs === moment.startMs;
    const fromMs = before && isOfShot(before) ? (before.timeMs + moment.timeMs) / 2 : moment.startMs;
    const toMs = after && isOfShot(after) ? (moment.timeMs + after.timeMs) / 2 : moment.endMs;
    return { ...moment, fromMs, toMs, smooth: moment.similarity };
  });
}

function smoothed(parts: readonly Part[]): Part[] {
  return parts.map((part, at) => {
    let [sum, weights] = [part.similarity, 1];
    for (const step of [-1, 1]) {
      for (let other = parts[at + step], n = at + step; other?.startMs === part.startMs; other = parts[(n += step)]) {
        const apart = (other.timeMs - part.timeMs) / spreadMs;
        if (Math.abs(apart) > 3) break;
        const weight = Math.exp(-(apart ** 2) / 2);
        sum += weight * other.similarity;
        weights += weight;
      }
    }
    return { ...part, smooth: sum / weights };
  });
}

function lengthOf({ fromMs, toMs }: Part): number {
  return Math.max(leastMs, toMs - fromMs);
}

/** The mean over the best `countedMs`; no more than the best moment itself. */
function scoreOf(parts: readonly Part[]): number {
  let [sum, counted] = [0, 0];
  for (const part of parts.toSorted((one, other) => other.smooth - one.smooth)) {
    const length = Math.min(lengthOf(part), countedMs - counted);
    sum += part.smooth * length;
    counted += length;
    if (counted >= countedMs) break;
  }
  return counted === 0 ? -1 : sum / counted;
}

function meanOf(parts: readonly Part[]): number {
  const whole = parts.reduce((sum, part) => sum + lengthOf(part), 0);
  return parts.reduce((sum, part) => sum + part.smooth * lengthOf(part), 0) / Math.max(1, whole);
}

/**
 * The stretches that stand out from the rest, best first: each grows from its best moment to both sides as long as what
 * is shown stays nearer to it than to the mean, and none reaches into another.
 */
function stretchesOf(parts: readonly Part[]): Stretch[] {
  const taken = new Set<number>();
  const stretches: Stretch[] = [];
  const order = [...parts.keys()].toSorted((one, other) => smoothAt(parts, other) - smoothAt(parts, one));
  const best = smoothAt(parts, order[0] ?? 0);
  // Where all is alike, the mean may come out above every part by a rounding.
  const mean = Math.min(meanOf(parts), best);
  for (const seed of order) {
    const peak = smoothAt(parts, seed);
    if (stretches.length === mostStretches || peak < mean + edge * (best - mean)) break;
    if (taken.has(seed)) continue;
    const isWithin = (at: number) => !taken.has(at) && smoothAt(parts, at) >= mean + edge * (peak - mean);
    const stretch = grown(parts, seed, isWithin);
    for (let at = stretch.first; at <= stretch.last; at += 1) taken.add(at);
    stretches.push({ ...asStretch(parts.slice(stretch.first, stretch.last + 1)), score: peak });
  }
  return stretches;
}

function smoothAt(parts: readonly Part[], at: number): number {
  return parts[at]?.smooth ?? -1;
}

function grown(parts: readonly Part[], seed: number, isWithin: (at: number) => boolean) {
  let [first, last] = [seed, seed];
  while (first > 0 && isWithin(first - 1)) first -= 1;
  while (last < parts.length - 1 && isWithin(last + 1)) last += 1;
  return { first, last };
}

function asStretch(parts: readonly Part[]): Moment {
  const best = parts.reduce((one, other) => (other.similarity > one.similarity ? other : one));
  return {
    timeMs: best.timeMs,
    startMs: Math.round(parts[0]?.fromMs ?? best.startMs),
    endMs: Math.round(parts.at(-1)?.toMs ?? best.endMs),
  };
}
