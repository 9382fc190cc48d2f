import { setImmediate } from 'node:timers/promises';

/** So long nobody else gets a turn: a query that waits for it does not notice. */
const turnMs = 4;

/** Does `work` for one after the other, and lets others have their turn every few milliseconds. */
export async function inTurns<T>(items: Iterable<T>, work: (item: T) => void): Promise<void> {
  let begun = performance.now();
  for (const item of items) {
    work(item);
    if (performance.now() - begun < turnMs) continue;
    await setImmediate();
    begun = performance.now();
  }
}
