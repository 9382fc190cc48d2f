import type { Client, Output } from '../../src-main/contract/index.ts';
import { failureOf, type Failure } from './failure.ts';

type Offer = Output<'packs.offer'>;
type Coming = { phase: 'copy' | 'download' | 'verify'; done: number; total: number };

/** Where the bringing of a model is. */
type Step =
  | { at: 'start' }
  | { at: 'asking'; host: string }
  | { at: 'offered'; offer: Offer }
  | { at: 'coming'; coming: Coming }
  | { at: 'there'; pack: string };

const start: Step = { at: 'start' };
const begun = { done: 0, total: 0 };
const ownMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

/** The machine that an address leads to; undefined where the engine would not ask there. */
export function hostOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { protocol, hostname, host } = new URL(address);
  const isAsked = protocol === 'https:' || (protocol === 'http:' && ownMachine.has(hostname));
  return isAsked && host !== '' ? host : undefined;
}

/**
 * Brings a model: from a folder, or from another machine, which is asked twice only after the person has said so: for what it
 * offers, and for the files.
 */
export class BringState {
  #step = $state.raw<Step>(start);
  #failure = $state.raw<Failure>();
  #stop: AbortController | undefined;
  readonly #client: Client;
  readonly #onArrival: () => void;

  constructor(client: Client, onArrival: () => void) {
    this.#client = client;
    this.#onArrival = onArrival;
  }

  get step(): Step {
    return this.#step;
  }

  /** Of the last one. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  get isBusy(): boolean {
    return this.#step.at === 'asking' || this.#step.at === 'coming';
  }

  /** Verifies the model in a folder, and copies it. */
  async importFrom(folder: string): Promise<void> {
    await this.#bring({ phase: 'copy', ...begun }, (signal) => {
      const onProgress = (progress: typeof begun) => this.#come({ phase: 'copy', ...progress });
      return this.#client.call('packs.import', { folder }, { signal, onProgress });
    });
  }

  /** Asks what a download would bring; `from`: an address, or an id of the catalogue with the machine that it leads to. */
  async ask(from: string, host: string): Promise<void> {
    await this.#run({ at: 'asking', host }, async (signal) => {
      return { at: 'offered', offer: await this.#client.call('packs.offer', { from }, { signal }) };
    });
  }

  /** Downloads what was offered: the person has seen it, and says yes. */
  async agree(): Promise<void> {
    if (this.#step.at !== 'offered') return;
    const { address, listing } = this.#step.offer;
    await this.#bring({ phase: 'download', ...begun }, (signal) => {
      const onProgress = (coming: Coming) => this.#come(coming);
      return this.#client.call('packs.get', { address, listing }, { signal, onProgress });
    });
  }

  /** Ends what is on its way; what has come of a download is kept. */
  stop(): void {
    this.#stop?.abort();
  }

  /** What was offered is not wanted, or what came of it was seen. */
  leave(): void {
    if (this.isBusy) return;
    this.#step = start;
    this.#failure = undefined;
  }

  #come(coming: Coming): void {
    if (this.#step.at === 'coming') this.#step = { at: 'coming', coming };
  }

  async #bring(coming: Coming, call: (signal: AbortSignal) => Promise<{ pack: string }>): Promise<void> {
    await this.#run({ at: 'coming', coming }, async (signal) => {
      const { pack } = await call(signal);
      this.#onArrival();
      return { at: 'there', pack };
    });
  }

  /** One at a time. */
  async #run(step: Step, work: (signal: AbortSignal) => Promise<Step>): Promise<void> {
    if (this.isBusy) return;
    this.#failure = undefined;
    this.#step = step;
    this.#stop = new AbortController();
    try {
      this.#step = await work(this.#stop.signal);
    } catch (thrown) {
      this.#step = start;
      this.#failure = failureOf(thrown);
    }
  }
}
