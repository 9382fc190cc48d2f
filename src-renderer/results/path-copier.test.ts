import { expect, test } from 'vitest';
import { PolylensError } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { PathCopier } from './path-copier.svelte.ts';

const picture = { width: 3, height: 2, details: {}, format: 'jpeg', size: 1, time: 0 };

/** An engine that knows these, and how many it was asked for at a time at most. */
async function engine(knows: (asset: number) => boolean) {
  const asked = { now: 0, most: 0 };
  const { client } = await answering({
    'asset.details': async ({ asset }) => {
      asked.now += 1;
      asked.most = Math.max(asked.most, asked.now);
      await new Promise((resolve) => setTimeout(resolve));
      asked.now -= 1;
      if (!knows(asset)) throw new PolylensError('asset.unknown');
      return { ...picture, asset, places: [{ path: `/a/${asset}.jpg` }] };
    },
  });
  return { client, asked };
}

test('a selection of any size is asked for bit by bit, and what is gone is left out', async () => {
  const { client, asked } = await engine((asset) => asset !== 7);
  let put = '';
  const copier = new PathCopier(client, async (text) => void (put = await text));
  const selected = new Set(Array.from({ length: 450 }, (_none, at) => at + 1));
  await copier.copy(selected);
  expect([put.split('\n').length, put.includes('/a/7.jpg'), put.split('\n')[0]]).toEqual([449, false, '/a/1.jpg']);
  expect(asked.most).toBeLessThanOrEqual(100);
  expect(copier.outcomeOf(selected)).toBe('copied');
  expect(copier.outcomeOf(new Set(selected))).toBeUndefined();
});

test('that it failed is told', async () => {
  const { client } = await engine(() => true);
  const copier = new PathCopier(client, () => Promise.reject(new Error('not allowed')));
  const selected = new Set([1]);
  await copier.copy(selected);
  expect(copier.outcomeOf(selected)).toBe('failed');
});
