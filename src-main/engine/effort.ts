import { availableParallelism } from 'node:os';
import type { Mode } from '../contract/index.ts';

/** What the making of vectors may take of the machine. */
export type Effort = {
  /** Threads of the image model. */
  threads: number;
  decoders: number;
  /** The same where a device of its own runs the model: the processor has nothing to do but to decode. */
  decodersBeside: number;
  /** Of the processes that do it, for the scheduler: 0 as all others, 19 after all others; Windows knows 0, 10 and 19. */
  niceness: number;
};

/** What more decoders give to a device they soon take in memory. */
const mostBeside = 12;

/**
 * `full`: as fast as it goes. `balanced`: nearly as fast while nothing else wants the machine; one core is left, and whatever
 * the person does goes first. `gentle`: on one core, when it is not wanted for anything else.
 * `mains`: as `balanced`, and nothing on the battery.
 */
export function effortOf(mode: Mode, cores = availableParallelism()): Effort {
  // Decoding a photo and embedding it take about the same time.
  const half = Math.max(1, Math.floor(cores / 2));
  const spare = Math.max(1, cores - 1);
  const decodersBeside = Math.max(half, Math.min(mostBeside, spare));
  switch (mode) {
    case 'full':
      return { threads: cores, decoders: half, decodersBeside, niceness: 0 };
    case 'balanced':
    case 'mains':
      return { threads: spare, decoders: half, decodersBeside, niceness: 10 };
    case 'gentle':
      return { threads: 1, decoders: 1, decodersBeside: 1, niceness: 19 };
  }
}
