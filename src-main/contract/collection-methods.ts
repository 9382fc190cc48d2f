import * as v from 'valibot';
import { CollectionName } from './details.ts';
import { copyProblems } from './problems.ts';
import { Asset, Count } from './shapes.ts';

const Assets = v.array(Asset);
const none = v.object({});
const Own = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(5));
const Rating = v.object({ assets: Assets, rating: v.optional(Own) });

/**
 * Requests about what a person makes of the pictures: favourites, stars, collections, copies. All but copies are of contents:
 * they stay when files move, go and come back; `collections.changed` or `ratings.changed` tells of every change. No original
 * is ever touched.
 * Errors: library.*.
 */
export const collectionMethods = {
  /** Favourites that have a file in place. */
  'favourite.list': { input: none, output: v.object({ assets: Assets }), progress: v.never() },
  /** Makes assets favourites, or no longer; unknown ones are passed over. */
  'favourite.set': {
    input: v.object({ assets: Assets, favourite: v.boolean() }),
    output: none,
    progress: v.never(),
  },
  /**
   * Gives assets so many stars, 0 for none: they count before what their files say, and without `rating` those of the files
   * count again. Unknown ones are passed over. `before`: the same calls would give back what was.
   */
  'rating.set': {
    input: Rating,
    output: v.object({ before: v.array(Rating) }),
    progress: v.never(),
  },
  /** All collections by name, with how many of their assets have a file in place. */
  'collection.list': {
    input: none,
    output: v.object({ collections: v.array(v.object({ name: v.string(), count: Count })) }),
    progress: v.never(),
  },
  /** Begins an empty one. Errors: collection.exists (letters of any case). */
  'collection.make': { input: v.object({ name: CollectionName }), output: none, progress: v.never() },
  /** Gives a collection another name. Errors: collection.unknown, collection.exists. */
  'collection.rename': {
    input: v.object({ name: CollectionName, to: CollectionName }),
    output: none,
    progress: v.never(),
  },
  /** Forgets the collection; what was in it stays. Errors: collection.unknown. */
  'collection.remove': { input: v.object({ name: CollectionName }), output: none, progress: v.never() },
  /** Puts assets in, those that are in it again; how many are new. Errors: collection.unknown. */
  'collection.add': {
    input: v.object({ name: CollectionName, assets: Assets }),
    output: v.object({ added: Count }),
    progress: v.never(),
  },
  /** Takes assets out again. Errors: collection.unknown. */
  'collection.take-out': {
    input: v.object({ name: CollectionName, assets: Assets }),
    output: none,
    progress: v.never(),
  },
  /**
   * Copies originals into a folder (absolute path; made when only its last part is missing), with a list of them as CSV
   * beside. Nothing there is written over: a name that is taken gets a number. A cancelled call ends after the file in
   * hand and answers with `stopped`. Errors: copy.folder (it cannot take files), copy.full.
   */
  'asset.copy': {
    input: v.object({ assets: Assets, folder: v.pipe(v.string(), v.minLength(1)) }),
    output: v.object({
      stopped: v.boolean(),
      copied: Count,
      failed: v.array(
        v.object({ asset: Asset, path: v.string(), reason: v.picklist(copyProblems), detail: v.string() }),
      ),
      /** Its path. */
      list: v.string(),
    }),
    progress: v.object({ done: Count, total: Count }),
  },
} as const;
