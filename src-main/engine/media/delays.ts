/** What takes no time is shown for so long by every browser. */
const hastyMs = 10;
const usualMs = 100;

/** How long each picture of an animation is shown, in milliseconds, as its file says. */
export type Delays = readonly number[];

/** When each picture begins, and when the last one ends. */
export function timesOf(delays: Delays): { starts: number[]; durationMs: number } {
  let durationMs = 0;
  const starts = delays.map((delay) => {
    const start = durationMs;
    durationMs += delay <= hastyMs ? usualMs : delay;
    return start;
  });
  return { starts, durationMs };
}

/** Which of its pictures an animation shows at a time. */
export function pageAt(delays: Delays, atMs: number): number {
  return Math.max(
    0,
    timesOf(delays).starts.findLastIndex((start) => start <= atMs),
  );
}
