import type { FileProblem } from '../contract/problems.ts';

/** A unit vector in the pack's joint space. */
export type Embedding = Float32Array;

/** One picture as the encoder wants it: RGB, interleaved rows, size x size x 3 bytes. */
export type Pixels = Uint8Array;

/** Why a file was set aside. */
export type FailureReason = FileProblem;

/** What became of one file: its pixels (width and height are the upright picture's own), or the reason it has none. */
export type DecodeOutcome =
  | { ok: true; pixels: Pixels; width: number; height: number; format: string }
  | { ok: false; reason: FailureReason; detail: string; retryable: boolean };

/** A file as the library knows it. `gone`: the last scan of its folder did not meet it. */
export type KnownFile = {
  id: number;
  path: Uint8Array;
  size: number;
  modifiedMs: number;
  changedMs: number;
  gone: boolean;
};
