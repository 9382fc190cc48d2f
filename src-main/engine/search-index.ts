import { setImmediate } from 'node:timers/promises';
import type { Announce } from '../contract/index.ts';
import { openIndex, type VectorIndex } from './index/vector-index.ts';
import type { Library } from './library/library.ts';
import type { Pack } from './packs/open-pack.ts';
import type { Embedding } from './values.ts';

/** Additions between two turns of the event loop. */
const addsPerTurn = 50;

/**
 * Opens the pack's search index and brings it to what the library holds: it is a cache and may be older (after a
 * crash), newer (after a power cut) or unusable, which is announced.
 */
export async function openSearchIndex(library: Library, pack: Pack, announce: Announce): Promise<VectorIndex> {
  const { stageKey, dimension } = pack;
  const { index, rebuild } = await openIndex({
    folder: library.folder,
    dimension,
    stageKey: `${stageKey} ${library.id}`,
  });
  const wanted = new Set(library.vectors.labels(stageKey));
  const firstTime = rebuild === undefined || wanted.size === 0;
  if (!firstTime) announce('index.rebuilding', { vectors: wanted.size, reason: rebuild });
  for (const label of index.labels()) if (!wanted.has(label)) index.remove(label);
  let added = 0;
  for (const label of wanted) {
    if (index.has(label)) continue;
    const embedding = library.vectors.embeddingOf(label);
    if (embedding) index.add(label, embedding);
    added += 1;
    if (added % addsPerTurn === 0) await setImmediate();
  }
  await library.alone(() => index.save());
  return index;
}

type PlacedHit = { label: number; similarity: number; path: Buffer };

type Nearest = { index: VectorIndex; library: Library; embedding: Embedding; count: number };

/**
 * The `count` pictures nearest to `embedding` that have a file in place, best first. Vectors of missing files are
 * skipped, so more than `count` are asked for when need be.
 */
export function nearestPlaced({ index, library, embedding, count }: Nearest): PlacedHit[] {
  for (let asked = count; ; asked *= 2) {
    const found = index.search(embedding, Math.min(asked, index.size));
    const placed = found.flatMap(({ label, similarity }) => {
      const path = library.vectors.pathOf(label);
      return path ? [{ label, similarity, path }] : [];
    });
    if (placed.length >= count || asked >= index.size) return placed.slice(0, count);
  }
}
