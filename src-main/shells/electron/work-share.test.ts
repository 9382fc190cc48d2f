import { expect, test } from 'vitest';
import { shareOf } from './work-share.ts';

const work = { perSecond: 1, secondsLeft: 1 };

test('work that takes a while is shown in hundredths', () => {
  expect(shareOf({ ...work, state: 'indexing', done: 0, total: 3000 })).toBe(0);
  expect(shareOf({ ...work, state: 'indexing', done: 1000, total: 3000 })).toBe(0.33);
  expect(shareOf({ ...work, state: 'switching', done: 3001, total: 3000 })).toBe(1);
});

test('what is soon over, paused or at rest is not', () => {
  expect(shareOf({ ...work, state: 'indexing', done: 1, total: 3 })).toBe(-1);
  expect(shareOf({ ...work, state: 'indexing', done: 0, total: 0 })).toBe(-1);
  for (const state of ['resting', 'looking', 'paused'] as const)
    expect(shareOf({ ...work, state, done: 5, total: 100 })).toBe(-1);
});
