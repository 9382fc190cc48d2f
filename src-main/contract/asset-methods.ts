/** Requests about the pictures that the library holds. */
import * as v from 'valibot';
import { Filters, Stars } from './details.ts';
import { Asset, Choices, Companion, Count, Path, Picture } from './shapes.ts';

export const assetMethods = {
  /**
   * All pictures with a file in place, the newest first, as columns: `assets[n]` was taken at `times[n]`: milliseconds since
   * 1970 at which the clock on this machine's wall shows what that one's did; its likeness is empty where it is not known.
   * Errors: collection.unknown, place.unknown (none was taken there), root.unknown (a folder that no root has to do with),
   * library.*.
   */
  'asset.list': {
    input: v.object({ filters: v.optional(Filters) }),
    output: v.object({
      assets: v.array(Asset),
      widths: v.array(Count),
      heights: v.array(Count),
      times: v.array(v.number()),
      thumbhashes: v.array(v.string()),
      /** Of videos, in milliseconds; 0 for a picture. */
      durations: v.array(Count),
    }),
    progress: v.never(),
  },
  /**
   * What filters can be set to, each with how many pictures it lets through: cameras, the most used first; months
   * (`2019-08`), the oldest first; roots and the folders right below them, by path, with how many files they hold; towns,
   * by country and region, with their cities.
   * Errors: library.*.
   */
  'asset.choices': {
    input: v.object({}),
    output: Choices,
    progress: v.never(),
  },
  /**
   * One picture and every file that holds it. `rated`: its stars are a person's own, and its files say so many (0: none).
   * Errors: asset.unknown, library.*.
   */
  'asset.details': {
    input: v.object({ asset: Asset }),
    output: v.object({
      ...Picture.entries,
      format: v.string(),
      size: Count,
      time: v.number(),
      places: v.array(Path),
      companions: v.optional(v.array(Companion)),
      rated: v.optional(v.object({ file: Stars })),
    }),
    progress: v.never(),
  },
} as const;
