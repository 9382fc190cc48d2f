import * as v from 'valibot';
import { CollectionName } from './details.ts';
import { Asset, Count } from './shapes.ts';

const Assets = v.array(Asset);
const none = v.object({});

/**
 * Requests about what a person made of the pictures: favourites and collections. Both are of contents: they stay when
 * files move, go and come back. No file is ever touched. `collections.changed` tells of every change. Errors: library.*.
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
  /** All collections by name, with how many of their assets have a file in place. */
  'collection.list': {
    input: none,
    output: v.object({ collections: v.array(v.object({ name: v.string(), count: Count })) }),
    progress: v.never(),
  },
  /** Begins an empty one. Errors: collection.exists (letters of any case). */
  'collection.make': { input: v.object({ name: CollectionName }), output: none, progress: v.never() },
  /** Errors: collection.unknown, collection.exists. */
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
} as const;
