import { difference, isBlank, looksSame, measureLook, type Measures } from './measure-look.ts';
import type { Frame } from '../values.ts';
import type { Look } from './read-looks.ts';
import { showsSame, sketchOf, type Sketch } from './same-scene.ts';

/** A look worth keeping. `shot`: which one it belongs to, by number; `opens`: the first of that shot. */
export type Candidate = { look: Look; shot: number; opens: boolean; appeal: number };

export type Shot = { startMs: number; endMs: number };

type Seen = { look: Look; measures: Measures };
type Placed = Seen & { shot: number };
type Window = { startMs: number; best: Placed | undefined };

/** A candidate as a moment of its video. */
export function frameOf({ look: { timeMs }, shot, opens }: Candidate, shots: readonly Shot[]): Omit<Frame, 'pixels'> {
  return { timeMs, opens, ...(shots[shot] ?? { startMs: timeMs, endMs: timeMs }) };
}

/** One look in a second for a minute; from there on the number grows ever more slowly: 310 in an hour, 480 in three. */
export function stepMs(durationMs: number): number {
  const minutes = durationMs / 60_000;
  return minutes <= 1 ? 1000 : durationMs / (60 * minutes ** 0.4);
}

/** Looks differ so much (of 255) where the camera stands elsewhere, ... */
const cutDifference = 20;
/** ... and so many times more than those before them, for in a moving shot all differ. */
const cutRatio = 3;
const sureDifference = 60;
/** A look unlike its two neighbours, which are alike and this near to each other, is a flash. */
const flashMs = 900;

/**
 * Chooses from looks at a video, given in their order: divides it at its cuts into shots, and each shot into windows of
 * one step, of which each gives its sharpest look. Flashes are passed over, and black and white ones where there are others; where
 * little moves one look stands for all: its vector would be theirs.
 */
export class FrameChooser {
  readonly #durationMs: number;
  readonly #shots: Shot[] = [];
  #window: Window | undefined;
  #before: Seen | undefined;
  /** Waits for the look after it: it may be a flash. */
  #held: Seen | undefined;
  /** The usual difference of looks in this shot. */
  #usual = 0;
  #lastOpened = -1;
  /** Of those passed over for being blank the one with most in it: where there is nothing else it stands for all. */
  #spare: Placed | undefined;
  /** The candidate before. */
  #given: { measures: Measures; sketch: Sketch } | undefined;

  /** `durationMs`: as far as it is known; what comes after it counts, too. */
  constructor(durationMs: number) {
    this.#durationMs = durationMs;
  }

  /** Was nothing seen up to now but black or white? */
  get isBlank(): boolean {
    return !this.#given && !this.#window?.best && (!this.#held || isBlank(this.#held.measures));
  }

  /** Takes one look more; gives the candidate that is settled by it, if one is. */
  add(look: Look): Candidate | undefined {
    const next = { look, measures: measureLook(look) };
    const held = this.#held;
    this.#held = next;
    return held && !this.#isFlash(held, next) ? this.#accept(held) : undefined;
  }

  /** No look will come any more: the last candidates, and the shots. */
  finish(endMs: number): { candidates: Candidate[]; shots: Shot[] } {
    const settled = this.#held && this.#accept(this.#held);
    const candidates = [settled, this.#close()].filter((candidate) => candidate !== undefined);
    if (!this.#given && this.#spare) candidates.push(this.#give(this.#spare, true, sketchOf(this.#spare.look)));
    const last = this.#shots.at(-1);
    if (last) last.endMs = Math.max(endMs, this.#held?.look.timeMs ?? 0);
    return { candidates, shots: this.#shots };
  }

  #isFlash(held: Seen, next: Seen): boolean {
    const before = this.#before;
    if (!before || next.look.timeMs - before.look.timeMs > flashMs) return false;
    const away = Math.min(difference(before.measures, held.measures), difference(held.measures, next.measures));
    return away > cutDifference && difference(before.measures, next.measures) < cutDifference / 2;
  }

  #accept(seen: Seen): Candidate | undefined {
    const { timeMs } = seen.look;
    const isCut = this.#isCut(seen);
    this.#before = seen;
    const { startMs } = (this.#window ??= { startMs: timeMs, best: undefined });
    const step = stepMs(Math.max(this.#durationMs, timeMs));
    // A window that a cut ends too early goes on over it: a video of nothing but cuts gives twice as many as others.
    const closed = timeMs - startMs >= (isCut ? step / 2 : step) ? this.#close() : undefined;
    if (isCut) this.#cutAt(timeMs);
    this.#window ??= { startMs: timeMs, best: undefined };
    this.#offer(seen, this.#window);
    return closed;
  }

  #isCut({ measures }: Seen): boolean {
    if (!this.#before) return true;
    const apart = difference(this.#before.measures, measures);
    if (apart > sureDifference || apart > Math.max(cutDifference, cutRatio * this.#usual)) return true;
    this.#usual = (3 * this.#usual + apart) / 4;
    return false;
  }

  #cutAt(timeMs: number): void {
    const last = this.#shots.at(-1);
    if (last) last.endMs = timeMs;
    this.#shots.push({ startMs: timeMs, endMs: timeMs });
    this.#usual = 0;
  }

  #offer(seen: Seen, window: Window): void {
    const placed = { ...seen, shot: this.#shots.length - 1 };
    if (isBlank(seen.measures)) {
      if (seen.measures.contrast > (this.#spare?.measures.contrast ?? -1)) this.#spare = placed;
    } else if (!window.best || window.best.measures.sharpness < seen.measures.sharpness) window.best = placed;
  }

  #close(): Candidate | undefined {
    const best = this.#window?.best;
    this.#window = undefined;
    if (!best) return undefined;
    const opens = best.shot !== this.#lastOpened;
    this.#lastOpened = best.shot;
    const sketch = sketchOf(best.look);
    const given = this.#given;
    if (!opens && given && (looksSame(given.measures, best.measures) || showsSame(given.sketch, sketch)))
      return undefined;
    return this.#give(best, opens, sketch);
  }

  #give({ look, measures, shot }: Placed, opens: boolean, sketch: Sketch): Candidate {
    this.#given = { measures, sketch };
    return { look, shot, opens, appeal: appealOf(measures) };
  }
}

/** What makes a picture stand for its video: sharp, neither dark nor pale, with something in it. */
function appealOf({ sharpness, contrast, brightness }: Measures): number {
  const light = 1 - Math.abs(brightness - 120) / 255;
  return light * (contrast / (contrast + 30)) * (sharpness / (sharpness + 4));
}
