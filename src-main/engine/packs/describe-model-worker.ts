/** Entry of a thread that loads a model to see what it takes and gives. */
import { parentPort, workerData } from 'node:worker_threads';
import type { InferenceSession } from 'onnxruntime-node';
import { openSession } from './session.ts';

export type ModelValue = { name: string; type: string; shape: readonly (number | string)[] };
export type ModelFacts = { inputs: ModelValue[]; outputs: ModelValue[] };

const session = await openSession(workerData as string, { threads: 1 });

function factsOf(values: readonly InferenceSession.ValueMetadata[]): ModelValue[] {
  return values.flatMap((value) => {
    return value.isTensor ? [{ name: value.name, type: value.type, shape: [...value.shape] }] : [];
  });
}

parentPort?.postMessage({
  inputs: factsOf(session.inputMetadata),
  outputs: factsOf(session.outputMetadata),
} satisfies ModelFacts);
