import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Output } from '../contract/index.ts';
import type { CheckSetup } from './check-worker.ts';
import type { VectorIndex } from './index/vector-index.ts';
import { suspect } from './library/damage.ts';
import type { Library } from './library/library.ts';
import type { Embedding } from './values.ts';

type Check = Output<'library.check'>;

/** So many vectors, spread over the library, are asked of the index. */
const asked = 100;
/** A vector as near as this is as good as the one that was asked for. */
const sameSimilarity = 0.999;

/**
 * Looks at all that the library keeps: the database page by page, each vector of the pack in use, and whether the index
 * holds just those that serve a file and finds them. A damaged database is made anew by its next writer.
 */
export async function checkLibrary(library: Library, index: VectorIndex, stageKey: string): Promise<Check> {
  const stored = await readAll({ folder: library.folder, stageKey });
  if (stored.length > 0) suspect(library.folder);
  const labels = library.placements.labels(stageKey);
  const found = sample(labels).map((label) => isFound(index, label, library.vectors.embeddingOf(label)));
  const faults = [...stored, ...indexFaults(labels, index)];
  return { vectors: labels.length, asked: found.length, found: found.filter(Boolean).length, faults };
}

/** What is wrong with what is stored, found in a thread of its own: searches go on meanwhile. */
async function readAll(setup: CheckSetup): Promise<string[]> {
  const worker = new Worker(new URL('./check-worker.js', import.meta.url), { workerData: setup });
  const [faults] = (await once(worker, 'message')) as [string[]];
  return faults;
}

function indexFaults(labels: readonly number[], index: VectorIndex): string[] {
  const wanted = new Set(labels);
  const strayed = index.labels().filter((label) => !wanted.has(label)).length;
  const absent = labels.filter((label) => !index.has(label)).length;
  return [
    ...(strayed > 0 ? [`the index holds ${strayed} vectors that serve no file`] : []),
    ...(absent > 0 ? [`the index lacks ${absent} vectors`] : []),
  ];
}

function sample(labels: readonly number[]): number[] {
  const step = Math.max(1, Math.floor(labels.length / asked));
  return labels.filter((_, at) => at % step === 0).slice(0, asked);
}

/** Is it, or one as near (a copy that was saved again, say), what the index finds first? */
function isFound(index: VectorIndex, label: number, embedding: Embedding | undefined): boolean {
  const [first] = embedding ? index.search(embedding, 1) : [];
  return first !== undefined && (first.label === label || first.similarity > sameSimilarity);
}
