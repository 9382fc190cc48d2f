import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';
import { platform } from 'node:process';

/**
 * Sets a process's niceness for the scheduler: 0 as all others, 19 after all others. On Windows, which has fewer steps,
 * it changes something from 10 on (below normal) and at 19 (idle).
 */
export function beNice(processId: number, niceness: number): void {
  for (const id of threadsOf(processId)) {
    try {
      setPriority(id, niceness);
    } catch {
      // One that is gone needs nothing.
    }
  }
}

/** On Linux a niceness is of a thread, and each thread begins with that of the one that made it. */
function threadsOf(processId: number): number[] {
  if (platform !== 'linux') return [processId];
  try {
    return readdirSync(`/proc/${processId}/task`).map(Number);
  } catch {
    return [processId];
  }
}
