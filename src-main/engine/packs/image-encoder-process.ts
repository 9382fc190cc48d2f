/** Entry of the image encoder's process. */
import { Tensor, type InferenceSession } from 'onnxruntime-node';
import { answerParent } from '../supervised-child.ts';
import type { Embedding } from '../values.ts';
import type { ImageSpec } from './manifest.ts';
import { planesOf } from './planes.ts';
import { openSession, unitRows } from './session.ts';

export type ImageEncoderSetup = { model: string; image: ImageSpec; dimension: number; threads: number };

/** `count` pictures one after the other, RGB. */
export type ImageBatch = { pixels: Uint8Array; count: number };

answerParent<ImageEncoderSetup, ImageBatch, Embedding>(async (setup) => {
  const session = await openSession(setup.model, setup.threads);
  return (batch) => encode(session, batch, setup);
});

/** All at once, or in such lots as the model takes. */
async function encode(
  session: InferenceSession,
  { pixels, count }: ImageBatch,
  { image, dimension }: ImageEncoderSetup,
): Promise<Embedding> {
  const lot = image.batch ?? count;
  const perPicture = 3 * image.size ** 2;
  const rows = new Float32Array(count * dimension);
  for (let from = 0; from < count; from += lot) {
    const some = new Uint8Array(lot * perPicture);
    some.set(pixels.subarray(from * perPicture, (from + lot) * perPicture));
    const outputs = await session.run({ [image.input]: tensorOf(some, lot, image) });
    const found = unitRows(outputs[image.output], lot, dimension);
    rows.set(found.subarray(0, (count - from) * dimension), from * dimension);
  }
  return rows;
}

function tensorOf(pixels: Uint8Array, count: number, { size, planes }: ImageSpec): Tensor {
  if (!planes) return new Tensor('uint8', pixels, [count, size, size, 3]);
  return new Tensor('float32', planesOf(pixels, size ** 2, planes), [count, 3, size, size]);
}
