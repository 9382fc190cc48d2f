import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Activity } from './activity.ts';

/** What the clock shows that costs are taken by. */
let clock = 0;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const counts = { found: 9, searchable: 9, waiting: 0, setAside: 0, offline: 0 };

/** An activity over a library that takes so long to count. */
function over(costMs: number) {
  const told: number[] = [];
  const activity = new Activity({
    read() {
      clock += costMs;
      return Promise.resolve({ counts, missing: 0 });
    },
    announce: ({ revision }) => void told.push(revision),
    announceRoots: () => Promise.resolve(),
    isPaused: () => false,
  });
  return { activity, told };
}

test('changes that come closely are announced together, the last one too', async () => {
  const { activity, told } = over(0);
  for (let change = 0; change < 5; change += 1) activity.changed();
  await vi.advanceTimersByTimeAsync(300);
  expect(told).toEqual([5]);
  activity.changed();
  await vi.advanceTimersByTimeAsync(300);
  expect(told).toEqual([5, 6]);
});

test('a library that takes long to count is counted for a fiftieth of the time at most', async () => {
  const { activity, told } = over(40);
  activity.changed();
  await vi.advanceTimersByTimeAsync(300);
  activity.changed();
  await vi.advanceTimersByTimeAsync(50 * 40 - 50);
  expect(told).toEqual([1]);
  await vi.advanceTimersByTimeAsync(100);
  expect(told).toEqual([1, 2]);
});
