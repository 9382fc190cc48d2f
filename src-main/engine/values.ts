import type { TakenFrom } from '../contract/details.ts';
import type { FileProblem, SubtitleProblem } from '../contract/problems.ts';

/** A unit vector in the pack's joint space. */
export type Embedding = Float32Array;

/** How near two of them are: their cosine. */
export function dot(one: Embedding, other: Embedding): number {
  let sum = 0;
  for (let at = 0; at < one.length; at += 1) sum += (one[at] ?? 0) * (other[at] ?? 0);
  return sum;
}

type Weights = { similarity: number; expected: number; size: number; constant: number };

/**
 * What a pack needs to say how likely a hit is right: a logistic model of its similarity, of the mean that the `nearest` vectors
 * of the background reach, and of the logarithm of the library's size (between the `sizes` that were measured). Hits of at
 * least `threshold` match.
 */
export type Calibration = {
  background: readonly Embedding[];
  nearest: number;
  sizes: readonly [number, number];
  /** Queries of up to so many words are judged by `few`, longer ones by `many`: sentences reach other similarities than names. */
  fewWords: number;
  few: Weights;
  many: Weights;
  threshold: number;
};

/**
 * The square that encoders want, in pixels a side. `fill` (the usual): the whole picture is stretched to it; `crop`: its middle is
 * taken, the shorter side whole. `kernel`: how pixels are weighed when it is scaled, by Lanczos where nothing is said.
 */
export type Target = { size: number; fit?: 'fill' | 'crop'; kernel?: 'lanczos3' | 'cubic' | 'linear' };

/** One picture as the encoder wants it: RGB, interleaved rows, size x size x 3 bytes. */
export type Pixels = Uint8Array;

/** Why a file was set aside. */
export type FailureReason = FileProblem;

/**
 * When a picture was taken: `wall` is what the clock on the wall showed there, in milliseconds since 1970 as if that
 * clock were UTC's; `offset` its zone in minutes east of Greenwich, where it is known; `from` what says so, best first.
 */
export type Taken = { wall: number; offset?: number; from: TakenFrom };

/**
 * A town by name, its region and its country (ISO 3166-1, two letters); `region` is empty where there are none. `city`: the
 * one that the town is, or is a part of; of small towns none.
 */
export type Spot = { country: string; region: string; city?: string; town: string };

/** A town, or a whole city, region or country. */
export type Area = {
  country: string;
  region?: string | undefined;
  city?: string | undefined;
  town?: string | undefined;
};

/** What a picture says of itself, or what lies beside it; all that is not known is absent. */
export type Details = {
  taken?: Taken;
  /** Degrees north and east. */
  latitude?: number;
  longitude?: number;
  /** The nearest town, once it has been looked up. */
  spot?: Spot;
  camera?: string;
  lens?: string;
  /** 1 to 5; 0 none; -1 rejected. */
  rating?: number;
  keywords?: string[];
  /** Shared by the picture and the video of one Live Photo, in Apple's files. */
  liveId?: string;
  /** Where in the picture's own file its short film lies. */
  film?: FilePart;
};

/** Some bytes of a file. */
export type FilePart = { offset: number; length: number };

/** What a search is kept to, all that is given must hold; times as `Taken.wall`, `to` not included. */
export type Filter = {
  from?: number | undefined;
  to?: number | undefined;
  camera?: string | undefined;
  /** In any of these. */
  areas?: readonly Area[] | undefined;
  rating?: number | undefined;
  kind?: 'photo' | 'video' | undefined;
  folder?: Buffer | undefined;
  /** The length of a video in milliseconds, both included. */
  length?: { least?: number | undefined; most?: number | undefined } | undefined;
  favourites?: true | undefined;
  /** By its number. */
  collection?: number | undefined;
};

/** A file's bytes, by SHA-256, and the upright picture in them. */
export type Content = {
  hash: Buffer;
  width: number;
  height: number;
  format: string;
  thumbhash: Uint8Array;
  details: Details;
  /** A video's length, and where in it the picture is that stands for it. */
  video?: { durationMs: number; posterMs: number };
  /** What is said in a video, as its subtitles and chapters tell. */
  cues?: Cue[];
};

/** Words, and from when to when they are said. */
export type Cue = { startMs: number; endMs: number; text: string };

/** Why some were not read; `detail` names the file or track. */
export type SubtitleTrouble = { reason: SubtitleProblem; detail: string };

/** Words with their times, and what kept others from being read. */
export type Words = { cues: Cue[]; troubles: SubtitleTrouble[] };

/** A moment of a video: when it is, and from when to when the shot lasts that it is in. */
export type Moment = { timeMs: number; startMs: number; endMs: number };

/** One picture of a video. `opens`: the first of its shot. */
export type Frame = Moment & { pixels: Pixels; opens: boolean };

/** A small picture to be shown: WebP, upright, sRGB. */
export type Thumbnail = Uint8Array;

/** Why a file gave no picture; `retryable`: another attempt may, without the file having changed. */
export type DecodeFailure = { ok: false; reason: FailureReason; detail: string; retryable: boolean };

/**
 * What became of one file: its pixels (width and height are the upright picture's own), its small thumbnail and what
 * stands for it until that is loaded (ThumbHash, some 25 bytes), or the reason it has none.
 */
export type DecodeOutcome =
  | ({
      ok: true;
      pixels: Pixels;
      thumbnail: Thumbnail;
      /** Of an animation, as of a video. */
      frames?: Frame[];
    } & Omit<Content, 'hash'>)
  | DecodeFailure;

/** The same of a video: pictures in their order. */
export type VideoOutcome =
  | ({
      ok: true;
      frames: Frame[];
      thumbnail: Thumbnail;
      video: NonNullable<Content['video']>;
      troubles?: SubtitleTrouble[];
    } & Omit<Content, 'hash' | 'video'>)
  | DecodeFailure;

/** Endings of files that one picture of a video can be written to. */
export const frameEndings = ['jpg', 'jpeg', 'png', 'webp'] as const;
export type FrameEnding = (typeof frameEndings)[number];

/** One picture of a video, as a file's bytes. */
export type FrameOutcome = { ok: true; bytes: Uint8Array } | DecodeFailure;

/** A part of a picture, in shares of its sides. */
export type Box = { left: number; top: number; width: number; height: number };

/** Pixels of parts of a picture, each as those of a whole one. */
export type WindowsOutcome = { ok: true; windows: Pixels[] } | DecodeFailure;

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
  /** What lies beside it and is read with it, as one number; 0 for nothing. */
  beside: number;
  gone: boolean;
};

/** File systems that other machines write to unheard: NFS, SMB and CIFS, 9P, AFS and Ceph (statfs(2), linux/magic.h). */
export const networkFileSystems: ReadonlySet<number> = new Set([
  0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x5346414f, 0x00c36400,
]);
