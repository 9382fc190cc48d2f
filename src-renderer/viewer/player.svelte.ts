import type { Moment, Picture } from '../results/rows.ts';

/** What of a video element is used. */
export type Film = Pick<HTMLMediaElement, 'currentTime' | 'paused' | 'pause' | 'buffered'> & { play(): Promise<void> };

/** Nothing says how long one picture of a video is shown; most show 25 or 30 in a second. */
const pictureSeconds = 1 / 25;
const stepSeconds = 5;
const clipMs = 10_000;
const shortestClipMs = 1000;
/** So near to a moment it counts as the one that is shown. */
const nearMs = 500;
/** Times of moments are rounded: a picture that begins a little later than told is not to be missed for the one before. */
const roundingSeconds = 0.001;
/** So much earlier a stream is tried where there is nothing more, then twice as much, and so on. */
const shortestRetreatMs = 2000;

/** A video that is shown large: where it stands, and the moments that answer the search. */
export class Player {
  /** In milliseconds. */
  time = $state(0);
  /** Where the stream begins that is played, for a video that cannot be played as it is. */
  streamFrom = $state<number>();
  film: Film | undefined;
  #begun = false;
  #goesOn = false;
  /** Where the file's own time begins, in seconds: what was cut out of a longer recording may count on from there. */
  #beginsAt = 0;
  #retreatMs = shortestRetreatMs;
  #streamed = false;
  #isPointing = false;
  readonly duration: number;
  /** In the order of the video. */
  readonly moments: readonly Moment[];
  /** The one that answers best. */
  readonly best: Moment | undefined;

  constructor({ duration = 0, moments = [] }: Picture) {
    this.duration = duration;
    this.moments = moments.toSorted((one, other) => one.start - other.start);
    this.best = moments[0];
  }

  /** Its first picture is there: goes to the best moment, or on from where a stream was begun anew. */
  ready(): void {
    if (this.streamFrom !== undefined) {
      this.#streamed = true;
      this.#retreatMs = shortestRetreatMs;
    } else if (!this.#begun) {
      this.#beginsAt = this.film?.currentTime ?? 0;
      if (this.best) this.goTo(this.best.time);
    }
    this.#begun = true;
    if (this.#goesOn) this.film?.play().catch(() => undefined);
    this.#goesOn = false;
  }

  /**
   * What is loaded cannot be played: a stream is, from where it stood on; where a stream has nothing more to give, as a file
   * that is shorter than it says, one from earlier on. False when nothing is left to try.
   */
  failed(): boolean {
    if (this.streamFrom === undefined) {
      this.#goesOn = this.#begun && this.film?.paused === false;
      this.#streamAt(this.#begun ? this.time : (this.best?.time ?? 0));
      return true;
    }
    if (this.streamFrom <= 0) return false;
    this.#streamAt(this.#streamed ? Math.max(0, this.streamFrom - this.#retreatMs) : 0);
    this.#retreatMs *= 2;
    return true;
  }

  #streamAt(ms: number): void {
    this.streamFrom = ms;
    this.time = ms;
  }

  /** The film has played on to this time of its own. */
  heard(seconds: number): void {
    if (this.#isPointing) return;
    this.time = Math.max(0, (this.streamFrom ?? -1000 * this.#beginsAt) + 1000 * seconds);
  }

  /** Somebody drags to this time, and has not let go: going there at each step would begin a stream for each. */
  pointAt(ms: number): void {
    this.#isPointing = true;
    this.time = ms;
  }

  goTo(ms: number): void {
    this.#isPointing = false;
    this.time = Math.max(0, Math.min(this.duration, ms));
    const { film, streamFrom = -1000 * this.#beginsAt } = this;
    if (!film) return;
    const own = (this.time - streamFrom) / 1000;
    if (this.streamFrom === undefined || isLoaded(film, own)) film.currentTime = own + roundingSeconds;
    else {
      // One that is still loading for the goal before is paused, too.
      this.#goesOn ||= !film.paused;
      this.#streamAt(this.time);
    }
  }

  toggle(): void {
    // It may be that the film cannot be played: its element tells.
    if (this.film?.paused) this.film.play().catch(() => undefined);
    else this.film?.pause();
  }

  skip(direction: -1 | 1): void {
    this.goTo(this.time + 1000 * direction * stepSeconds);
  }

  stepPicture(direction: -1 | 1): void {
    this.film?.pause();
    this.goTo(this.time + 1000 * direction * pictureSeconds);
  }

  /** The moment after or before where it stands; from the last one on to the first. */
  stepMoment(direction: -1 | 1): void {
    const times = this.moments.map(({ time }) => time);
    const next =
      direction === 1
        ? (times.find((time) => time > this.time + nearMs) ?? times[0])
        : (times.findLast((time) => time < this.time - nearMs) ?? times.at(-1));
    if (next !== undefined) this.goTo(next);
  }

  /** What a clip of what is seen should hold: the whole moment that it stands in, else the seconds to come. */
  get clip(): { at: number; length: number } {
    const now = this.moments.find(({ start, end }) => start <= this.time && this.time < end);
    const [from, to] = now ? [now.start, now.end] : [this.time, this.time + clipMs];
    const at = Math.round(from);
    return { at, length: Math.max(shortestClipMs, Math.round(Math.min(to, this.duration)) - at) };
  }

  /** What is said where it stands, as far as it answers the search. */
  get words(): string | undefined {
    return this.moments.find(({ start, end, words }) => words !== undefined && start <= this.time && this.time < end)
      ?.words;
  }

  /** How well a moment answers, from 0 for the weakest to 1 for the best. */
  strength({ score }: Moment): number {
    const scores = this.moments.map((moment) => moment.score);
    const [least, most] = [Math.min(...scores), Math.max(...scores)];
    return most === least ? 1 : (score - least) / (most - least);
  }
}

/** A stream has only what was loaded of it. */
function isLoaded({ buffered }: Film, seconds: number): boolean {
  return Array.from({ length: buffered.length }).some(
    (_, at) => buffered.start(at) <= seconds && seconds <= buffered.end(at),
  );
}
