import { expect, test } from 'vitest';
import { PolylensError, type Input, type Output } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { CopiesState } from './copies-state.svelte.ts';

const copied = { stopped: false, copied: 2, failed: [], list: '/out/list.csv' };

/** Copies over an engine that waits for a word. */
async function copying() {
  const asked: Input<'asset.copy'>[] = [];
  let answer: (given: Output<'asset.copy'>) => void = () => undefined;
  let fail: (thrown: PolylensError) => void = () => undefined;
  const { client } = await answering({
    'asset.copy': (input, { signal, progress }) => {
      asked.push(input);
      progress({ done: 1, total: input.assets.length });
      return new Promise((resolve, reject) => {
        answer = resolve;
        fail = reject;
        signal.addEventListener('abort', () => resolve({ ...copied, stopped: true, copied: 1 }));
      });
    },
  });
  return {
    copies: new CopiesState(client),
    asked,
    answer: () => answer(copied),
    fail: () => fail(new PolylensError('copy.full')),
  };
}

test('a copying tells how far it is, and then what came of it', async () => {
  const { copies, asked, answer } = await copying();
  const done = copies.start([4, 5], '/out');
  await expect.poll(() => copies.progress).toEqual({ done: 1, total: 2 });
  await copies.start([6], '/elsewhere');
  expect(asked).toEqual([{ assets: [4, 5], folder: '/out' }]);
  answer();
  await done;
  expect([copies.progress, copies.result]).toEqual([undefined, { ...copied, folder: '/out' }]);
});

test('a copying that is stopped says so, and the next one begins anew', async () => {
  const { copies, fail } = await copying();
  const stopped = copies.start([4, 5], '/out');
  await expect.poll(() => copies.progress?.done).toBe(1);
  copies.stop();
  await stopped;
  expect(copies.result?.stopped).toBe(true);
  const failed = copies.start([4], '/out');
  await expect.poll(() => copies.progress?.done).toBe(1);
  expect(copies.result).toBeUndefined();
  fail();
  await failed;
  expect([copies.failure, copies.progress]).toEqual(['copy.full', undefined]);
});
