import { expect, test } from 'vitest';
import { PolylensError } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { CollectionsState } from './collections-state.svelte.ts';

/** Collections over an engine that keeps them in two variables. */
async function open() {
  const favourites = new Set<number>([3]);
  const collections = new Map<string, Set<number>>();
  let changes = 0;
  const changed = () => {
    announce('collections.changed', {});
    return {};
  };
  const { client, announce } = await answering({
    'favourite.list': () => Promise.resolve({ assets: [...favourites] }),
    'collection.list': () =>
      Promise.resolve({ collections: [...collections].map(([name, { size }]) => ({ name, count: size })) }),
    'favourite.set': ({ assets, favourite }) => {
      for (const asset of assets) favourites[favourite ? 'add' : 'delete'](asset);
      return Promise.resolve(changed());
    },
    'collection.make': ({ name }) => {
      if (collections.has(name)) return Promise.reject(new PolylensError('collection.exists', { name }));
      collections.set(name, new Set());
      return Promise.resolve(changed());
    },
    'collection.add': ({ name, assets }) => {
      const collection = collections.get(name);
      if (!collection) return Promise.reject(new PolylensError('collection.unknown', { name }));
      const before = collection.size;
      for (const asset of assets) collection.add(asset);
      changed();
      return Promise.resolve({ added: collection.size - before });
    },
  });
  const state = new CollectionsState(client, () => (changes += 1));
  await state.open();
  return { state, changes: () => changes };
}

test('favourites are told, and that they are others', async () => {
  const { state, changes } = await open();
  await state.setFavourites([2, 3], true);
  await expect.poll(() => [...state.favourites]).toEqual([3, 2]);
  await state.setFavourites([2, 3], false);
  await expect.poll(() => state.favourites.size).toBe(0);
  expect(changes()).toBe(2);
});

test('what was added is told until something else is done', async () => {
  const { state } = await open();
  await state.make('Summer');
  await state.add('Summer', [1, 2]);
  await state.add('Summer', [2, 3]);
  expect(state.added).toEqual({ name: 'Summer', assets: [2, 3], count: 1 });
  await expect.poll(() => state.all).toEqual([{ name: 'Summer', count: 3 }]);
  await state.setFavourites([1], true);
  expect(state.added).toBeUndefined();
});

test('a name that is taken is told to who typed it, any other failure to all', async () => {
  const { state } = await open();
  await state.make('Summer');
  expect(await state.make('Summer')).toBe('collection.exists');
  expect(state.failure).toBeUndefined();
  await state.add('Winter', [1]);
  expect(state.failure).toBe('collection.unknown');
  await state.add('Summer', [1]);
  expect(state.failure).toBeUndefined();
});
