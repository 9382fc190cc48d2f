import './silent-runtime.ts';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ModelFacts } from './describe-model-worker.ts';

/** What a model takes and gives. Rejects when it cannot be loaded. */
export async function describeModel(file: string): Promise<ModelFacts> {
  const worker = new Worker(new URL('./describe-model-worker.js', import.meta.url), { workerData: file });
  try {
    const [facts] = (await once(worker, 'message')) as [ModelFacts];
    return facts;
  } finally {
    await worker.terminate();
  }
}
