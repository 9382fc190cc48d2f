/** Entry of the image encoder's process. */
import { Tensor } from 'onnxruntime-node';
import { answerParent } from '../supervised-child.ts';
import type { Embedding } from '../values.ts';
import { openSession, unitRows } from './session.ts';

export type ImageEncoderSetup = {
  model: string;
  input: string;
  output: string;
  size: number;
  dimension: number;
  threads: number;
};

/** `count` pictures one after the other, RGB. */
export type ImageBatch = { pixels: Uint8Array; count: number };

answerParent<ImageEncoderSetup, ImageBatch, Embedding>(async (setup) => {
  const session = await openSession(setup.model, setup.threads);
  return async ({ pixels, count }) => {
    const input = new Tensor('uint8', pixels, [count, setup.size, setup.size, 3]);
    const outputs = await session.run({ [setup.input]: input });
    return unitRows(outputs[setup.output], count, setup.dimension);
  };
});
