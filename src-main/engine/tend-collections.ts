import { PolylensError, type Announce, type HandlersOf, type Input, type Output } from '../contract/index.ts';
import type { CollectionMethod } from '../contract/contract.ts';
import { copyOriginals } from './copy-originals.ts';
import type { Library } from './library/library.ts';

type Around = {
  read: <T>(work: (library: Library) => T) => Promise<T>;
  /** As the library's one writer. */
  write: <T>(work: (library: Library) => Promise<T>) => Promise<T>;
  announce: Announce;
};

/** What tells of a change. */
type Told = 'collections.changed' | 'ratings.changed';

/** The answers about favourites, stars, collections and copies. */
export function collectionHandlers({ read, write, announce }: Around): HandlersOf<CollectionMethod> {
  const change = async <T>(work: (library: Library) => T, event: Told = 'collections.changed'): Promise<T> => {
    const result = await write((library) => Promise.resolve(work(library)));
    announce(event, {});
    return result;
  };
  /** A change with no answer but that it is done. */
  const mark = async (work: (collections: Library['collections']) => void) => {
    await change(({ collections }) => work(collections));
    return {};
  };
  return {
    'asset.copy': async (input, call) => read((library) => copyOriginals(library, input, call)),
    'favourite.list': () => read(({ collections }) => ({ assets: collections.favourites() })),
    'favourite.set': ({ assets, favourite }) => mark((collections) => collections.setFavourites(assets, favourite)),
    'rating.set': (input) => change((library) => rate(library, input), 'ratings.changed'),
    'collection.list': () => read(({ collections }) => ({ collections: collections.list() })),
    'collection.make': ({ name }) =>
      change((library) => {
        expectNone(library, name);
        library.collections.make(name);
        return {};
      }),
    'collection.rename': ({ name, to }) => change((library) => rename(library, name, to)),
    'collection.remove': ({ name }) =>
      change((library) => {
        library.collections.remove(idOf(library, name));
        return {};
      }),
    'collection.add': ({ name, assets }) =>
      change((library) => ({ added: library.collections.add(idOf(library, name), assets) })),
    'collection.take-out': ({ name, assets }) =>
      change((library) => {
        library.collections.takeOut(idOf(library, name), assets);
        return {};
      }),
  };
}

/** What was before is read in the same turn. */
function rate({ collections }: Library, { assets, rating }: Input<'rating.set'>): Output<'rating.set'> {
  const before = collections.ratings(assets);
  if (rating === undefined) collections.unrate(assets);
  else collections.rate(assets, rating);
  return { before };
}

/** A new name may differ from the old one in the case of its letters alone. */
function rename(library: Library, name: string, to: string): Record<string, never> {
  const id = idOf(library, name);
  if (library.collections.find(to) !== id) expectNone(library, to);
  library.collections.rename(id, to);
  return {};
}

/**
 * The number of the collection of this name.
 * @throws PolylensError collection.unknown
 */
export function idOf({ collections }: Library, name: string): number {
  const id = collections.find(name);
  if (id !== undefined) return id;
  throw new PolylensError('collection.unknown', { name, known: collections.list().map((each) => each.name) });
}

function expectNone({ collections }: Library, name: string): void {
  if (collections.find(name) !== undefined) throw new PolylensError('collection.exists', { name });
}
