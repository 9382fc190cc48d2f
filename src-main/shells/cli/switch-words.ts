import type { Output } from '../../contract/index.ts';
import { printable } from './terminal.ts';

type Switch = NonNullable<Output<'library.status'>['switch']>;

/** How far the way to another pack is, and what a person can do about it. */
export function switchLine({ to, total, made, offline, failed, fault }: Switch, inUse: string): string {
  const name = printable(to);
  const back = `polylens packs use ${printable(inUse)} takes it back`;
  if (fault !== undefined) return `to ${name}: it cannot be used (${fault}); ${back}`;
  const left = [
    ...(offline > 0 ? [`${offline} lie on drives that are not there`] : []),
    ...(failed > 0 ? [`${failed} could not be made`] : []),
  ];
  const rest = left.length > 0 ? ` (${left.join(', ')})` : '';
  const goesOn =
    made + offline + failed < total
      ? 'polylens index goes on'
      : `polylens packs use ${name} --now goes without the rest`;
  return `to ${name}: ${made} of ${total} photos${rest}; until all are made ${printable(inUse)} answers; ${goesOn}, ${back}`;
}
