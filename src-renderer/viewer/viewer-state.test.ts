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
  const viewer = new ViewerState(client, results, () => false);
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
