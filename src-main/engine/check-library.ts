import { setImmediate } from 'node:timers/promises';
import type { Output } from '../contract/index.ts';
import type { VectorIndex } from './index/vector-index.ts';
import { suspect } from './library/damage.ts';
import type { Library } from './library/library.ts';
import type { Embedding } from './values.ts';

type Check = Output<'library.check'>;

/** Vectors that are read between two turns of the event loop. */
const perTurn = 500;
/** So many, spread over the library, are asked of the index. */
const asked = 100;
/** As far from 1 as a stored vector's length may be: rounding, no more. */
const lengthError = 1e-3;

/**
 * Looks at all that the library keeps: the database page by page, each vector of the pack in use, and whether the index
 * holds just those that serve a file and finds them. A damaged database is made anew by its next writer.
 */
export async function checkLibrary(library: Library, index: VectorIndex, stageKey: string): Promise<Check> {
  const faults = library.faults();
  if (faults.length > 0) suspect(library.folder);
  const labels = library.placements.labels(stageKey);
  const wanted = new Set(labels);
  const strayed = index.labels().filter((label) => !wanted.has(label)).length;
  const absent = labels.filter((label) => !index.has(label)).length;
  if (strayed > 0) faults.push(`the index holds ${strayed} vectors that serve no file`);
  if (absent > 0) faults.push(`the index lacks ${absent} vectors`);
  const broken = await countBroken(library, labels);
  if (broken > 0) faults.push(`${broken} vectors are not of length 1`);
  const found = sample(labels).map((label) => isFound(index, label, library.vectors.embeddingOf(label)));
  return { vectors: labels.length, asked: found.length, found: found.filter(Boolean).length, faults };
}

async function countBroken(library: Library, labels: readonly number[]): Promise<number> {
  let broken = 0;
  let read = 0;
  for (const { embedding } of library.vectors.embeddings(labels)) {
    const length = Math.hypot(...embedding);
    // Written so that NaN counts.
    if (!(Math.abs(length - 1) < lengthError)) broken += 1;
    read += 1;
    if (read % perTurn === 0) await setImmediate();
  }
  return broken;
}

function sample(labels: readonly number[]): number[] {
  const step = Math.max(1, Math.floor(labels.length / asked));
  return labels.filter((_, at) => at % step === 0).slice(0, asked);
}

/** Is it, or one as near (a copy that was saved again, say), what the index finds first? */
function isFound(index: VectorIndex, label: number, embedding: Embedding | undefined): boolean {
  const [first] = embedding ? index.search(embedding, 1) : [];
  return first !== undefined && (first.label === label || first.similarity > 1 - lengthError);
}
