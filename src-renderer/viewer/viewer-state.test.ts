import { expect, test } from 'vitest';
import { PolylensError, type Output } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { ResultsState } from '../results/results-state.svelte.ts';
import { Player } from './player.svelte.ts';
import { ViewerState } from './viewer-state.svelte.ts';

const details: Output<'asset.details'> = {
  asset: 7,
  width: 16,
  height: 9,
  format: 'mp4',
  size: 1,
  time: 0,
  details: {},
  places: [],
};
const film = { id: 7, width: 16, height: 9, duration: 60_000 };

/** A viewer at a video, over an engine that refuses its details for this reason, as long as there is one. */
async function looking(refusal: () => PolylensError | undefined = () => undefined) {
  const { client } = await answering({
    'asset.details': () => {
      const why = refusal();
      return why ? Promise.reject(why) : Promise.resolve(details);
    },
  });
  const results = new ResultsState();
  const viewer = new ViewerState(client, results, { savesFiles: () => false, words: () => undefined });
  /** The list is read anew, and the page turns to what is shown. */
  const list = () => {
    results.show([{ ...film }], { byMonth: false, keepPlace: true });
    viewer.turnTo(viewer.picture);
  };
  list();
  viewer.open(0);
  list();
  return { viewer, list };
}

test('a video plays on when the list it is in is read anew', async () => {
  const { viewer, list } = await looking();
  await expect.poll(() => viewer.player).toBeDefined();
  const { player } = viewer;
  list();
  expect(viewer.player).toBe(player);
  viewer.close();
  expect(viewer.player).toBeUndefined();
  viewer.open(0);
  list();
  // What is opened again begins at its moment.
  expect(viewer.player).toBeInstanceOf(Player);
  expect(viewer.player).not.toBe(player);
});

test('a video that was removed leaves its picture', async () => {
  const { viewer } = await looking(() => new PolylensError('asset.unknown'));
  await expect.poll(() => viewer.isPicture).toBe(true);
});

test('a video whose details failed for a while is asked for again with the next list', async () => {
  let why: PolylensError | undefined = new PolylensError('engine.lost');
  const { viewer, list } = await looking(() => why);
  await new Promise((done) => setTimeout(done, 20));
  expect(viewer.isPicture).toBe(false);
  why = undefined;
  list();
  await expect.poll(() => viewer.player).toBeDefined();
});

test('a photo has its film, beside it or inside, and another photo begins as a photo', async () => {
  const inside = { asset: 1, kind: 'video' as const, path: '/p/1.jpg', inside: { offset: 9, length: 9 } };
  const beside = { asset: 9, kind: 'video' as const, path: '/p/2.mov' };
  const negative = { asset: 8, kind: 'raw' as const, path: '/p/3.nef' };
  const belonging = { 1: [inside], 2: [negative, beside], 3: [negative] };
  const { client } = await answering({
    'asset.details': ({ asset }) =>
      Promise.resolve({ ...details, asset, companions: belonging[asset as keyof typeof belonging] }),
  });
  const results = new ResultsState();
  results.show(
    [1, 2, 3].map((id) => ({ id, width: 16, height: 9 })),
    { byMonth: false, keepPlace: true },
  );
  const viewer = new ViewerState(client, results, { savesFiles: () => false, words: () => undefined });
  const turned = async (at: number) => {
    viewer.open(at);
    viewer.turnTo(viewer.picture);
    await expect.poll(() => viewer.details?.asset).toBe(at + 1);
    return { film: viewer.film, plays: viewer.playsFilm };
  };
  expect(await turned(0)).toEqual({ film: 1, plays: false });
  viewer.playsFilm = true;
  expect(await turned(1)).toEqual({ film: 9, plays: false });
  expect(await turned(2)).toEqual({ film: undefined, plays: false });
});

test('where the words are met is shown of pictures that stand still, and of nothing that moves', async () => {
  const formats: Record<number, string> = { 1: 'jpeg', 2: 'gif', 3: 'webp', 4: 'mp4', 5: 'webp' };
  const asked: number[] = [];
  const { client } = await answering({
    'asset.details': ({ asset }) => Promise.resolve({ ...details, asset, format: formats[asset] ?? '' }),
    'search.where': ({ asset }) => {
      asked.push(asset);
      return Promise.resolve({ columns: 1, rows: 1, heat: [1] });
    },
  });
  const results = new ResultsState();
  const viewer = new ViewerState(client, results, { savesFiles: () => false, words: () => ({ text: 'dog' }) });
  const still = ({ id, width, height }: typeof film) => ({ id, width, height });
  const pictures = [1, 2, 3, 4, 5].map((id) => (id === 1 || id === 5 ? still({ ...film, id }) : { ...film, id }));
  results.show(pictures, { byMonth: false, keepPlace: true });
  for (const at of pictures.keys()) {
    viewer.open(at);
    viewer.turnTo(viewer.picture);
    await expect.poll(() => viewer.details?.asset).toBe(at + 1);
    expect([at + 1, viewer.canShowWhere]).toEqual([at + 1, at === 0 || at === 4]);
    viewer.showWhere();
  }
  await expect.poll(() => asked).toEqual([1, 5]);
});
