import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Announce } from '../contract/index.ts';
import { inTurns } from './in-turns.ts';
import { openIndex, type VectorIndex } from './index/vector-index.ts';
import type { Library } from './library/library.ts';
import type { Pack } from './packs/open-pack.ts';

/** An index that is as the library was at a change of its placements, or later. */
export type OpenedIndex = { index: VectorIndex; lastChange: number; lastLabel: number };

/** Where the search index of these vectors is kept, beside those of other packs. */
export function indexFolder(library: string, stageKey: string): string {
  return join(library, 'index', stageKey.replace('/', '-'));
}

/**
 * Opens the pack's search index and brings it to what the library holds: it is a cache and may be older (after a
 * crash), newer (after a power cut) or unusable, which is announced.
 */
export async function openSearchIndex(library: Library, pack: Pack, announce: Announce): Promise<OpenedIndex> {
  const { stageKey, dimension } = pack;
  const { index, rebuild } = await openIndex({
    folder: indexFolder(library.folder, stageKey),
    dimension,
    stageKey: `${stageKey} ${library.id}`,
  });
  // Read first: what changes meanwhile is looked at again.
  const lastChange = library.placements.last();
  const lastLabel = library.vectors.lastLabel();
  const wanted = new Set(library.placements.labels(stageKey));
  const firstTime = rebuild === undefined || wanted.size === 0;
  if (!firstTime) announce('index.rebuilding', { vectors: wanted.size, reason: rebuild });
  for (const label of index.labels()) if (!wanted.has(label)) index.remove(label);
  await inTurns(wanted, (label) => {
    const embedding = index.has(label) ? undefined : library.vectors.embeddingOf(label);
    if (embedding) index.add(label, embedding);
  });
  // Not fatal, on a full disk say: the index is a cache, and the next save tells.
  await library.alone(() => saveAlone(library.folder, index)).catch(() => undefined);
  return { index, lastChange, lastLabel };
}

/** Saves it, and clears away what was kept before each pack had an index of its own. */
async function saveAlone(library: string, index: VectorIndex): Promise<void> {
  await index.save();
  const folder = join(library, 'index');
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries) if (entry.isFile()) await rm(join(folder, entry.name), { force: true });
}

/** How long a query waits for what was written meanwhile; the rest comes in between queries. */
const patienceMs = 100;

/**
 * What a query sees of a library that is being written, by this process or another: its index holds just the vectors
 * that serve a file.
 */
export class LibraryView {
  readonly library: Library;
  readonly index: VectorIndex;
  readonly #stageKey: string;
  #version: number | undefined;
  #lastLabel: number;
  #lastChange: number;
  #waiting = 0;
  #catchingUp: Promise<void> | undefined;

  /** `index` is as the library was at `lastChange`, or later. */
  constructor(library: Library, { index, lastChange, lastLabel }: OpenedIndex, stageKey: string) {
    this.library = library;
    this.index = index;
    this.#stageKey = stageKey;
    this.#lastChange = lastChange;
    this.#lastLabel = lastLabel;
  }

  /** Files found but not searchable yet, as of the last `upToDate`. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Takes in what was written since the last call, in `patienceMs` or in the background. Cheap when nothing was. */
  async upToDate(): Promise<void> {
    await Promise.race([this.takeIn(), setTimeout(patienceMs, undefined, { ref: false })]);
  }

  /** The same, wholly. */
  takeIn(): Promise<void> {
    this.#catchingUp ??= this.#catchUp().finally(() => (this.#catchingUp = undefined));
    // It may fail when no query waits for it any more: the next one will meet the same.
    this.#catchingUp.catch(() => undefined);
    return this.#catchingUp;
  }

  async #catchUp(): Promise<void> {
    const { library } = this;
    // Read first: what is written after it is found by the next call.
    const now = library.version();
    if (now === this.#version) return;
    this.#waiting = library.files.counts(this.#stageKey).waiting;
    const change = library.placements.last();
    const changed = library.placements.changedAfter(this.#lastChange);
    const added = library.vectors.labels(this.#stageKey, this.#lastLabel);
    // Too much was missed: all labels are looked at.
    const labels = changed
      ? [...changed, ...added]
      : [...this.index.labels(), ...library.vectors.labels(this.#stageKey)];
    await inTurns(labels, (label) => this.#settle(label));
    this.#lastLabel = added.at(-1) ?? this.#lastLabel;
    this.#lastChange = change;
    this.#version = now;
  }

  /** Puts one vector into the index or out of it. */
  #settle(label: number): void {
    const { index, library } = this;
    const wanted = library.placements.has(label, this.#stageKey);
    if (wanted === index.has(label)) return;
    const embedding = wanted ? library.vectors.embeddingOf(label) : undefined;
    if (embedding) index.add(label, embedding);
    else index.remove(label);
  }
}
