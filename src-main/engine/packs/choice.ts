import type { ProviderWish, Refusal } from '../../contract/shapes.ts';
import { processor, type Provider } from './provider.ts';
import type { Trial } from './trials.ts';

/** What runs the image model: how much faster than the processor, with how many pictures at a time; and why none of the others does. */
export type Chosen = { provider: Provider; speed?: number; batch?: number; others: Refusal[] };

type Known = { wish: ProviderWish; candidates: readonly Provider[]; trials: Readonly<Record<string, Trial>> };

/** Less is not worth another program's trust, and may be chance. */
const leastGain = 1.2;
/** Who ended the whole program in its trial twice is not asked again. */
const mostBegun = 2;

/** Those that the wish allows. */
export function askedFor({ wish, candidates }: Pick<Known, 'wish' | 'candidates'>): Provider[] {
  return candidates.filter(({ name }) => wish === 'auto' || wish === name);
}

/** Is it to be tried, or tried again because the program ended meanwhile? */
export function isUntried(trial: Trial | undefined): boolean {
  return trial === undefined || (!('speed' in trial) && trial.why === 'untried' && (trial.times ?? 0) < mostBegun);
}

/** The fastest whose vectors are right, the processor when none is faster; one that a person wishes may also be slower. */
export function chosen(known: Known): Chosen {
  const { wish, candidates, trials } = known;
  const least = wish === 'auto' ? leastGain : 0;
  const able = askedFor(known).flatMap((provider) => {
    const trial = trials[provider.name];
    return trial && 'speed' in trial ? { provider, ...trial } : [];
  });
  const [best] = able.filter(({ speed }) => speed >= least).toSorted((a, b) => b.speed - a.speed);
  const others = candidates
    .filter((provider) => provider !== best?.provider)
    .map(({ name }) => ({ provider: name, ...whyNot(trials[name], wish === 'auto' || wish === name) }));
  const isThere = wish === 'auto' || wish === processor.name || candidates.some(({ name }) => name === wish);
  const absent: Refusal[] = isThere ? [] : [{ provider: wish, why: 'absent', detail: '' }];
  return { ...(best ?? { provider: processor }), others: [...absent, ...others] };
}

function whyNot(trial: Trial | undefined, isAskedFor: boolean): Omit<Refusal, 'provider'> {
  if (!isAskedFor) return { why: 'not-wished', detail: '' };
  if (!trial) return { why: 'untried', detail: '' };
  if ('speed' in trial) return { why: trial.speed < leastGain ? 'slow' : 'slower', detail: trial.speed.toFixed(1) };
  const ended = trial.why === 'untried' && !isUntried(trial);
  return { why: ended ? 'unfinished' : trial.why, detail: trial.detail };
}
