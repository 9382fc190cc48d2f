import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProviderWish } from '../../contract/shapes.ts';
import { askedFor, chosen, isUntried, type Chosen } from './choice.ts';
import { fateOf, isClosed, unlessClosed, type Loss } from './image-encoder.ts';
import type { Machine } from './machine.ts';
import type { Pack } from './open-pack.ts';
import { processor, type Provider } from './provider.ts';
import { readTrials, writeTrials, type Conditions, type Trial } from './trials.ts';
import { judged, measure, type Measured, type Sample, type Trying } from './try-provider.ts';

type Options = {
  /** The library's. */
  folder: string;
  machine: Machine;
  wish: () => ProviderWish;
};

/** What a trial needs of the pack at work. */
type TrialParts = Pick<Trying, 'threads' | 'niceness' | 'holding'> & { samples(): Promise<Sample[]> };

/**
 * Chooses what runs the image model. Each candidate is tried once for a pack and the drivers, in a process of its own; what
 * failed, died or hung is not tried again until these change or a person asks for it.
 */
export class Providers {
  readonly #options: Options;
  /** Where one was lost at work: what it said. None of the others is used in this engine's life, for they share a device. */
  readonly #lost = new Map<string, string>();
  #drivers: Promise<string> | undefined;
  /** One trial after the other, for they measure. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  get entry(): URL {
    return this.#options.machine.entry;
  }

  /** What runs it, or would by all that is known; nothing is tried. */
  async known(pack: Pack): Promise<Chosen> {
    const { wish, machine } = this.#options;
    const { candidates, notInstalled } = machine;
    const trials = candidates.length === 0 ? {} : await this.#trials(pack);
    return chosen({ wish: wish(), candidates, notInstalled, trials });
  }

  /** What is to run it. Those not tried yet are tried before. */
  async choose(pack: Pack, parts: TrialParts): Promise<Chosen> {
    const turn = this.#last.then(() => this.#tryOthers(pack, parts));
    this.#last = turn.catch(() => undefined);
    await turn;
    return this.known(pack);
  }

  /** One failed at work. Whose process died or hung is not used again; another may have lost its device to a sleep, say. */
  async lost(pack: Pack, { provider, why, detail }: Loss): Promise<void> {
    const conditions = await this.#conditions(pack);
    this.#lost.set(keyOf(conditions), `${provider.name}: ${detail}`);
    if (why !== 'failed') this.#remember(conditions, provider.name, { why, detail });
  }

  /** All are tried again. */
  async forget(pack: Pack): Promise<void> {
    this.#lost.clear();
    if (this.#options.machine.candidates.length === 0) return;
    const conditions = await this.#conditions(pack);
    if (Object.keys(readTrials(this.#options.folder, conditions)).length === 0) return;
    quietly(() => writeTrials(this.#options.folder, conditions, {}));
  }

  async #tryOthers(pack: Pack, parts: TrialParts): Promise<void> {
    const { wish, machine } = this.#options;
    const asked = askedFor({ wish: wish(), candidates: machine.candidates });
    if (asked.length === 0) return;
    const trials = await this.#trials(pack);
    const untried = asked.filter(({ name }) => isUntried(trials[name]));
    if (untried.length === 0) return;
    const samples = await parts.samples();
    if (samples.length === 0) return;
    await this.#withFolder((profile) => this.#try(untried, { ...parts, pack, machine, samples, profile }));
  }

  /** Without a folder to write in nothing could be remembered, and who hangs would hang each time. */
  async #withFolder(work: (profile: string) => Promise<void>): Promise<void> {
    const folder = join(this.#options.folder, 'trial');
    try {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
    } catch {
      return;
    }
    try {
      await work(join(folder, 'profile'));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  async #try(untried: readonly Provider[], trying: Trying): Promise<void> {
    // A model that does not even run here is told of by its encoder's start.
    const byProcessor = await measure(processor, trying).catch(unlessClosed);
    if (!byProcessor) return;
    for (const provider of untried) await this.#tryOne(provider, byProcessor, trying);
  }

  /** Its trial is remembered before it is made: a driver may take the whole machine with it. */
  async #tryOne(provider: Provider, byProcessor: Measured, trying: Trying): Promise<void> {
    const conditions = await this.#conditions(trying.pack);
    const { name } = provider;
    const before = readTrials(this.#options.folder, conditions)[name];
    const times = (before && 'times' in before ? (before.times ?? 0) : 0) + 1;
    if (!this.#remember(conditions, name, { why: 'untried', detail: '', times })) return;
    try {
      const found = await measure(provider, trying);
      this.#remember(conditions, name, judged(found, byProcessor, trying.samples));
    } catch (thrown) {
      this.#remember(conditions, name, isClosed(thrown) ? before : fateOf(thrown));
      unlessClosed(thrown);
    }
  }

  #remember(conditions: Conditions, name: string, trial: Trial | undefined): boolean {
    const { folder } = this.#options;
    const { [name]: _, ...others } = readTrials(folder, conditions);
    return quietly(() => writeTrials(folder, conditions, { ...others, ...(trial ? { [name]: trial } : {}) }));
  }

  async #trials(pack: Pack): Promise<Record<string, Trial>> {
    const conditions = await this.#conditions(pack);
    const trials = readTrials(this.#options.folder, conditions);
    const lost = this.#lost.get(keyOf(conditions));
    if (lost === undefined) return trials;
    const now = (trial: Trial): Trial => ('speed' in trial ? { why: 'lost', detail: lost } : trial);
    return Object.fromEntries(Object.entries(trials).map(([name, trial]) => [name, now(trial)]));
  }

  async #conditions({ stageKey, image, files }: Pack): Promise<Conditions> {
    this.#drivers ??= this.#options.machine.drivers();
    return { pack: `${stageKey} ${files[image.file]?.sha256 ?? ''}`, drivers: await this.#drivers };
  }
}

function keyOf({ pack, drivers }: Conditions): string {
  return `${pack}\n${drivers}`;
}

/** Did it work? */
function quietly(write: () => void): boolean {
  try {
    write();
    return true;
  } catch {
    return false;
  }
}
