/** Entry of a thread that reads all of a library, page by page and vector by vector: of a large one that takes minutes. */
import { parentPort, workerData } from 'node:worker_threads';
import { openLibrary, type Library } from './library/library.ts';
import { dot } from './values.ts';

export type CheckSetup = { folder: string; stageKey: string };

/** As far from 1 as the square of a stored vector's length may be: rounding, no more. */
const unitError = 2e-3;

function faultsOf({ folder, stageKey }: CheckSetup): string[] {
  let library: Library | undefined;
  try {
    library = openLibrary(folder);
    const broken = countBroken(library, stageKey);
    return [...library.faults(), ...(broken > 0 ? [`${broken} vectors are not of length 1`] : [])];
  } catch (thrown) {
    // What is damaged enough cannot even be looked at.
    return [thrown instanceof Error ? thrown.message : String(thrown)];
  } finally {
    library?.close();
  }
}

function countBroken({ placements, vectors }: Library, stageKey: string): number {
  let broken = 0;
  for (const { embedding } of vectors.embeddings(placements.labels(stageKey))) {
    // Written so that NaN counts.
    if (!(Math.abs(dot(embedding, embedding) - 1) < unitError)) broken += 1;
  }
  return broken;
}

parentPort?.postMessage(faultsOf(workerData as CheckSetup));
