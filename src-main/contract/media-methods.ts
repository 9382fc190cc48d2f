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
   * How to read a video that the window cannot play as it is: a program and its arguments that write it to standard
   * output, from a moment on (milliseconds). Who runs it ends it. Errors: asset.unknown, media.unavailable, library.*.
   */
  'media.stream': {
    input: v.object({ asset: Asset, from: Count }),
    output: v.object({ command: v.array(v.string()), type: v.string() }),
    progress: v.never(),
  },
} as const;
