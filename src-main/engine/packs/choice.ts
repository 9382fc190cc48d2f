import type { ProviderWish, Refusal } from '../../contract/shapes.ts';
import { processor, type Provider } from './provider.ts';
import type { Trial } from './trials.ts';

/** What runs the image model: how much faster than the processor, with how many pictures at a time; and why none of the others does. */
export type Chosen = { provider: Provider; speed?: number; batch?: number; others: Refusal[] };

type Known = {
  wish: ProviderWish;
  candidates: readonly Provider[];
  notInstalled?: readonly string[] | undefined;
  trials: Readonly<Record<string, Trial>>;
};

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
  return { ...(best ?? { provider: processor }), others: [...notThere(known), ...others] };
}

/** Those that cannot even be tried, as far as the wish is for them. */
function notThere({ wish, candidates, notInstalled = [] }: Known): Refusal[] {
  const lacking = notInstalled.filter((name) => wish === 'auto' || wish === name);
  const told = ['auto', processor.name, ...candidates.map(({ name }) => name), ...lacking];
  const absent: Refusal[] = told.includes(wish) ? [] : [{ provider: wish, why: 'absent', detail: '' }];
  return [...absent, ...lacking.map((provider): Refusal => ({ provider, why: 'not-installed', detail: '' }))];
}

function whyNot(trial: Trial | undefined, isAskedFor: boolean): Omit<Refusal, 'provider'> {
  if (!isAskedFor) return { why: 'not-wished', detail: '' };
  if (!trial) return { why: 'untried', detail: '' };
  if ('speed' in trial) return { why: trial.speed < leastGain ? 'slow' : 'slower', detail: trial.speed.toFixed(1) };
  const ended = trial.why === 'untried' && !isUntried(trial);
  return { why: ended ? 'unfinished' : trial.why, detail: trial.detail };
}
