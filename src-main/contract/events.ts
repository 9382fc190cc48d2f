import * as v from 'valibot';
import { Count, PlacedCounts, Root, Work } from './shapes.ts';
import { shellEvents } from './shell-methods.ts';

/** Facts the engine or a window's shell announces. They never steer. */
export const events = {
  ...shellEvents,
  /** The search index was not usable as found and is made again from the library. */
  'index.rebuilding': v.object({ vectors: Count, reason: v.string() }),
  /**
   * Counts, work or what can be found changed: several times a second at most. `revision` is another number whenever a
   * search may give another answer.
   */
  'library.changed': v.object({ counts: PlacedCounts, missing: Count, work: Work, revision: Count }),
  /** Favourites or collections are others. */
  'collections.changed': v.object({}),
  /** A person gave stars, or took them. */
  'ratings.changed': v.object({}),
  /** A root was added, removed, looked through, went offline, came back, or holds files that want a word. */
  'roots.changed': v.object({ roots: v.array(Root) }),
  /** Another pack answers searches (or one does for the first time): its stage key. */
  'pack.changed': v.object({ pack: v.string() }),
  /** The library was damaged: its file is now `aside`, a new one is begun. `folders`: those it had, if they can be read. */
  'library.replaced': v.object({ aside: v.string(), folders: v.array(v.string()) }),
} as const;

export type EventName = keyof typeof events;
export type EventPayload<E extends EventName> = v.InferOutput<(typeof events)[E]>;

/** How the engine announces an event. */
export type Announce = <E extends EventName>(event: E, payload: EventPayload<E>) => void;
