import { expect, test } from 'vitest';
import { PolylensError, type Filters, type Input, type Output } from '../src-main/contract/index.ts';
import { answering } from '../test/fixtures/engine-double.ts';
import { AppState } from './app-state.svelte.ts';
import { Texts } from './texts/texts.svelte.ts';

const counts = { found: 6, searchable: 6, waiting: 0, setAside: 0, offline: 0 };
const work = { state: 'resting' as const, done: 0, total: 0, perSecond: 0, secondsLeft: 0 };
const root = { path: '/a', counts, excluded: 0, held: 0, exclude: [], isNew: false, watch: 'off' as const };
const status: Output<'library.status'> = {
  library: '/l',
  pack: 'p',
  counts,
  missing: 0,
  work,
  mode: 'balanced',
  runner: { provider: 'cpu', threads: 1, wish: 'auto', others: [] },
  roots: [root],
  reasons: [],
};
const about = {
  version: '1',
  library: '/l',
  suggestions: [],
  picksFolders: true,
  showsFiles: true,
  opensFiles: true,
  savesFiles: true,
  trashesFiles: false,
  dragsFiles: false,
  hasTray: false,
};
const hit = { width: 3, height: 2, details: {}, path: '/a/b.jpg', offline: false, places: 1, score: 0.1 };
const picture = { width: 3, height: 2, format: 'jpeg', size: 1, time: 0, places: [] };
const all = [1, 2, 3, 4, 5, 6];

/** What a person made of six pictures, and what the window asked. */
class World {
  readonly favourites = new Set<number>();
  readonly collections = new Map<string, Set<number>>();
  readonly stars = new Map<number, number>();
  readonly searches: Input<'search.run'>[] = [];
  readonly lists: Filters[] = [];

  through({ favourites, collection, rating }: Filters): number[] {
    const kept = collection === undefined ? new Set(all) : this.collections.get(collection);
    if (!kept) throw new PolylensError('collection.unknown', { name: collection ?? '' });
    const lets = (id: number) => (this.stars.get(id) ?? 0) >= (rating ?? 0) && (!favourites || this.favourites.has(id));
    return all.filter((id) => kept.has(id) && lets(id));
  }

  rename(name: string, to: string): void {
    this.collections.set(to, this.collections.get(name) ?? new Set());
    this.collections.delete(name);
  }
}

/** The window's state over an engine that, as the real one, announces a change before it answers. */
async function open(world = new World()) {
  const change = (make: () => unknown) => {
    make();
    announce('collections.changed', {});
    return Promise.resolve({});
  };
  const { client, announce } = await answering({
    'shell.settings': () => Promise.resolve({ theme: 'system', recent: [] }),
    'shell.about': () => Promise.resolve(about),
    'library.status': () => Promise.resolve(status),
    'library.keep': () => new Promise(() => {}),
    'asset.list': ({ filters = {} }) => {
      world.lists.push(filters);
      const assets = world.through(filters);
      const zeros = assets.map(() => 0);
      const thumbhashes = assets.map(() => '');
      return Promise.resolve({ assets, widths: zeros, heights: zeros, times: zeros, thumbhashes, durations: zeros });
    },
    'search.run': (input) => {
      world.searches.push(input);
      const hits = world.through(input.filters ?? {}).map((asset) => ({ asset, ...hit }));
      const took = { total: 1, encode: 1, nearest: 0 };
      return Promise.resolve({ query: input.text, language: 'en', without: [], took, waiting: 0, hits });
    },
    'favourite.list': () => Promise.resolve({ assets: [...world.favourites] }),
    'collection.list': () =>
      Promise.resolve({ collections: [...world.collections].map(([name, { size }]) => ({ name, count: size })) }),
    'favourite.set': ({ assets, favourite }) =>
      change(() => assets.forEach((id) => world.favourites[favourite ? 'add' : 'delete'](id))),
    'rating.set': ({ assets, rating }) => {
      for (const asset of assets) world.stars.set(asset, rating ?? 0);
      announce('ratings.changed', {});
      return Promise.resolve({ before: [] });
    },
    'asset.details': ({ asset }) =>
      Promise.resolve({ ...picture, asset, details: { rating: world.stars.get(asset) ?? 0 } }),
    'collection.rename': ({ name, to }) => change(() => world.rename(name, to)),
    'collection.take-out': ({ name, assets }) =>
      change(() => assets.forEach((id) => world.collections.get(name)?.delete(id))),
    'asset.copy': ({ assets }) =>
      Promise.resolve({ stopped: false, copied: assets.length, failed: [], list: '/out/list.csv' }),
    'collection.add': async ({ name, assets }) => {
      await change(() => assets.forEach((id) => world.collections.get(name)?.add(id)));
      return { added: assets.length };
    },
  });
  const app = new AppState(client, new Texts(), { languages: ['en'], isDark: false });
  await app.open();
  return { app, world, announce };
}

