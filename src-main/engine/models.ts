import { join } from 'node:path';
import type { Effort } from './effort.ts';
import type { Library } from './library/library.ts';
import { startDecoder, type Decoder } from './media/decoder.ts';
import { once } from './once.ts';
import { startImageEncoder, usualBatch, type ImageEncoder, type Loss } from './packs/image-encoder.ts';
import { openPack, type Pack } from './packs/open-pack.ts';
import { readCalibration } from './packs/read-calibration.ts';
import { starter, type Shelf } from './packs/shelf.ts';
import { startTextEncoder, type TextEncoder } from './packs/text-encoder.ts';
import type { Chosen } from './packs/choice.ts';
import { processor } from './packs/provider.ts';
import type { Providers } from './packs/providers.ts';
import { goldenSamples } from './packs/verify-golden.ts';
import { warmUp } from './search/warm-up.ts';

/** What a library's choice is kept under: the pack that answers, and the one that is to. Names of packs, or `starter`. */
const inUseSetting = 'pack';
const nextSetting = 'pack.next';

/** The packs that a library has chosen, by name. */
export type Choice = { inUse: string; next: string | undefined };

export function choiceOf({ settings }: Library): Choice {
  return { inUse: settings.get(inUseSetting) ?? starter, next: settings.get(nextSetting) };
}

/** Keeps a choice: wholly, or the one before stays. The pack inside has no name here, for its version is the program's. */
export function choose({ settings }: Library, { inUse, next }: Choice): void {
  settings.change({ [inUseSetting]: inUse === starter ? undefined : inUse, [nextSetting]: next });
}

type ModelOptions = {
  name: string;
  folder: string;
  effort: () => Effort;
  /** Without them the processor runs it. */
  providers?: Providers;
};

/** One pack at work: its encoders, and the decoder of pictures as they want them. Each part starts at the first need. */
export class Model {
  readonly #options: ModelOptions;
  readonly #started: { close(): Promise<void> }[] = [];
  #image: ImageEncoder | undefined;
  #decoding: Decoder | undefined;
  /** How many are using it, and whether it ends with the last of them. */
  #users = 0;
  #retired = false;

