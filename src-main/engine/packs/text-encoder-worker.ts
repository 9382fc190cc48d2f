/** Entry of the text encoder's worker thread: tokenizer and session stay warm here. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Tensor } from 'onnxruntime-node';
import type { Embedding } from '../values.ts';
import type { TextSpec } from './manifest.ts';
import { openSession, unitRows } from './session.ts';
import { openTokenizer } from './tokenizer.ts';

export type TextEncoderSetup = { model: string; tokenizer: string; text: TextSpec; dimension: number };
export type TextRequest = { id: number; text: string; language: string | undefined };
/** Times in milliseconds. */
export type EncodedText = { embedding: Embedding; tokeniseMs: number; encodeMs: number };
export type TextReply =
  { kind: 'done'; id: number; value: EncodedText } | { kind: 'failed'; id: number; detail: string };

const { model, tokenizer, text: spec, dimension } = workerData as TextEncoderSetup;
const tokenise = openTokenizer(JSON.parse(readFileSync(tokenizer, 'utf8')) as object, spec);
// One thread: a query is short, and more threads would only quarrel with indexing.
const session = await openSession(model, { threads: 1, unpacked: true });

async function encode({ text, language }: TextRequest): Promise<EncodedText> {
  const start = performance.now();
  const { ids, mask } = tokenise(spec.prefix + text, language);
  const tokenised = performance.now();
  const inputs = { [spec.inputIds]: tensorOf(ids) };
  if (spec.attentionMask !== undefined) inputs[spec.attentionMask] = tensorOf(mask);
  const outputs = await session.run(inputs);
  const embedding = unitRows(outputs[spec.output], 1, dimension);
  return { embedding, tokeniseMs: tokenised - start, encodeMs: performance.now() - tokenised };
}

function tensorOf(numbers: readonly number[]): Tensor {
  const shape = [1, numbers.length];
  if (spec.integers === 'int32') return new Tensor('int32', Int32Array.from(numbers), shape);
  return new Tensor('int64', BigInt64Array.from(numbers, BigInt), shape);
}

parentPort?.on('message', (request: TextRequest) => {
  const { id } = request;
  const tell = (reply: TextReply) => parentPort?.postMessage(reply);
  encode(request).then(
    (value) => tell({ kind: 'done', id, value }),
    (error: unknown) => tell({ kind: 'failed', id, detail: String(error) }),
  );
});