/** As the photos' effect does, until these are shown. */
async function shown(app: AppState, ids: readonly number[]): Promise<void> {
  await expect
    .poll(() => {
      app.showPictures();
      return app.results.pictures.map(({ id }) => id);
    })
    .toEqual(ids);
}

/** Whatever was on its way. */
const settle = () => new Promise((done) => setTimeout(done, 50));

/** A search in a collection or in favourites, with the viewer at the fourth picture of five. */
async function searching(filters: Filters) {
  const world = new World();
  world.collections.set('Summer', new Set([1, 2, 3, 4, 5]));
  for (const id of [1, 2, 3, 4, 5]) world.favourites.add(id);
  const { app } = await open(world);
  await expect.poll(() => app.collections.all.length).toBe(1);
  app.openOnly(filters);
  app.searchFor('dog');
  await expect.poll(() => app.search.answer).toBeDefined();
  await shown(app, [1, 2, 3, 4, 5]);
  app.openPicture(3);
  await settle();
  return { app, world, asked: world.searches.length, generation: app.results.generation };
}

test('a heart during a search in a collection changes nothing but the heart', async () => {
  const { app, world, asked } = await searching({ collection: 'Summer' });
  void app.marks.toggleFavourites();
  await expect.poll(() => app.collections.favourites.has(4)).toBe(false);
  await settle();
  await shown(app, [1, 2, 3, 4, 5]);
  expect([app.viewer.picture?.id, world.searches.length]).toEqual([4, asked]);
});

test('what leaves the list of a search by a heart or by hand leaves the viewer at its place', async () => {
  const hearts = await searching({ favourites: true });
  void hearts.app.marks.toggleFavourites();
  await shown(hearts.app, [1, 2, 3, 5]);
  expect([hearts.app.viewer.picture?.id, hearts.app.results.generation]).toEqual([5, hearts.generation]);
  const summer = await searching({ collection: 'Summer' });
  await summer.app.collections.takeOut('Summer', [2]);
  await shown(summer.app, [1, 3, 4, 5]);
  expect([summer.app.viewer.picture?.id, summer.app.results.generation]).toEqual([4, summer.generation]);
});

test('stars are given to what is shown large, and told there; what has too few leaves a list that is kept to them', async () => {
  const { app, world } = await open();
  await shown(app, all);
  app.openPicture(1);
  app.viewer.turnTo(app.viewer.picture);
  await expect.poll(() => app.viewer.details?.asset).toBe(2);
  const lists = world.lists.length;
  void app.marks.rate(4);
  await expect.poll(() => app.viewer.rating).toBe(4);
  await settle();
  expect([[...world.stars], world.lists.length]).toEqual([[[2, 4]], lists]);
  world.stars.set(5, 5);
  app.filters.set('rating', 4);
  await shown(app, [2, 5]);
  app.openPicture(0);
  void app.marks.rate(1);
  await shown(app, [5]);
  expect(app.viewer.picture?.id).toBe(5);
});

test('another question is read from its beginning', async () => {
  const { app, generation } = await searching({ collection: 'Summer' });
  app.searchFor('cat');
  await expect.poll(() => app.search.answer?.query).toBe('cat');
  app.showPictures();
  expect([app.results.active, app.results.generation]).toEqual([0, generation + 1]);
  app.filters.set('favourites', true);
  await settle();
  app.showPictures();
  expect(app.results.generation).toBe(generation + 2);
});

