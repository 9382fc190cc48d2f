import type { Client, Input } from '../../src-main/contract/index.ts';

/** Files that are being dragged out of the window. */
export class DragState {
  #isOut = $state(false);
  #call = new AbortController();
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** What comes over the window now comes from itself. */
  get isOut(): boolean {
    return this.#isOut;
  }

  /** Has the shell drag them on. */
  begin(input: Input<'shell.drag'>): void {
    this.end();
    this.#isOut = true;
    this.#call = new AbortController();
    // Where it cannot be, nothing hangs at the pointer.
    this.#client.call('shell.drag', input, { signal: this.#call.signal }).catch(() => this.end());
  }

  /** The pointer was let go. */
  end(): void {
    this.#isOut = false;
    this.#call.abort();
  }
}
