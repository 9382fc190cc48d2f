import { expect, test } from 'vitest';
import { once } from './once.ts';

type Part = { number: number; over: boolean };

/** Parts in the order of their making; `fails`: making the next one fails. */
function factory() {
  const made: Part[] = [];
  const state = { fails: false };
  const part = once<Part>(
    () => {
      if (state.fails) return Promise.reject(new Error('no'));
      const next = { number: made.length, over: false };
      made.push(next);
      return Promise.resolve(next);
    },
    ({ over }) => over,
  );
  return { made, part, state };
}

test('all get the one part', async () => {
  const { made, part } = factory();
  const got = await Promise.all([part(), part()]);
  expect([got, await part()]).toEqual([[made[0], made[0]], made[0]]);
});

test('a part that is over is replaced, once for all who ask', async () => {
  const { made, part } = factory();
  (await part()).over = true;
  const got = await Promise.all([part(), part(), part()]);
  expect(got.map(({ number }) => number)).toEqual([1, 1, 1]);
  expect(made).toHaveLength(2);
});

test('a failure is told and not kept', async () => {
  const { part, state } = factory();
  state.fails = true;
  await expect(part()).rejects.toThrow('no');
  state.fails = false;
  expect((await part()).number).toBe(0);
});
