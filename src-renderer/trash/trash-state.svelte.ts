import { PolylensError, type Client, type ErrorCode, type Output } from '../../src-main/contract/index.ts';

/** The moving of files to the system's trash: what is on its way, or what came of the last one. */
export class TrashState {
  #progress = $state.raw<{ done: number; total: number }>();
  #result = $state.raw<Output<'shell.trash'>>();
  #failure = $state<ErrorCode>();
  #asks = false;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Undefined while nothing is moved. */
  get progress(): { done: number; total: number } | undefined {
    return this.#progress;
  }

  /** Undefined also when the person said no. */
  get result(): Output<'shell.trash'> | undefined {
    return this.#result;
  }

  get failure(): ErrorCode | undefined {
    return this.#failure;
  }

  /** Has the shell ask the person, and moves these; one moving at a time. False when nothing was to be moved. */
  async move(assets: readonly number[]): Promise<boolean> {
    if (this.#asks || assets.length === 0) return false;
    this.#asks = true;
    this.forget();
    const onProgress = (progress: { done: number; total: number }) => (this.#progress = progress);
    try {
      const result = await this.#client.call('shell.trash', { assets: [...assets] }, { onProgress });
      if (result.confirmed) this.#result = result;
      return result.confirmed;
    } catch (thrown) {
      this.#failure = thrown instanceof PolylensError ? thrown.code : 'internal';
      return false;
    } finally {
      this.#asks = false;
      this.#progress = undefined;
    }
  }

  /** What came of the last one was seen. */
  forget(): void {
    this.#result = undefined;
    this.#failure = undefined;
  }
}
