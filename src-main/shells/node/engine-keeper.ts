import { setTimeout as sleep } from 'node:timers/promises';
import { forwardEvents, PolylensError, type Announce, type Client, type Input } from '../../contract/index.ts';
import { startEngine, type EngineConnection } from './engine-connection.ts';
import type { EngineSettings } from './engine-settings.ts';

type Easing = Input<'library.ease'>['how'];
type Eased = { how: Easing; signal: AbortSignal };

/** An engine that ends this often within this time is not started again unasked. */
const fewLosses = 3;
const soonMs = 60_000;

/** A library that could not be kept (a full disk, say) is tried again so much later. */
const keepAgainMs = 60_000;

/**
 * Keeps one engine running: starts it, and starts another when it ends unexpectedly. The engine in turn keeps its library
 * as its folders are, for as long as the shell runs and with or without a window.
 */
export class EngineKeeper {
  readonly #settings: EngineSettings;
  readonly #announce: Announce;
  readonly #losses: number[] = [];
  #connection: Promise<EngineConnection> | undefined;
  /** When each engine's end was seen. */
  readonly #ended = new WeakMap<Client, Promise<void>>();
  readonly #eased = new Set<Eased>();
  #running: Client | undefined;
  readonly #end = new AbortController();

  /** `announce` hears all that any of the engines announces, and `shell.engine` when one goes or comes. */
  constructor(settings: EngineSettings, announce: Announce) {
    this.#settings = settings;
    this.#announce = announce;
  }

  /**
   * The running engine, or one started now.
   * @throws PolylensError engine.lost, engine.mismatch
   */
  async client(): Promise<Client> {
    if (this.#end.signal.aborted) throw new PolylensError('engine.lost');
    this.#connection ??= this.#start();
    return (await this.#connection).client;
  }

  /**
   * Does something with the engine. When that one ends meanwhile, it is done with the next one, once.
   * @throws PolylensError as `work`; engine.lost, engine.mismatch
   */
  async ask<T>(work: (engine: Client) => Promise<T>): Promise<T> {
    const engine = await this.client();
    try {
      return await work(engine);
    } catch (thrown) {
      if (!(thrown instanceof PolylensError) || thrown.code !== 'engine.lost') throw thrown;
      await this.#ended.get(engine);
      return work(await this.client());
    }
  }

  /** Has every engine there will be asked to take less of the machine, until `signal` aborts. */
  ease(how: Easing, signal: AbortSignal): void {
    const asked = { how, signal };
    this.#eased.add(asked);
    signal.addEventListener('abort', () => this.#eased.delete(asked), { once: true });
    if (this.#running) ask(this.#running, asked);
  }

  /** Lets the engine finish and waits for its end. */
  async close(): Promise<void> {
    this.#end.abort();
    const connection = await this.#connection?.catch(() => undefined);
    await connection?.close();
  }

  #start(): Promise<EngineConnection> {
    const starting = startEngine(this.#settings);
    starting.then(
      (connection) => {
        forwardEvents(connection.client, this.#announce);
        this.#running = connection.client;
        for (const eased of this.#eased) ask(connection.client, eased);
        if (this.#losses.length > 0) this.#announce('shell.engine', { running: true });
        const gone = new AbortController();
        const ended = connection.loss().then(() => {
          gone.abort();
          this.#lost();
        });
        this.#ended.set(connection.client, ended);
        void keepLibrary(connection.client, AbortSignal.any([gone.signal, this.#end.signal]));
      },
      () => (this.#connection = undefined),
    );
    return starting;
  }

  #lost(): void {
    this.#connection = undefined;
    this.#running = undefined;
    if (this.#end.signal.aborted) return;
    this.#announce('shell.engine', { running: false });
    const now = performance.now();
    this.#losses.push(now);
    const soon = this.#losses.filter((time) => now - time < soonMs).length;
    // Not started again: the next call does that, so a person's click is the brake.
    if (soon <= fewLosses) this.client().catch(() => undefined);
  }
}

/** Has the library kept until `signal` aborts. What is wrong is told to those who ask the engine for something. */
async function keepLibrary(client: Client, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await client.call('library.keep', {}, { signal }).catch(() => undefined);
    await sleep(keepAgainMs, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** An engine that ends meanwhile is asked no more; the next one is. */
function ask(client: Client, { how, signal }: Eased): void {
  client.call('library.ease', { how }, { signal }).catch(() => undefined);
}
