import { expect, test } from 'vitest';
import { PolylensError, type Input, type Output } from '../../src-main/contract/index.ts';
import { answering } from '../../test/fixtures/engine-double.ts';
import { TrashState } from './trash-state.svelte.ts';

/** Over a shell whose person and system answer by a word of the test. */
async function throwing() {
  const asked: Input<'shell.trash'>[] = [];
  let answer: (given: Output<'shell.trash'>) => void = () => undefined;
  let fail: (thrown: PolylensError) => void = () => undefined;
  const { client } = await answering({
    'shell.trash': (input, { progress }) => {
      asked.push(input);
      progress({ done: 1, total: 2 });
      return new Promise((resolve, reject) => {
        answer = resolve;
        fail = reject;
      });
    },
  });
  const trash = new TrashState(client);
  const begun = () => expect.poll(() => trash.progress).toEqual({ done: 1, total: 2 });
  return {
    trash,
    asked,
    begun,
    answer: (given: Output<'shell.trash'>) => answer(given),
    fail: () => fail(new PolylensError('engine.lost')),
  };
}

test('a moving tells how far it is and what came of it, one at a time', async () => {
  const { trash, asked, begun, answer } = await throwing();
  const moved = trash.move([4, 5]);
  await begun();
  expect(await trash.move([6])).toBe(false);
  const result: Output<'shell.trash'> = {
    confirmed: true,
    moved: 1,
    failed: [{ path: '/b.jpg', reason: 'trash.read-only' }],
  };
  answer(result);
  expect(await moved).toBe(true);
  expect([asked, trash.result, trash.progress]).toEqual([[{ assets: [4, 5] }], result, undefined]);
  trash.forget();
  expect(trash.result).toBeUndefined();
});

test('a no of the person is nothing to tell, a failure is', async () => {
  const { trash, begun, answer, fail } = await throwing();
  const refused = trash.move([4]);
  await begun();
  answer({ confirmed: false, moved: 0, failed: [] });
  expect([await refused, trash.result, trash.failure]).toEqual([false, undefined, undefined]);
  const failed = trash.move([4]);
  await begun();
  fail();
  expect([await failed, trash.failure]).toEqual([false, 'engine.lost']);
});