test('a collection that is opened stays so under its new name, and nothing else is shown meanwhile', async () => {
  const world = new World();
  world.collections.set('Summer', new Set([1, 2]));
  const { app } = await open(world);
  await expect.poll(() => app.collections.all.length).toBe(1);
  app.openOnly({ collection: 'Summer' });
  await shown(app, [1, 2]);
  world.lists.length = 0;
  expect(await app.marks.rename('Summer', 'July')).toBeUndefined();
  await settle();
  await shown(app, [1, 2]);
  expect([app.filters.given, app.library.failure]).toEqual([{ collection: 'July' }, undefined]);
  expect(world.lists.filter(({ collection }) => collection !== 'July')).toEqual([]);
});

test('a collection that is opened and goes is left', async () => {
  const world = new World();
  world.collections.set('Summer', new Set([1, 2]));
  const { app, announce } = await open(world);
  await expect.poll(() => app.collections.all.length).toBe(1);
  app.openOnly({ collection: 'Summer' });
  world.collections.delete('Summer');
  announce('collections.changed', {});
  await expect.poll(() => app.filters.given).toEqual({});
  await shown(app, all);
});

test('a saved search is asked once, as it was, whatever was asked before', async () => {
  const { app, world } = await open();
  app.search.likeThis({ asset: 3 });
  await expect.poll(() => world.searches.length).toBe(1);
  app.openSaved({ text: 'dog', language: 'fr', filters: { favourites: true } });
  await settle();
  await settle();
  await expect.poll(() => app.search.answer?.query).toBe('dog');
  expect(world.searches.slice(1)).toEqual([
    { text: 'dog', limit: 300, fold: true, speaks: 'en', language: 'fr', filters: { favourites: true } },
  ]);
  app.openOnly({ favourites: true });
  await settle();
  expect([app.search.text, app.search.answer, world.searches.length]).toEqual(['', undefined, 2]);
});

test('a picture that cannot be read is told of until a step back or another question', async () => {
  const { app } = await open();
  // Without a page there is nothing that reads pictures.
  await app.searchLikeFile(new Blob());
  expect(app.search.unreadable).toBe(true);
  // The first step back may be one from a selection, which asks nothing.
  await shown(app, all);
  app.results.selectAll();
  app.back();
  expect(app.search.unreadable).toBe(false);
  await app.searchLikeFile(new Blob());
  app.searchFor('dog');
  expect(app.search.unreadable).toBe(false);
});

test('favourites are read anew where the engine runs again or the library is another', async () => {
  const { app, world, announce } = await open();
  await settle();
  world.favourites.add(2);
  announce('shell.engine', { running: false });
  announce('shell.engine', { running: true });
  await expect.poll(() => [...app.collections.favourites]).toEqual([2]);
  world.favourites.add(3);
  announce('library.changed', { counts, missing: 0, work, revision: 7 });
  await expect.poll(() => [...app.collections.favourites], { timeout: 5000 }).toEqual([2, 3]);
});

test('what was added is told while just that is selected', async () => {
  const world = new World();
  world.collections.set('Summer', new Set());
  const { app } = await open(world);
  await shown(app, all);
  app.results.toggle(0, { range: false });
  app.results.toggle(1, { range: true });
  await app.addToCollection('Summer');
  expect(app.marks.added).toEqual({ name: 'Summer', count: 2 });
  app.back();
  app.results.toggle(3, { range: false });
  app.results.toggle(4, { range: false });
  expect(app.marks.added).toBeUndefined();
});

test('a show stops when a collection is asked for: what is added is what was shown then', async () => {
  const { app } = await open();
  await shown(app, all);
  app.openPicture(0);
  app.viewer.slides.toggle();
  app.askCollection();
  expect([app.panel, app.viewer.slides.runs, app.chosen]).toEqual(['add-to', false, [1]]);
});

test('what came of a copying stays until its panel was closed after the end', async () => {
  const { app } = await open();
  app.panel = 'copies';
  const copying = app.copies.start([1, 2], '/out');
  app.closePanel('copies');
  await copying;
  expect(app.copies.result?.copied).toBe(2);
  app.panel = 'copies';
  expect(app.copies.result?.copied).toBe(2);
  app.closePanel('copies');
  expect(app.copies.result).toBeUndefined();
});
