import * as v from 'valibot';
import { Asset, Count } from './shapes.ts';

/** Requests for what is in pictures and videos. */
export const mediaMethods = {
  /**
   * Where the thumbnail of an asset lies: a WebP file, upright, sRGB, made when it is not there. It may be deleted at
   * any time: ask before each reading. Size 256: the shorter side (the longer being 1024 at most); 1024: the longer
   * side; a smaller picture stays as it is. `at` (milliseconds): of a video, what is seen at its kept moment nearest to
   * that, or what stands for the video while its file cannot be read. Errors: asset.unknown, media.unavailable, library.*.
   */
  'media.thumbnail': {
    input: v.object({ asset: Asset, size: v.picklist([256, 1024]), at: v.optional(Count) }),
    output: v.object({ path: v.string() }),
    progress: v.never(),
  },
  /**
   * When the pictures are that are kept of a video (milliseconds): `most` of them at most, spread evenly, in their order;
   * none of a photo. Errors: library.*.
   */
  'media.moments': {
    input: v.object({ asset: Asset, most: v.pipe(Count, v.minValue(1), v.maxValue(1000)) }),
    output: v.object({ times: v.array(Count) }),
    progress: v.never(),
  },
  /**
   * How to read a video, or the film inside a picture's file, that the window cannot play as it is: a program and its arguments that write it to standard
   * output, from a moment on (milliseconds). Who runs it ends it. Errors: asset.unknown, media.unavailable, library.*.
   */
  'media.stream': {
    input: v.object({ asset: Asset, from: Count }),
    output: v.object({ command: v.array(v.string()), type: v.string() }),
    progress: v.never(),
  },
  /**
   * Writes a part of a video to a new file: from `at` on for `length` (milliseconds) as a clip, without encoding anew and
   * so from the keyframe before; without `length` the picture at that moment. The ending of `target` (absolute path) says
   * how; a file that is there is never written over. A shell asks the person where; it does not answer this to its windows.
   * Errors: asset.unknown, export.*, library.*.
   */
  'media.export': {
    input: v.object({
      source: v.union([v.object({ asset: Asset }), v.object({ path: v.string() })]),
      at: Count,
      length: v.optional(v.pipe(Count, v.minValue(1))),
      target: v.string(),
    }),
    output: v.object({}),
    progress: v.never(),
  },
} as const;
