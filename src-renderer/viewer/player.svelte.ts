import type { Moment, Picture } from '../results/rows.ts';

/** What of a video element is used. */
export type Film = Pick<HTMLMediaElement, 'currentTime' | 'paused' | 'pause'> & { play(): Promise<void> };

/** Nothing says how long one picture of a video is shown; most show 25 or 30 in a second. */
const pictureSeconds = 1 / 25;
const stepSeconds = 5;
/** So near to a moment it counts as the one that is shown. */
const nearMs = 500;

/** A video that is shown large: where it stands, and the moments that answer the search. */
export class Player {
  /** In milliseconds. */
  time = $state(0);
  film: Film | undefined;
  readonly duration: number;
  /** In the order of the video. */
  readonly moments: readonly Moment[];
  readonly #best: Moment | undefined;

  constructor({ duration = 0, moments = [] }: Picture) {
    this.duration = duration;
    this.moments = moments.toSorted((one, other) => one.start - other.start);
    this.#best = moments[0];
  }

  /** Its length and pictures are known: goes to the best moment. */
  ready(): void {
    if (this.#best) this.goTo(this.#best.time);
  }

  goTo(ms: number): void {
    this.time = Math.max(0, Math.min(this.duration, ms));
    if (this.film) this.film.currentTime = this.time / 1000;
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

  /** How well a moment answers, from 0 for the weakest to 1 for the best. */
  strength({ score }: Moment): number {
    const scores = this.moments.map((moment) => moment.score);
    const [least, most] = [Math.min(...scores), Math.max(...scores)];
    return most === least ? 1 : (score - least) / (most - least);
  }
}
