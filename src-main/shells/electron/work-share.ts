import type { EventPayload } from '../../contract/index.ts';

type Work = EventPayload<'library.changed'>['work'];

/** So few are done before anyone has looked. */
const few = 10;

/** How much of the engine's work is done: from 0 to 1 in whole hundredths, and -1 where there is nothing to show. */
export function shareOf({ state, done, total }: Work): number {
  const works = state === 'indexing' || state === 'switching';
  return works && total > few ? Math.min(1, Math.round((100 * done) / total) / 100) : -1;
}
