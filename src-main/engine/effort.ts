import { availableParallelism } from 'node:os';
import type { Mode } from '../contract/index.ts';

/** What the making of vectors may take of the machine. */
export type Effort = {
  /** Threads of the image model. */
  threads: number;
  decoders: number;
  /** Of the processes that do it, for the scheduler: 0 as all others, 19 after all others; Windows knows 0, 10 and 19. */
  niceness: number;
};

/**
 * `full`: as fast as it goes. `balanced`: nearly as fast while nothing else wants the machine; one core is left, and whatever
 * the person does goes first. `gentle`: on one core, when it is not wanted for anything else.
 * `mains`: as `balanced`, and nothing on the battery.
 */
export function effortOf(mode: Mode, cores = availableParallelism()): Effort {
  // Decoding a photo and embedding it take about the same time.
  const half = Math.max(1, Math.floor(cores / 2));
  switch (mode) {
    case 'full':
      return { threads: cores, decoders: half, niceness: 0 };
    case 'balanced':
    case 'mains':
      return { threads: Math.max(1, cores - 1), decoders: half, niceness: 10 };
    case 'gentle':
      return { threads: 1, decoders: 1, niceness: 19 };
  }
}
