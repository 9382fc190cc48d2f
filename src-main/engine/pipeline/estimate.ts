/** After this time, what was measured earlier counts for about a third. */
const memoryMs = 30_000;

export type Progress = { done: number; total: number; perSecond: number; secondsLeft: number };

/**
 * Rate and time left of a run. The rate is a mean in which the last half minute counts most, so that it follows a
 * slower folder or a busier machine and yet does not jump with each batch.
 */
export class Estimate {
  readonly #total: number;
  #done = 0;
  #at: number;
  /** Files and milliseconds, both fading. */
  #files = 0;
  #time = 0;

  constructor(total: number, now = performance.now()) {
    this.#total = total;
    this.#at = now;
  }

  /** Where the run stands once `done` files are done. */
  at(done: number, now = performance.now()): Progress {
    const passed = Math.max(0, now - this.#at);
    const fade = Math.exp(-passed / memoryMs);
    this.#files = this.#files * fade + (done - this.#done);
    this.#time = this.#time * fade + passed;
    this.#done = done;
    this.#at = now;
    const perSecond = this.#files / Math.max(0.001, this.#time / 1000);
    const left = Math.max(0, this.#total - done);
    return { done, total: this.#total, perSecond, secondsLeft: left === 0 ? 0 : left / Math.max(perSecond, 0.001) };
  }
}
