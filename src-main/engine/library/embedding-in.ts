import type { Embedding } from '../values.ts';

/** The vector in a blob: the blob's own memory, or a copy where numbers cannot lie there. */
export function embeddingIn(blob: Uint8Array): Embedding {
  const { buffer, byteLength } = blob;
  // What is a part of something larger would keep all of it.
  const isWhole = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return new Float32Array(isWhole ? buffer : Uint8Array.from(blob).buffer);
}