  readonly pack = once(() => openPack(this.#options.folder));
  readonly calibration = once(async () => readCalibration(await this.pack()));
  readonly textEncoder: () => Promise<TextEncoder> = once(
    async () => {
      const starting = startTextEncoder(await this.pack());
      // While the model is loaded by a thread of its own.
      warmUp();
      return this.#closing(await starting);
    },
    (encoder) => encoder.hasEnded,
  );
  readonly imageEncoder: () => Promise<ImageEncoder> = once(async () => {
    const pack = await this.pack();
    this.#image = this.#closing(await this.#startImageEncoder(pack, await this.#chosen(pack)));
    this.#adjustDecoder();
    return this.#image;
  });
  readonly decoder: () => Promise<Decoder> = once(async () => {
    const { image } = await this.pack();
    return (this.#decoding = this.#closing(startDecoder(image, this.#decoders())));
  });

  constructor(options: ModelOptions) {
    this.#options = options;
  }

  /** By which it is chosen. */
  get name(): string {
    return this.#options.name;
  }

  /** Does something with it. It lives as long as that takes, also when it is no longer wanted. */
  async lend<T>(work: (model: Model) => Promise<T>): Promise<T> {
    this.#users += 1;
    try {
      return await work(this);
    } finally {
      this.#users -= 1;
      if (this.#retired && this.#users === 0) await this.close();
    }
  }

  /** Ends it as soon as nobody uses it. */
  async retire(): Promise<void> {
    this.#retired = true;
    if (this.#users === 0) await this.close();
  }

  /** Goes on with more or less of the machine. */
  adjust(effort: Effort): void {
    this.#image?.adjust(effort);
    this.#adjustDecoder(effort);
  }

  #adjustDecoder(effort = this.#options.effort()): void {
    this.#decoding?.adjust(this.#decoders(effort));
  }

  #decoders({ decoders, decodersBeside, niceness } = this.#options.effort()): { processes: number; niceness: number } {
    const runsBeside = this.#image !== undefined && this.#image.provider.name !== processor.name;
    return { processes: runsBeside ? decodersBeside : decoders, niceness };
  }

  /** Goes on with what is wished now, once that was tried. */
  async reconsider(): Promise<void> {
    const pack = await this.pack();
    await this.#options.providers?.forget(pack);
    const { provider, batch } = await this.#chosen(pack);
    this.#image?.runOn(provider, batch);
    this.#adjustDecoder();
  }

  /** So many pictures at a time suit what embeds them now. */
  get batch(): number {
    return this.#image?.batch ?? usualBatch;
  }

  #startImageEncoder(pack: Pack, { provider, batch = usualBatch }: Chosen): Promise<ImageEncoder> {
    const { providers, effort } = this.#options;
    if (!providers) return startImageEncoder(pack, effort());
    const { entry } = providers;
    const onLost = (loss: Loss) => {
      this.#adjustDecoder();
      void providers.lost(pack, loss);
    };
    return startImageEncoder(pack, { ...effort(), entry, provider, batch, onLost });
  }

  async #chosen(pack: Pack): Promise<Chosen> {
    const { providers, effort } = this.#options;
    const samples = async () => goldenSamples({ pack, decoder: await this.decoder() });
    const holding = <T extends { close(): Promise<void> }>(part: T) => this.#closing(part);
    const choice = await providers?.choose(pack, { ...effort(), samples, holding });
    return choice ?? { provider: processor, others: [] };
  }

  async close(): Promise<void> {
    for (let part = this.#started.pop(); part; part = this.#started.pop()) await part.close();
  }

  #closing<T extends { close(): Promise<void> }>(part: T): T {
    this.#started.push(part);
    return part;
  }
}

type Options = {
  /** The pack inside, or the one that a person named for all. */
  pack: string;
  /** Where imported ones are. Without it the library's choice does not count: a person named the pack. */
  imported: string | undefined;
  library: () => Library;
  /** How they run. */
  running: { effort(): Effort; providers: Providers };
};

/** The packs at work: the one that answers, and while there is a change of packs the one whose vectors are made. */
export class Models {
  readonly #options: Options;
  readonly #models = new Map<string, Model>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Where packs are kept; undefined where a person named one for all. */
  get shelf(): Shelf | undefined {
    const { pack: inside, imported } = this.#options;
    return imported === undefined ? undefined : { inside, imported };
  }

  /** The pack whose vectors answer. */
  inUse(): Model {
    return this.byName(this.#choice().inUse);
  }

  /** The pack whose vectors are being made, if there is to be another. */
  next(): Model | undefined {
    const { next } = this.#choice();
    return next === undefined ? undefined : this.byName(next);
  }

  /** Of the pack of this name, whether it is there or not: opening it tells. */
  byName(name: string): Model {
    const { pack: inside, imported, running } = this.#options;
    const { providers } = running;
    const folder = name === starter || imported === undefined ? inside : join(imported, name);
    const model = this.#models.get(name) ?? new Model({ name, folder, effort: () => running.effort(), providers });
    this.#models.set(name, model);
    return model;
  }

  /** Ends all that are neither in use nor next, once nobody uses them any more. */
  async settle(): Promise<void> {
    const wanted = new Set([this.inUse(), this.next()]);
    for (const [name, model] of this.#models) {
      if (wanted.has(model)) continue;
      this.#models.delete(name);
      await model.retire();
    }
  }

  adjust(effort: Effort): void {
    for (const model of this.#models.values()) model.adjust(effort);
  }

  /** Another provider is wished, or the same is to be tried again. */
  async reconsider(): Promise<void> {
    const inUse = this.inUse();
    for (const model of new Set([inUse, ...this.#models.values()])) await model.reconsider();
  }

  async close(): Promise<void> {
    for (const model of this.#models.values()) await model.close();
    this.#models.clear();
  }

  #choice(): Choice {
    const none = { inUse: starter, next: undefined };
    if (this.#options.imported === undefined) return none;
    try {
      return choiceOf(this.#options.library());
    } catch {
      // No library yet, or one that cannot be read: whoever asks it for something is told.
      return none;
    }
  }
}
