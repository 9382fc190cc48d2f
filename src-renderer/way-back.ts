/** What of the browser's history is used. */
type Past = Pick<History, 'pushState' | 'go' | 'state'>;

/**
 * The browser's way back closes what lies over the photos, in the place of leaving them: each layer has an entry of the
 * history, made when a person opens it (browsers pass over entries that pages make by themselves). An entry's state is the
 * number of layers.
 */
export class WayBack {
  readonly #past: Past;
  #layers = 0;
  /** Ways through the history that are not the person's, and not heard of yet. */
  #own = 0;

  constructor(past: Past) {
    this.#past = past;
    // The page was loaded anew while something lay there, and nothing does now.
    this.#go(-layersOf(past.state));
  }

  /** Tells how many layers lie over the photos. */
  keep(layers: number): void {
    while (this.#layers < layers) {
      this.#layers += 1;
      this.#past.pushState(this.#layers, '');
    }
    this.#go(layers - this.#layers);
    this.#layers = layers;
  }

  /** The history was gone through, to an entry of this state: how many layers, from the top, are to be closed? */
  went(state: unknown): number {
    if (this.#own > 0) {
      this.#own -= 1;
      return 0;
    }
    const closed = this.#layers - layersOf(state);
    // Forward: what was there is not known any more.
    if (closed < 0) this.#go(closed);
    else this.#layers -= closed;
    return Math.max(0, closed);
  }

  #go(steps: number): void {
    if (steps === 0) return;
    this.#own += 1;
    this.#past.go(steps);
  }
}

function layersOf(state: unknown): number {
  return typeof state === 'number' ? state : 0;
}
