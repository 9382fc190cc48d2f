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

/** A video that is shown large: where it stands, and the moments that answer the search. */
export class Player {
  /** In milliseconds. */
  time = $state(0);
  /** Where the stream begins that is played, for a video that cannot be played as it is. */
  streamFrom = $state<number>();
  film: Film | undefined;
  #begun = false;
  #goesOn = false;
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

  /** Its length and pictures are known: goes to the best moment, or on from where a stream was begun anew. */
  ready(): void {
    if (!this.#begun && this.best && this.streamFrom === undefined) this.goTo(this.best.time);
    this.#begun = true;
    if (this.#goesOn) this.film?.play().catch(() => undefined);
    this.#goesOn = false;
  }

  /** It cannot be played as it is: false when it was a stream already. */
  stream(): boolean {
    if (this.streamFrom !== undefined) return false;
    this.streamFrom = this.best?.time ?? 0;
    this.time = this.streamFrom;
    return true;
  }

  /** The film has played on to this time of its own. */
  heard(seconds: number): void {
    this.time = (this.streamFrom ?? 0) + 1000 * seconds;
  }

  goTo(ms: number): void {
    this.time = Math.max(0, Math.min(this.duration, ms));
    const { film, streamFrom = 0 } = this;
    if (!film) return;
    const own = (this.time - streamFrom) / 1000;
    if (this.streamFrom === undefined || isLoaded(film, own)) film.currentTime = own;
    else {
      this.#goesOn = !film.paused;
      this.streamFrom = this.time;
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
