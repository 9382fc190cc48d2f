import { expect, test } from 'vitest';
import { readAhead } from './read-ahead.ts';

test('results come in order, with never more than the bound under way', async () => {
  let running = 0;
  let most = 0;
  const prepare = async (item: number) => {
    running += 1;
    most = Math.max(most, running);
    // Later items are quicker: order must not depend on it.
    for (let turn = 0; turn < 20 - item; turn += 1) await Promise.resolve();
    running -= 1;
    return item;
  };
  const got: number[] = [];
  for await (const item of readAhead(
    Array.from({ length: 20 }, (_, at) => at),
    () => 4,
    prepare,
  ))
    got.push(item);
  expect(got).toEqual(Array.from({ length: 20 }, (_, at) => at));
  expect(most).toBe(4);
});

test('the next items are prepared while the consumer is busy', async () => {
  const started: number[] = [];
  const prepare = (item: number) => {
    started.push(item);
    return Promise.resolve(item);
  };
  const results = readAhead([0, 1, 2, 3, 4], () => 3, prepare);
  await results.next();
  expect(started).toEqual([0, 1, 2, 3]);
});

test('a consumer that leaves waits for what is under way and starts no more', async () => {
  const ended: number[] = [];
  const prepare = async (item: number) => {
    await Promise.resolve();
    ended.push(item);
    return item;
  };
  for await (const item of readAhead([0, 1, 2, 3, 4, 5], () => 2, prepare)) if (item === 0) break;
  expect(ended).toEqual([0, 1, 2]);
});

test('a failure surfaces in its turn', async () => {
  const prepare = (item: number) => (item === 1 ? Promise.reject(new Error('no')) : Promise.resolve(item));
  const got: number[] = [];
  const all = async () => {
    for await (const item of readAhead([0, 1, 2], () => 3, prepare)) got.push(item);
  };
  await expect(all()).rejects.toThrow('no');
  expect(got).toEqual([0]);
});
