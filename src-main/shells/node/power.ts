import type { Input } from '../../contract/index.ts';

type Easing = Input<'library.ease'>['how'];

/** Asks for less until the signal aborts. */
export type Ease = (how: Easing, until: AbortSignal) => void;

/** Asks for less of the machine for as long as it is on its battery, and for nothing while it sleeps. */
export class Power {
  readonly #ease: Ease;
  readonly #asked = new Map<Easing, AbortController>();

  constructor(ease: Ease) {
    this.#ease = ease;
  }

  onBattery(is: boolean): void {
    this.#set('gently', is);
  }

  asleep(is: boolean): void {
    this.#set('rest', is);
  }

  #set(how: Easing, is: boolean): void {
    const asked = this.#asked.get(how);
    if (is === (asked !== undefined)) return;
    if (asked) {
      asked.abort();
      this.#asked.delete(how);
    } else {
      const end = new AbortController();
      this.#asked.set(how, end);
      this.#ease(how, end.signal);
    }
  }
}
