import './silent-runtime.ts';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PolylensError } from '../../contract/errors.ts';
import type { Embedding } from '../values.ts';
import type { Pack } from './open-pack.ts';
import type { EncodedText, TextEncoderSetup, TextReply, TextRequest } from './text-encoder-worker.ts';

type Waiting = { resolve: (value: EncodedText) => void; reject: (error: Error) => void };

/** Starts the pack's text model in a worker thread: ONNX Runtime blocks its thread, and the engine's must stay free. */
export async function startTextEncoder(pack: Pack): Promise<TextEncoder> {
  const { text, dimension, folder } = pack;
  const [model, tokenizer] = [join(folder, text.file), join(folder, text.tokenizer)];
  const workerData: TextEncoderSetup = { model, tokenizer, text, dimension };
  const worker = new Worker(new URL('./text-encoder-worker.js', import.meta.url), { workerData });
  const encoder = new TextEncoder(worker, text.file);
  // A first text: a model that does not load or compute is found now, and the next query finds all warm.
  await encoder.embed('a').catch(async (error: unknown) => {
    await encoder.close();
    throw error;
  });
  return encoder;
}

/** The pack's text model, warm in its thread. Every method rejects with `encoder.crashed` once the thread has ended. */
export class TextEncoder {
  readonly #worker: Worker;
  readonly #file: string;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #end: PolylensError | undefined;

  constructor(worker: Worker, file: string) {
    this.#worker = worker;
    this.#file = file;
    worker.on('message', (reply: TextReply) => this.#heard(reply));
    worker.on('error', (error) => this.#ended(String(error)));
    worker.on('exit', () => this.#ended('the worker thread ended'));
  }

  /** Is its thread gone? */
  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /**
   * The text's unit vector; what lies beyond the pack's `maxTokens` is not read. `language`: which the text is in, for packs
   * that want to be told.
   */
  async embed(text: string, language?: string): Promise<Embedding> {
    return (await this.measure(text, language)).embedding;
  }

  /** The same, with the time its parts took. */
  measure(text: string, language?: string): Promise<EncodedText> {
    if (this.#end) return Promise.reject(this.#end);
    return new Promise((resolve, reject) => {
      const request: TextRequest = { id: ++this.#lastId, text, language };
      this.#waiting.set(request.id, { resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #heard(reply: TextReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.kind === 'done') waiting?.resolve(reply.value);
    else waiting?.reject(this.#crashed(reply.detail));
  }

  #ended(detail: string): void {
    this.#end ??= this.#crashed(detail);
    for (const { reject } of this.#waiting.values()) reject(this.#end);
    this.#waiting.clear();
  }

  #crashed(detail: string): PolylensError {
    return new PolylensError('encoder.crashed', { file: this.#file, detail });
  }
}
