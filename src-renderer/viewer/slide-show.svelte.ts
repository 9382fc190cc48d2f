/** `next` shows the next one, false where there is none; `waits`: is what is shown not over yet? */
type Slides = { next: () => boolean; waits: () => boolean };

const restMs = 4000;

/** Goes from one picture to the next by itself, until the last one or until it is stopped. */
export class SlideShow {
  #timer = $state<ReturnType<typeof setTimeout>>();
  readonly #slides: Slides;

  constructor(slides: Slides) {
    this.#slides = slides;
  }

  get runs(): boolean {
    return this.#timer !== undefined;
  }

  toggle(): void {
    if (this.runs) this.stop();
    else this.#rest();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** A person went on by hand: what is shown now stays as long as any other. */
  turned(): void {
    if (this.runs) this.#rest();
  }

  #rest(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#go(), restMs);
  }

  #go(): void {
    if (this.#slides.waits() || this.#slides.next()) this.#rest();
    else this.stop();
  }
}
