import type { Point, Zoom } from './zoom.svelte.ts';

/** So far a finger goes when it means another picture, in CSS pixels. */
const swipe = 60;

/** What fingers, a pen or a mouse do to a picture: one moves it, two hold it between them, and one that swipes past it leads on. */
export class Fingers {
  /** Where each is, and where it came down. */
  readonly #at = new Map<number, { now: Point; start: Point }>();
  readonly #zoom: Zoom;
  /** Nothing else was done since all were away. */
  #isAlone = false;

  constructor(zoom: Zoom) {
    this.#zoom = zoom;
  }

  get areDown(): boolean {
    return this.#at.size > 0;
  }

  /** Points are from the middle of the stage. */
  down(id: number, at: Point): void {
    this.#isAlone = this.#at.size === 0 && this.#zoom.scale === 1;
    this.#at.set(id, { now: at, start: at });
  }

  move(id: number, to: Point): void {
    const finger = this.#at.get(id);
    if (!finger) return;
    const [other] = [...this.#at].flatMap(([each, { now }]) => (each === id ? [] : [now]));
    if (!other) this.#zoom.move(between(finger.now, to));
    else if (this.#at.size === 2) this.#spread(finger.now, to, other);
    this.#at.set(id, { ...finger, now: to });
  }

  /** It is away: -1 or 1 where it swiped to the left or to the right, past a picture that is shown whole. */
  up(id: number): -1 | 0 | 1 {
    const finger = this.#at.get(id);
    this.#at.delete(id);
    if (!finger || !this.#isAlone || this.#zoom.scale !== 1) return 0;
    const { x, y } = between(finger.start, finger.now);
    if (Math.abs(x) < swipe || Math.abs(x) < 2 * Math.abs(y)) return 0;
    return x < 0 ? -1 : 1;
  }

  /** The system has taken it for something else. */
  lose(id: number): void {
    this.#at.delete(id);
    this.#isAlone = false;
  }

  /** What lies between them stays there. */
  #spread(from: Point, to: Point, other: Point): void {
    const [before, after] = [middle(from, other), middle(to, other)];
    this.#zoom.move(between(before, after));
    const [near, far] = [distance(from, other), distance(to, other)];
    if (near > 0) this.#zoom.to((this.#zoom.scale * far) / near, after);
  }
}

const between = (from: Point, to: Point): Point => ({ x: to.x - from.x, y: to.y - from.y });
const middle = (one: Point, other: Point): Point => ({ x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 });
const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);
