import type { FileProblem } from '../contract/problems.ts';

/** A unit vector in the pack's joint space. */
export type Embedding = Float32Array;

/** One picture as the encoder wants it: RGB, interleaved rows, size x size x 3 bytes. */
export type Pixels = Uint8Array;

/** Why a file was set aside. */
export type FailureReason = FileProblem;

/** A small picture to be shown: WebP, upright, sRGB. */
export type Thumbnail = Uint8Array;

/** Why a file gave no picture; `retryable`: another attempt may, without the file having changed. */
export type DecodeFailure = { ok: false; reason: FailureReason; detail: string; retryable: boolean };

/**
 * What became of one file: its pixels (width and height are the upright picture's own), its small thumbnail and what
 * stands for it until that is loaded (ThumbHash, some 25 bytes), or the reason it has none.
 */
export type DecodeOutcome =
  | {
      ok: true;
      pixels: Pixels;
      width: number;
      height: number;
      format: string;
      thumbnail: Thumbnail;
      thumbhash: Uint8Array;
    }
  | DecodeFailure;

export type ThumbnailOutcome = { ok: true; thumbnail: Thumbnail } | DecodeFailure;

/**
 * 256: for grids, the shorter side (so that a row of that height is sharp), the longer being 1024 at most;
 * 1024: for a look at one picture, the longer side. Smaller pictures stay as they are.
 */
export type ThumbnailSize = 256 | 1024;

/** A file as the library knows it. `gone`: the last scan of its folder did not meet it. */
export type KnownFile = {
  id: number;
  path: Uint8Array;
  size: number;
  modifiedMs: number;
  changedMs: number;
  gone: boolean;
};
