/** What of the browser's history is used. */
type Past = Pick<History, 'pushState' | 'back'>;

/**
 * The browser's way back closes what lies over the photos, in the place of leaving them: while anything lies there the
 * history has an entry more.
 */
export class WayBack {
  readonly #past: Past;
  #isOver = false;
  /** Steps back that are not the person's, and not heard of yet. */
  #own = 0;

  constructor(past: Past) {
    this.#past = past;
  }

  /** Tells whether anything lies over the photos. */
  keep(isOver: boolean): void {
    if (isOver === this.#isOver) return;
    this.#isOver = isOver;
    if (isOver) this.#past.pushState('over', '');
    else {
      this.#own += 1;
      this.#past.back();
    }
  }

  /** The history was gone through: is what lies on top to be closed? */
  went(): boolean {
    if (this.#own > 0) {
      this.#own -= 1;
      return false;
    }
    const closes = this.#isOver;
    this.#isOver = false;
    return closes;
  }
}
