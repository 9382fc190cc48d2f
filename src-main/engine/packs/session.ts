/** The little that both encoders need of ONNX Runtime. Only worker threads and child processes may load this file. */
import './silent-runtime.ts';
import { InferenceSession, type Tensor } from 'onnxruntime-node';
import { processor, type Provider } from './provider.ts';
import { dot, type Embedding } from '../values.ts';

/** Vectors further from length 1 than this come from a broken model or processor. */
const UNIT_TOLERANCE = 1e-2;

/**
 * `profile`: where files begin that tell what ran each part of the model, until `endProfiling`. `unpacked`: weights in 8 bits
 * become floats once, at load, for a model whose activations are floats.
 */
type SessionSetup = { threads: number; provider?: Provider; profile?: string | undefined; unpacked?: boolean };

/** Loads a model, for the CPU where nothing is said. `create` and `run` block the calling thread for their whole time. */
export function openSession(
  file: string,
  { threads, provider = processor, profile, unpacked = false }: SessionSetup,
): Promise<InferenceSession> {
  return InferenceSession.create(file, {
    executionProviders: [provider],
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Warnings are for the model's maker; errors are thrown.
    logSeverityLevel: 3,
    extra: {
      session: {
        // Threads that wait by spinning would take the processor from the rest of the machine.
        intra_op: { allow_spinning: '0' },
        // Left alone, the runtime unpacks such weights at every run, in the hope of integer arithmetic, which it is to do where
        // activations have 8 bits too.
        disable_quant_qdq: unpacked ? '1' : '0',
      },
    },
  });
}

/** The rows of a model's output [count, dimension]. Throws when it has another shape or its rows are no unit vectors. */
export function unitRows(output: Tensor | undefined, count: number, dimension: number): Embedding {
  const shape = output?.dims.join(' x ');
  if (!(output?.data instanceof Float32Array) || shape !== `${count} x ${dimension}`) {
    throw new Error(`the model gave ${output?.type} ${shape}, not float32 ${count} x ${dimension}`);
  }
  for (let row = 0; row < count; row++) {
    const vector = output.data.subarray(row * dimension, (row + 1) * dimension);
    const length = Math.sqrt(dot(vector, vector));
    // Written so that NaN fails too.
    if (!(Math.abs(length - 1) < UNIT_TOLERANCE)) throw new Error(`length ${length}, not 1`);
  }
  return output.data;
}
