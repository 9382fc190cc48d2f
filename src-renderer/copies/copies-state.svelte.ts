import { PolylensError, type Client, type ErrorCode, type Output } from '../../src-main/contract/index.ts';

type Copied = Output<'asset.copy'> & { folder: string };

/** The copying of originals into a folder: what is on its way, or what came of the last one. */
export class CopiesState {
  #progress = $state.raw<{ done: number; total: number }>();
  #result = $state.raw<Copied>();
  #failure = $state<ErrorCode>();
  #stop: AbortController | undefined;
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Undefined while nothing is copied. */
  get progress(): { done: number; total: number } | undefined {
    return this.#progress;
  }

  get result(): Copied | undefined {
    return this.#result;
  }

  get failure(): ErrorCode | undefined {
    return this.#failure;
  }

  /** Copies these into a folder; one copying at a time. */
  async start(assets: readonly number[], folder: string): Promise<void> {
    if (this.#progress || assets.length === 0) return;
    this.forget();
    this.#progress = { done: 0, total: assets.length };
    this.#stop = new AbortController();
    const onProgress = (progress: { done: number; total: number }) => (this.#progress = progress);
    try {
      const input = { assets: [...assets], folder };
      const copied = await this.#client.call('asset.copy', input, { signal: this.#stop.signal, onProgress });
      this.#result = { ...copied, folder };
    } catch (thrown) {
      this.#failure = thrown instanceof PolylensError ? thrown.code : 'internal';
    } finally {
      this.#progress = undefined;
    }
  }

  /** Ends it after the file in hand. */
  stop(): void {
    this.#stop?.abort();
  }

  /** What came of it was seen, or another one is to be begun. */
  forget(): void {
    this.#result = undefined;
    this.#failure = undefined;
  }
}
